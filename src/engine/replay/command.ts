import type { HarnessDisk, MachineSpec } from '../../model/plan.ts';
import { phaseArgv } from '../../qemu/args.ts';
import { fillArgv } from '../../qemu/fill.ts';
import { DESCRIPTORS } from '../../qemu/machine.ts';
import type { ReplaySpec } from './record.ts';

/** The descriptor of the console: the first after those that every QEMU of ours inherits. */
const CONSOLE_DESCRIPTOR = 5;

export interface CommandParts {
  readonly spec: ReplaySpec;
  readonly machine: MachineSpec;
  /** QEMU, an absolute path. */
  readonly qemu: string;
  readonly disks: readonly HarnessDisk[];
  readonly holes: Readonly<Record<string, string>>;
}

/**
 * QEMU's command line of a replay, made as a run makes it: by the one function that knows how, from validated values. The console is a socket
 * that we hold, its log in the replay's own folder. What the user adds comes last.
 */
export function replayArgv(
  { spec, machine, qemu, disks, holes }: CommandParts,
  { slug, display, qemuArgs }: { readonly slug: string; readonly display: string | null; readonly qemuArgs: readonly string[] },
): string[] {
  const kernel = spec.kernel === null ? null : { initrd: spec.kernel.initrd, commandLine: spec.kernel.append, userArgs: [] };
  const planned = phaseArgv(machine, { slug, prefix: spec.prefix, harnessDisks: disks, kernel, smbios: spec.smbios });
  const argv = fillArgv(planned, { ...holes, ...DESCRIPTORS });
  return [
    qemu,
    ...argv.slice(1).map((word, index) => {
      const option = argv[index];
      if (option === '-display' && display !== null) return display;
      return option === '-chardev' ? onSocket(word) : word;
    }),
    ...qemuArgs,
  ];
}

function onSocket(chardev: string): string {
  const file = 'file,id=console,path=';
  return chardev.startsWith(file) ? `socket,id=console,fd=${CONSOLE_DESCRIPTOR},logfile=${chardev.slice(file.length)}` : chardev;
}
