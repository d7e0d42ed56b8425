/** The names that `-machine help` lists, aliases too. */
export function typesOf(help: string): string[] {
  return help
    .split('\n')
    .slice(1)
    .flatMap((line) => /^(\S+)\s/.exec(line)?.[1] ?? []);
}

/**
 * The machine type that comes nearest to one of another QEMU: itself, else the newest of its family that is no newer, else the oldest
 * that there is; for a name whose version is no number (a distribution's own) the family's alias. Null where there is no such family.
 * @param types the names that this QEMU has
 */
export function nearestType(type: string, types: readonly string[]): string | null {
  if (types.includes(type)) return type;
  const wanted = parse(type);
  const family = types.flatMap((name) => {
    const one = parse(name);
    return one.family === wanted.family && one.version !== null ? [{ name, version: one.version }] : [];
  });
  family.sort((a, b) => compare(a.version, b.version));
  const { version } = wanted;
  if (version !== null) {
    const near = family.findLast((one) => compare(one.version, version) <= 0) ?? family[0];
    if (near !== undefined) return near.name;
  }
  const alias = ALIASES[wanted.family] ?? wanted.family;
  return types.includes(alias) ? alias : (family.at(-1)?.name ?? null);
}

/** Names of QEMU's that stand for the newest of a family. */
const ALIASES: Readonly<Record<string, string>> = { 'pc-i440fx': 'pc', 'pc-q35': 'q35' };

interface Parsed {
  readonly family: string;
  readonly version: readonly number[] | null;
}

function parse(type: string): Parsed {
  const match = /^(.+?)-(\d+(?:\.\d+)*)$/.exec(type);
  if (match !== null) return { family: match[1] as string, version: (match[2] as string).split('.').map(Number) };
  // `pc-q35-noble`: a distribution's own version; `pc`, `virt`: none.
  return {
    family: /^(pc-i440fx|pc-q35|virt|pseries)(?:-|$)/.exec(type)?.[1] ?? (type === 'pc' ? 'pc-i440fx' : type === 'q35' ? 'pc-q35' : type),
    version: null,
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = [...a, ...b].findIndex((_, index) => (a[index] ?? 0) !== (b[index] ?? 0));
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
