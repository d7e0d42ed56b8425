import { VmtestError } from '../model/errors.ts';

/** Quotes text as one word of a POSIX shell. Throws VMTEST_PLAN_INVALID for a NUL, which no shell can carry. */
export function quote(text: string): string {
  if (text.includes('\0')) throw new VmtestError('VMTEST_PLAN_INVALID', 'a guest script cannot contain a NUL character');
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The commands that write `text` to the file that the shell word `target` names. A here-document and not a quoted word, because
 * people read these scripts; its delimiter is one that no line of the text equals.
 */
export function hereDocument(target: string, text: string, label: string): string {
  quote(text);
  const lines = text.split('\n');
  let delimiter = `VMTEST_${label}`;
  while (lines.includes(delimiter)) delimiter += '_';
  return `cat >${target} <<'${delimiter}'\n${text.endsWith('\n') || text === '' ? text : `${text}\n`}${delimiter}`;
}

/**
 * The words that run a script file: those of its `#!` line (the interpreter and, as Linux has it, one argument), else `sh`.
 * Taken from the text and not left to the kernel, so that a folder mounted `noexec` does no harm.
 */
export function interpreter(script: string): readonly string[] {
  const match = /^#![ \t]*(\S+)[ \t]*([^\r\n]*)/.exec(script);
  if (match === null) return ['sh'];
  const argument = (match[2] as string).trim();
  return argument === '' ? [match[1] as string] : [match[1] as string, argument];
}
