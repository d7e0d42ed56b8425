import { VmtestError } from '../model/errors.ts';

const HOLE = /\{([a-z][a-z0-9]*(?::[a-z0-9-]+)?)\}/g;

/** The hole that stands for an opening brace of the user's: see `literal`. */
const BRACE = 'brace';

/** Options whose argument is a comma-separated list where it is not JSON: QEMU reads a doubled comma as one. */
const LISTS = new Set([
  '-accel',
  '-blockdev',
  '-chardev',
  '-device',
  '-drive',
  '-fw_cfg',
  '-global',
  '-machine',
  '-mon',
  '-name',
  '-netdev',
  '-object',
  '-smbios',
]);

/** Text of the user's as it goes into an argument with holes: what looks like a hole in it stays text. */
export function literal(text: string): string {
  return text.replaceAll('{', `{${BRACE}}`);
}

/** Text as a value in a comma-separated option (`-chardev`, `-netdev`, …): commas doubled. */
export function listValue(text: string): string {
  return text.replaceAll(',', ',,');
}

/**
 * An object as QEMU's JSON options take it; what is undefined is left out. `number` is a member that does not fit into JavaScript's
 * numbers: a WWN has 64 bits.
 */
export function jsonOption(object: Readonly<Record<string, unknown>>, number?: readonly [name: string, value: bigint]): string {
  const text = JSON.stringify(object);
  return number === undefined ? text : `${text.slice(0, -1)},${JSON.stringify(number[0])}:${number[1]}}`;
}

/** The names of all holes of a command line, each once, in their order. */
export function holesOf(argv: readonly string[]): string[] {
  const names = new Set<string>();
  for (const argument of argv) for (const [, name] of argument.matchAll(HOLE)) names.add(name as string);
  names.delete(BRACE);
  return [...names];
}

/**
 * Fills the holes of a command line. In an argument that is JSON a value is written as JSON text, in an option that is a
 * comma-separated list its commas are doubled, elsewhere (`-kernel`, `-append`, `-initrd`) it stands as it is.
 * Throws VMTEST_INTERNAL for a hole that nothing fills.
 */
export function fillArgv(argv: readonly string[], holes: Readonly<Record<string, string>>): string[] {
  return argv.map((argument, index) => {
    if (!argument.includes('{')) return argument;
    const write = writerOf(argument, argv[index - 1] ?? '');
    return argument.replace(HOLE, (_, name: string) => write(holeValue(name, holes, argument)));
  });
}

function writerOf(argument: string, option: string): (value: string) => string {
  if (argument.startsWith('{"')) return (value) => JSON.stringify(value).slice(1, -1);
  return LISTS.has(option) ? listValue : (value) => value;
}

function holeValue(name: string, holes: Readonly<Record<string, string>>, argument: string): string {
  if (name === BRACE) return '{';
  const value = Object.hasOwn(holes, name) ? holes[name] : undefined;
  if (value === undefined) {
    throw new VmtestError('VMTEST_INTERNAL', `nothing fills {${name}} of QEMU's argument ${argument}`, {
      hint: `there are ${Object.keys(holes).join(', ') || 'none'}`,
    });
  }
  return value;
}
