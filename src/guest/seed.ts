import type { PhaseSpec } from '../model/plan.ts';
import { SCRIPT_FILE } from './names.ts';

/** What a seed says beside its phase. */
export interface SeedIdentity {
  readonly testId: string;
  /** A new word for each seed: cloud-init runs a user-data script once for each instance id. */
  readonly random: string;
  /** A name for the guest; without one it keeps its own, which may be what is tested. */
  readonly hostname?: string;
  /** cloud-init's network configuration; `{ config: 'disabled' }` leaves the guest's network alone. Without: cloud-init's own idea. */
  readonly network?: Readonly<Record<string, unknown>>;
}

/**
 * The files of a NoCloud seed (cloud-init's datasource; 22.4 and later) by path: `user-data`, `meta-data`, `vendor-data`, and the
 * script once more for guests without cloud-init. The user data is a `#cloud-config-archive`: a list of parts, written as JSON, which
 * is YAML too. The user's mapping comes as a part of its own, so that cloud-init reads it as if the user had given it.
 */
export function seedFiles(phase: Pick<PhaseSpec, 'name' | 'cloudConfig'>, script: string, identity: SeedIdentity): Record<string, string> {
  const parts: Record<string, string>[] = [];
  if (phase.cloudConfig !== null) {
    parts.push({ type: 'text/cloud-config', filename: 'cloud-config.yaml', content: `#cloud-config\n${yamlJson(phase.cloudConfig)}\n` });
  }
  parts.push({ type: 'text/x-shellscript', filename: SCRIPT_FILE, content: script });
  // cloud-init makes a folder of this name.
  const instance = { 'instance-id': `vmtest-${identity.testId}-${phase.name}-${identity.random}`.replaceAll(/[^A-Za-z0-9._-]+/g, '-') };
  const meta = identity.hostname === undefined ? instance : { ...instance, 'local-hostname': hostName(identity.hostname) };
  return {
    'user-data': `#cloud-config-archive\n${yamlJson(parts)}\n`,
    'meta-data': `${yamlJson(meta)}\n`,
    // Empty and not absent: over HTTP cloud-init asks for it, and tries again where it gets no answer.
    'vendor-data': '',
    ...(identity.network === undefined ? {} : { 'network-config': `${yamlJson(identity.network)}\n` }),
    [SCRIPT_FILE]: script,
  };
}

/** A host name as RFC 1123 has it: letters, digits and hyphens, at most 63. */
function hostName(text: string): string {
  const name = text
    .replaceAll(/[^A-Za-z0-9-]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'vmtest' : name.toLowerCase();
}

/**
 * JSON that YAML 1.1 as PyYAML reads it takes for the same value: the characters that it refuses or folds as line breaks are escaped;
 * those beyond 16 bits are not, as it takes a pair of escapes for two broken characters.
 */
function yamlJson(value: unknown): string {
  return JSON.stringify(value, null, 1).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
