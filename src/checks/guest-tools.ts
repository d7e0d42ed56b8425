/**
 * Shell functions for collect scripts. `take FILE TOOL ARGUMENT…` writes what a tool prints: through `cat`, because SELinux keeps
 * some tools from writing to our files. A tool that the guest lacks is said in the file, and no failure.
 */
export const TAKE = `take() {
  out=$1
  shift
  if command -v "$1" >/dev/null 2>&1; then "$@" 2>"$out.err" | cat > "$out"; else echo "# absent: $1" > "$out"; fi
  [ -s "$out.err" ] || rm -f "$out.err"
}
copy() { [ ! -r "$1" ] || cat "$1" > "$2"; }`;

/** The name of the tool that a guest lacks, where `take` says so. */
export function absentTool(text: string): string | null {
  return /^# absent: (\S+)/.exec(text)?.[1] ?? null;
}

/** Takes /etc/os-release, by which checks know what does not apply. */
export const OS_RELEASE = 'copy /etc/os-release os_release';

/** `ID` and `VERSION_CODENAME` of os-release(5), lower case; empty where the file does not say. */
export function osRelease(text: string | null): { readonly id: string; readonly codename: string; readonly like: string } {
  const value = (name: string) => new RegExp(`^${name}=["']?([^"'\\n]*)`, 'm').exec(text ?? '')?.[1]?.toLowerCase() ?? '';
  return { id: value('ID'), codename: value('VERSION_CODENAME') || value('UBUNTU_CODENAME'), like: value('ID_LIKE') };
}
