import { shellQuote } from '../base/names.ts';
import { plainLine } from '../base/text.ts';

/** What is told of a replay before it starts; all of it is plain text already but for the command line. */
export interface ReplayWords {
  readonly test: string;
  readonly phase: string;
  readonly folder: string;
  readonly ended: string | null;
  readonly disks: string;
  readonly changes: readonly string[];
  readonly notes: readonly string[];
  readonly argv: readonly string[];
}

/** Which machine it is, what is another than in the run, and how to end it. */
export function readyText(
  ready: ReplayWords,
  { dryRun, interactive }: { readonly dryRun: boolean; readonly interactive: boolean },
): string {
  const line = (label: string, text: string) => `  ${label.padEnd(10)} ${plainLine(text)}`;
  return [
    `${plainLine(ready.test)}, ${plainLine(ready.phase)}: the machine once more`,
    line('from', ready.folder),
    ...(ready.ended === null ? [] : [line('in the run', ready.ended)]),
    line('disks', `${ready.disks}; nothing in ${ready.folder} is changed`),
    ...(ready.changes.length === 0
      ? [line('changed', 'nothing: this host has what the run had')]
      : ready.changes.map((text) => line('changed', text))),
    ...ready.notes.map((text) => line('note', text)),
    ...(dryRun ? ['', commandText(ready.argv)] : [line('end', interactive ? 'C-a x' : 'Ctrl-C'), '']),
  ].join('\n');
}

/** A command line as a shell takes it, one option a line. */
function commandText(argv: readonly string[]): string {
  return argv.map((word) => (/^-[a-z]/.test(word) ? `\\\n  ${word}` : plainLine(shellQuote(word)))).join(' ');
}

const ENDS = {
  'power-off': 'the guest powered off',
  reset: 'the guest asked for a reset, where the phase ends: --reboot lets it pass',
  panic: 'the guest panicked',
  stopped: 'ended',
  rule: 'ended where a run ends the phase: --reboot lets the machine run on',
  'qemu-exit': 'QEMU ended by itself',
} as const;

/** How it ended, and where what it wrote is. */
export function endText(ended: keyof typeof ENDS, keep: string | null): string {
  return `vmtest: ${ENDS[ended]}${keep === null ? '' : `; its disks and logs are in ${shellQuote(keep)}`}`;
}
