import { basename } from 'node:path';
import { plainText, shorten } from '../base/text.ts';
import type { CheckSettings } from '../model/suite.ts';

const LONGEST_SUBJECT = 80;

/** A check's name, not yet unique within its test: `fstab`, `file blkid.out`, `console login:`, `run pytest tests`. */
export function checkName(check: CheckSettings): string {
  const subject = subjectOf(check);
  const name = subject === '' ? check.kind : `${check.kind} ${subject}`;
  return check.not ? `not ${name}` : name;
}

function subjectOf(check: CheckSettings): string {
  if (check.kind === 'file') return oneLine(check.path);
  if (check.kind === 'console') return oneLine(check.matches.join(', '));
  if (check.kind === 'run') return oneLine(check.command);
  if (check.kind === 'kernel-package') return oneLine(check.package ?? '');
  if ('configFile' in check && check.configFile !== null) return oneLine(basename(check.configFile));
  return '';
}

function oneLine(text: string): string {
  return shorten(plainText(text).trim().replace(/\s+/g, ' '), LONGEST_SUBJECT);
}
