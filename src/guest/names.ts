/** The path of the script on the seed, for guests without cloud-init. */
export const SCRIPT_FILE = 'vmtest.sh';

/** The path below the seed's root, on the disk as over HTTP, of a published file: `debs/a.deb` → `files/debs/a.deb`. */
export function publishedPath(name: string): string {
  return `files/${name}`;
}
