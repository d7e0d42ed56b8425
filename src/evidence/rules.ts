import type { Rule } from './rule.ts';
import { BOOT_RULES } from './rules-boot.ts';
import { SYSTEM_RULES } from './rules-system.ts';

/** All rules, in order: the first that matches a line decides it. */
export const RULES: readonly Rule[] = [...SYSTEM_RULES, ...BOOT_RULES];
