/** What the `yaml` package says of one mistake: its code, its message without a place, and where in the text it begins and ends. */
interface YamlMistake {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** A mistake in words, with its mend where one is known. `offset`: characters from the beginning of the text. */
export interface ExplainedYaml {
  readonly message: string;
  readonly hint: string | undefined;
  readonly offset: number;
}

/**
 * Explains the errors of a YAML parser. Behind its first mistake in a line a parser guesses, so only that one is told.
 * @param lineOf the line of an offset
 */
export function explainYaml(mistakes: readonly YamlMistake[], lineOf: (offset: number) => number): ExplainedYaml[] {
  const lines = new Set<number>();
  return mistakes.flatMap(({ code, message, pos: [offset] }) => {
    const line = lineOf(offset);
    if (lines.has(line)) return [];
    lines.add(line);
    return [{ ...inWords(code, message), offset }];
  });
}

function inWords(code: string, message: string): Omit<ExplainedYaml, 'offset'> {
  if (code === 'MULTIPLE_DOCS') return { message: 'the file has more than one YAML document', hint: 'keep one: remove `---`' };
  if (code === 'TAB_AS_INDENT') return { message: 'a tab is used to indent', hint: 'YAML is indented by spaces' };
  const quoted = 'a `${{ … }}` within `{ }` or `[ ]` needs quotes';
  return { message: `this is no YAML: ${message}`, hint: code === 'UNEXPECTED_TOKEN' ? quoted : undefined };
}
