import type { CurtinConfig } from '../../model/plan.ts';
import { readDocument } from './document.ts';

/**
 * What curtin makes of its configurations, as far as a plan can tell: mappings are merged key by key, anything else is replaced by the
 * later (curtin/config.py, `merge_config`). Scalars stay as they are written. Names that YAML 1.1 would make values of are left alone.
 */
export function mergedConfig(configs: readonly Pick<CurtinConfig, 'text' | 'from'>[]): Readonly<Record<string, unknown>> {
  let merged: Record<string, unknown> = Object.create(null);
  for (const { text, from } of configs) {
    const { value } = readDocument(text, from ?? '');
    if (isMapping(value)) merged = merge(merged, value);
  }
  return merged;
}

function merge(under: Readonly<Record<string, unknown>>, over: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.assign(Object.create(null), under);
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isMapping(before) && isMapping(value) ? merge(before, value) : value;
  }
  return merged;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
