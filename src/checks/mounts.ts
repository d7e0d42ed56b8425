/** A line of fstab(5) or of /proc/mounts, which has the same fields. */
export interface MountEntry {
  /** From 1. */
  readonly line: number;
  readonly spec: string;
  readonly mountpoint: string;
  readonly type: string;
  readonly options: readonly string[];
  /** What follows: dump frequency and fsck pass. */
  readonly rest: readonly string[];
}

/** Reads fstab(5) or /proc/mounts; comments, empty lines and lines of fewer than two fields are left out. */
export function parseMounts(text: string): MountEntry[] {
  return text.split('\n').flatMap((line, index) => {
    const fields = line.trim().split(/\s+/).map(unescapeOctal);
    const [spec, mountpoint, type, options, ...rest] = fields;
    if (spec === undefined || mountpoint === undefined || spec.startsWith('#')) return [];
    return [
      {
        line: index + 1,
        spec: unquote(spec),
        mountpoint: noSlash(mountpoint),
        type: type ?? 'auto',
        options: (options ?? 'defaults').split(','),
        rest,
      },
    ];
  });
}

/** fstab(5): spaces, tabs, newlines and backslashes are written as `\040` and the like. */
export function unescapeOctal(field: string): string {
  return field.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** fstab(5) and /proc/swaps alike: no slash at the end of a path, but for the root itself. */
export function noSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
}

/** libmount takes `LABEL="root"` too. */
function unquote(spec: string): string {
  return spec.replace(/^([A-Z]+)="(.*)"$/, '$1=$2').replace(/^([A-Z]+)='(.*)'$/, '$1=$2');
}

/** Whether a boot brings the entry up by itself. */
export function isAutomatic(entry: MountEntry): boolean {
  return !entry.options.includes('noauto');
}

/** Whether the entry is swap space: it has no place in the tree. */
export function isSwap(entry: MountEntry): boolean {
  return entry.type === 'swap';
}
