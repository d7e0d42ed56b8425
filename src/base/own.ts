/** What a table has under a word that somebody wrote; undefined where it has none of its own: `constructor` is in every object. */
export function own<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
