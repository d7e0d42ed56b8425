/** Makes names unique in their order: the second `x` becomes `x (2)`, and no name that was made meets one that was given. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  const given = new Set(names);
  return names.map((name) => {
    let unique = name;
    for (let n = 2; taken.has(unique) || (unique !== name && given.has(unique)); n++) unique = `${name} (${n})`;
    taken.add(unique);
    return unique;
  });
}

/** One word for a POSIX shell, quoted where it needs it. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
