import { isAbsolute, normalize } from 'node:path';
import { type CarriedChecks, type CarriedScripts, packsOf, simpleChecks } from './checks.ts';
import { expectOf, skipOf } from './endings.ts';
import { type CarriedImages, imagesOf } from './image.ts';
import type { Lookup } from './lookup.ts';
import { machineOf } from './machine.ts';
import type { SourceClass } from './source.ts';
import { shown, type Unsaid, type Values, valuesOf } from './values.ts';

/** What the suite is written for. */
export const SUITE_ARCH = 'amd64';

/** One class as a test of a suite, without the images that it boots and installs. */
export interface CarriedClass {
  readonly cls: SourceClass;
  readonly images: CarriedImages;
  /** Path of its configuration below the checkout. */
  readonly conf: string;
  /** The test in the form of a suite; `install.curtin` is filled in later. */
  readonly test: Readonly<Record<string, unknown>>;
  readonly scripts: readonly string[];
  readonly checks: readonly CarriedChecks[];
  /** Architectures, none of them the suite's, for which it is not. */
  readonly archSkip: readonly string[];
  readonly unsaid: readonly Unsaid[];
}

/**
 * A class as a test, or the reason why it cannot be one.
 * @param exists whether a path below the checkout is a file
 */
export function carryClass(lookup: Lookup, cls: SourceClass, exists: (path: string) => boolean): CarriedClass | string {
  if (lookup.isSelfTest(cls)) return 'it is a test of the original harness, and starts no machine';
  if (cls.unresolved.length > 0) return `its base is not known: ${cls.unresolved.join('; ')}`;
  const values = valuesOf(lookup, cls);
  const images = imagesOf(values);
  if (typeof images === 'string') return images;
  const skipped = values.list('arch_skip', 'test');
  if (skipped.includes(SUITE_ARCH)) return `it is not for ${SUITE_ARCH} (arch_skip)`;
  const conf = confOf(lookup, cls, exists);
  if ('reason' in conf) return conf.reason;
  const collected = scriptsOf(values);
  const { scripts } = collected;
  const expect = expectOf(lookup, cls, values);
  const skip = skipOf(lookup, cls, values);
  const packs = packsOf(lookup, cls, values);
  const checks = expect === null ? simpleChecks(lookup, cls, collected) : [];
  const boot = bootOf(scripts, values);
  const timeouts = timeoutsOf(values);
  const test = {
    machine: { ...(images.arch === SUITE_ARCH ? {} : { arch: images.arch }), ...machineOf(values) },
    install: installOf(values),
    ...(expect === null && Object.keys(boot).length > 0 ? { boot } : {}),
    ...(fstabOf(values).length === 0 || expect !== null ? {} : { checks: fstabOf(values) }),
    ...(Object.keys(packs).length === 0 ? {} : { packs }),
    ...(Object.keys(timeouts).length === 0 ? {} : { timeouts }),
    ...(expect === null ? {} : { expect }),
    ...(skip === null ? {} : { skip }),
  };
  return { cls, images, conf: conf.path, test, scripts, checks, archSkip: skipped.map(String).sort(), unsaid: values.unsaid };
}

/** The base class's own configuration counts here: a class without one installs by it. */
function confOf(lookup: Lookup, cls: SourceClass, exists: (path: string) => boolean): { path: string } | { reason: string } {
  const there = lookup.attribute(cls, 'conf_file');
  const value = there?.found.value;
  if (typeof value !== 'string' || value === '') return { reason: `its conf_file is not known: ${there?.found.computed ?? shown(value)}` };
  const path = normalize(value);
  if (isAbsolute(path) || path.startsWith('..') || value.includes('${{'))
    return { reason: `its conf_file ${shown(value)} is not in the checkout` };
  return exists(path) ? { path } : { reason: `its conf_file ${shown(value)} is not there` };
}

function installOf(values: Values): Record<string, unknown> {
  const replace = Object.entries(values.map('conf_replace', 'install')).filter(([, to]) => typeof to === 'string') as [string, string][];
  const extra = values.text('extra_kern_args', 'install');
  const repositories = commaList(values.text('add_repos', 'install'));
  const packages = commaList(values.text('upgrade_packages', 'install'));
  const upgrade = values.text('system_upgrade', 'install');
  if (values.flag('dirty_disks', 'install') && values.text('dirty_disk_config', 'install') !== null)
    values.note('install', `dirty_disk_config: ${shown(values.text('dirty_disk_config', 'install'))}`);
  return {
    ...(replace.length === 0 ? {} : { replace: Object.fromEntries(replace) }),
    ...(values.flag('dirty_disks', 'install') ? { 'dirty-disks': true } : {}),
    ...(repositories.length === 0 ? {} : { 'add-repos': repositories }),
    ...(upgrade === null || upgrade === 'auto' ? {} : { 'system-upgrade': !/^(|0|false)$/i.test(upgrade) }),
    ...(packages.length === 0 ? {} : { 'upgrade-packages': packages }),
    ...(extra === null ? {} : { 'kernel-args': extra }),
  };
}

function commaList(text: string | null): string[] {
  return (text ?? '').split(',').flatMap((word) => word.trim() || []);
}

/** The class's own collect scripts; what the original's common ones collect, every boot of what curtin installed does here too. */
function scriptsOf(values: Values): CarriedScripts {
  const noted = values.unsaid.length;
  const own = [...values.list('collect_scripts', 'boot'), ...values.list('extra_collect_scripts', 'boot')];
  const scripts = own.flatMap((script) => {
    if (typeof script === 'string' && !/\$\{\{|\0/.test(script)) return [scriptText(script)].filter((text) => text !== '');
    values.note('boot', `a collect script that a suite cannot hold: ${shown(script)}`);
    return [];
  });
  return { scripts, whole: values.unsaid.length === noted };
}

/** A script without the line that enters the collected folder, where it is run anyway. */
function scriptText(script: string): string {
  const lines = script
    .replace(/[ \t]+$/gm, '')
    .replace(/^\n+|\n+$/g, '')
    .split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => (/^[ ]*/.exec(line)?.[0] ?? '').length));
  const text = lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join('\n');
  const inside = text.replace(/^cd OUTPUT_COLLECT_D\n+/, '').replaceAll('OUTPUT_COLLECT_D', '$VMTEST_COLLECT');
  return inside.trim() === '' ? '' : `${inside}\n`;
}

function bootOf(scripts: readonly string[], values: Values): Record<string, unknown> {
  const cloud = values.map('boot_cloudconf', 'boot');
  const sayable = !JSON.stringify(cloud).includes('${{');
  if (!sayable) values.note('boot', `boot_cloudconf: ${shown(cloud)}`);
  return {
    ...(scripts.length === 0 ? {} : { collect: scripts }),
    ...(Object.keys(cloud).length === 0 || !sayable ? {} : { 'cloud-config': cloud }),
  };
}

/** `fstab_expected`: a mapping of specs to mount points, or a list of spec, mount point and options. */
function fstabOf(values: Values): unknown[] {
  const map = Object.entries(valuesOrEmpty(values)).map(([spec, to]) => [spec, to] as const);
  const entries = map.flatMap(([spec, to]) => {
    const [mountpoint, options] = Array.isArray(to) ? to : [to];
    return typeof mountpoint === 'string' && mountpoint !== ''
      ? [[spec, { mountpoint, ...(typeof options === 'string' && options !== '' ? { options } : {}) }] as const]
      : [];
  });
  return entries.length === 0 ? [] : [{ fstab: Object.fromEntries(entries) }];
}

function valuesOrEmpty(values: Values): Readonly<Record<string, unknown>> {
  const raw = values.any('fstab_expected', 'checks');
  if (Array.isArray(raw))
    return Object.fromEntries(
      raw.flatMap((entry) => (Array.isArray(entry) && typeof entry[0] === 'string' ? [[entry[0], entry.slice(1)]] : [])),
    );
  return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
}

function timeoutsOf(values: Values): Record<string, string> {
  const install = values.number('install_timeout', 'test');
  const boot = values.number('boot_timeout', 'test');
  return { ...(install ? { install: `${install}s` } : {}), ...(boot ? { boot: `${boot}s` } : {}) };
}
