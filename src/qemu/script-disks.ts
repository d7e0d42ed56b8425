/** A disk that a command line lets the guest write. */
interface Written {
  readonly path: string;
  readonly format: string;
  /** The same block device, its bytes in another file, as JSON. */
  readonly over: (path: string) => string;
}

/** The writable file behind a `-blockdev`; null for what is read-only, or no file. */
function writtenBy(blockdev: string): Written | null {
  let device: Readonly<Record<string, unknown>>;
  try {
    device = JSON.parse(blockdev) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
  const { driver, file } = device;
  if (device['read-only'] === true || typeof driver !== 'string' || typeof file !== 'object' || file === null) return null;
  const { driver: below, filename } = file as Readonly<Record<string, unknown>>;
  if (below !== 'file' || typeof filename !== 'string') return null;
  return {
    path: filename,
    format: driver,
    over: (path) => JSON.stringify({ ...device, driver: 'qcow2', file: { ...file, filename: path } }),
  };
}

const HOLE = '@aside@';

/** The writable disks of a command line, each as a variable of a script, and what puts files of the moment over them. */
export interface ScriptDisks {
  /** The word for a `-blockdev`'s value: a variable, or null where it stays as it is. */
  readonly wordFor: (blockdev: string) => string | null;
  /** Sets the variables; with `-snapshot` among the script's arguments, what the guest writes goes to a folder `$aside`. */
  readonly preamble: string;
}

/**
 * QEMU's own `-snapshot` covers `-drive` alone: a disk by `-blockdev` is written all the same (7.2, seen). So the script does it.
 * @param quote for a POSIX shell
 * @param owner who QEMU runs as where root starts the script, as `UID:GID`
 */
export function scriptDisks(blockdevs: readonly string[], quote: (word: string) => string, owner: string | null): ScriptDisks {
  const disks = blockdevs.flatMap((blockdev) => {
    const written = writtenBy(blockdev);
    return written === null ? [] : [{ blockdev, written }];
  });
  if (disks.length === 0) return { wordFor: () => null, preamble: 'aside=\n' };
  const set = disks.map(({ blockdev }, index) => `disk${index}=${quote(blockdev)}\n`);
  const over = disks.map(({ written }, index) => {
    const json = quote(written.over(`${HOLE}/${index}`)).replace(HOLE, `'"$aside"'`);
    return `    qemu-img create -q -f qcow2 -b ${quote(written.path)} -F ${written.format} "$aside/${index}"\n    disk${index}=${json}\n`;
  });
  const give = owner === null ? '' : `    [ "$(id -u)" -ne 0 ] || chown -R ${owner} "$aside"\n`;
  return {
    wordFor: (blockdev) => {
      const index = disks.findIndex((disk) => disk.blockdev === blockdev);
      return index === -1 ? null : `"$disk${index}"`;
    },
    preamble: `aside=
${set.join('')}case " $* " in
  *' -snapshot '*)
    aside=$(mktemp -d "\${TMPDIR:-/var/tmp}/vmtest-replay.XXXXXX")
${over.join('')}${give}    ;;
esac
`,
  };
}
