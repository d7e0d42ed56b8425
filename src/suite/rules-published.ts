import { IMAGE_ROLES } from '../model/suite.ts';
import { quote } from './convert.ts';
import { ISO_PREFIX } from './leaves.ts';
import type { Sink } from './sink.ts';
import { child, type MapTree, type ScalarTree, type Tree } from './tree.ts';

/** Keys that say what a file must be, and those that belong to `sums`. */
const DIGESTS = ['sha256', 'sha512'] as const;
const OF_SUMS = ['signature', 'keyring', 'verify'] as const;

/** A stream is asked for something, and an unsigned one only by who says so. */
export function streamRule(tree: MapTree, sink: Sink, label: string): void {
  if (!tree.entries.has('release') && !tree.entries.has('filters')) {
    sink.add(tree, `${label} says nothing of the image that is wanted`, 'write `release: noble`, or `filters`');
  }
  const url = scalar(child(tree, 'url'));
  const verify = scalar(child(tree, 'verify'))?.text ?? 'signature';
  if (url !== undefined && verify === 'signature' && /\.json(?:[?#].*)?$/.test(url.text)) {
    const hint = `name the signed one, ${url.text.replace(/\.json/, '.sjson')}, or write \`verify: none\` beside it to trust whoever answers`;
    sink.add(url, `${label}.url: ${quote(url.text)} has no signature`, hint);
  }
}

/** One file with a mapping of its own. */
export function publishedRule(tree: MapTree, sink: Sink, label: string): void {
  proofRule(tree, sink, label);
  if (!hasProof(tree)) unproven(tree, scalar(child(tree, 'url'))?.text ?? '', sink, label);
}

/** The mapping of `url`: files by role, and what the short form says of them beside. */
export function urlRule(tree: MapTree, sink: Sink, label: string): void {
  const roles = IMAGE_ROLES.filter((role) => tree.entries.has(role));
  if (roles.length === 0) sink.add(tree, `${label} names no file`, `there is ${IMAGE_ROLES.join(', ')}`);
  isoRule(tree, sink, label);
  const short = roles.filter((role) => {
    const value = scalar(child(tree, role));
    return value !== undefined && !value.text.startsWith(ISO_PREFIX);
  });
  proofRule(tree, sink, label);
  const beside = [...DIGESTS, 'sums', ...OF_SUMS, 'redirects'].filter((key) => tree.entries.has(key));
  if (short.length === 0 && beside[0] !== undefined && roles.length > 0) {
    const mapped = roles.find((role) => child(tree, role)?.kind === 'map') ?? roles[0];
    const at = tree.entries.get(beside[0])?.key ?? tree;
    sink.add(at, `${label}: ${quote(beside[0])} says nothing of a file that has a mapping of its own`, `move it below \`${mapped}\``);
  }
  const single = DIGESTS.find((key) => tree.entries.has(key));
  if (single !== undefined && short.length > 1) {
    const hint = `give each its own: \`${short[0]}: { url: …, ${single}: … }\`, or name \`sums\``;
    sink.add(tree.entries.get(single)?.key ?? tree, `${label}: one ${single} cannot be that of ${short.join(' and ')}`, hint);
  }
  if (hasProof(tree)) return;
  for (const role of short) {
    const value = child(tree, role) as ScalarTree;
    unproven(value, value.text, sink, `${label}.${role}`);
  }
}

/** Of `sums` in a mapping of its own. */
export function sumsRule(tree: MapTree, sink: Sink, label: string): void {
  keyringRule(tree, tree, sink, label);
}

function proofRule(tree: MapTree, sink: Sink, label: string): void {
  const sums = child(tree, 'sums');
  const stray = OF_SUMS.find((key) => tree.entries.has(key));
  if (stray !== undefined && sums?.kind !== 'scalar') {
    const hint = sums === undefined ? 'name the file of digests too: `sums: https://…/SHA256SUMS`' : 'move it below `sums`';
    sink.add(tree.entries.get(stray)?.key ?? tree, `${label}: ${quote(stray)} belongs to \`sums\``, hint);
  }
  if (sums?.kind === 'scalar') keyringRule(tree, sums, sink, `${label}.sums`);
}

function keyringRule(tree: MapTree, at: Tree, sink: Sink, label: string): void {
  if (tree.entries.has('keyring') || scalar(child(tree, 'verify'))?.text === 'none') return;
  const hint = 'write `keyring: FILE` with the publisher’s key (gpg --export KEY > FILE), or `verify: none` to believe the server';
  sink.add(at, `${label}: nothing says whose signature is good`, hint);
}

/** `kernel` and `initrd` may be paths within the image's ISO; nothing else, and not without one. */
export function isoRule(tree: MapTree, sink: Sink, label: string): void {
  for (const role of IMAGE_ROLES) {
    const value = scalar(child(tree, role));
    if (value === undefined || !value.text.startsWith(ISO_PREFIX)) continue;
    if (role !== 'kernel' && role !== 'initrd') {
      sink.add(value, `${label}.${role}: only kernel and initrd are taken out of an ISO`, 'name a file of its own');
    } else if (!tree.entries.has('iso')) {
      sink.add(value, `${label}.${role}: ${quote(value.text)} is in the image’s ISO, and it has none`, 'add `iso: …`');
    } else if (!/^iso:\/./.test(value.text)) {
      sink.add(value, `${label}.${role}: ${quote(value.text)} is no path within the ISO`, 'it begins with a slash: iso:/casper/vmlinuz');
    }
  }
}

function hasProof(tree: MapTree): boolean {
  return [...DIGESTS, 'sums'].some((key) => tree.entries.has(key));
}

function unproven(at: Tree, url: string, sink: Sink, label: string): void {
  // Of an address that is none, that is said already.
  if (!/^https?:/i.test(url)) return;
  const name = /[\s'"`$\\]/.test(url) ? 'ADDRESS' : url;
  const hint = `write \`sha256: …\` (curl -sL ${name} | sha256sum prints it), or \`sums\` with the address of the publisher’s SHA256SUMS`;
  sink.add(at, `${label}: nothing says what the file must be`, hint);
}

function scalar(tree: Tree | undefined): ScalarTree | undefined {
  return tree?.kind === 'scalar' ? tree : undefined;
}
