// The grammar of ECMA-48: CSI (`ESC [` … final byte), OSC (`ESC ]` … BEL or ST), other two-byte escapes, and their 8-bit forms.
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are control characters
const ANSI = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-Z\\^-~]|\u009b[0-?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a guest may not put on a terminal or into a file of ours
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

// GitHub's runner takes `##[command]` for an order wherever it stands in a line, Azure's `##vso[…]`.
const COMMAND = /##(?=\w*\[)/g;

/** Removes terminal escape sequences, so that rules see the words that a person would see (OVMF writes codes between letters). */
export function stripAnsi(text: string): string {
  return text.replace(ANSI, '');
}

/** Makes guest text harmless for a terminal or a report: no escapes, no control or direction-changing characters, tab and newline stay. */
export function plainText(text: string): string {
  return stripAnsi(text)
    .replace(/\r+\n|\r/g, '\n')
    .replace(CONTROL, '�')
    .replace(COMMAND, '# #');
}

/** As `plainText`, on one line: what would begin another line, where a runner takes `::…` for an order, is shown as `�`. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll('\n', '�');
}

/** As `plainText`, for lines that go to a log: none begins, spaces or not, as an order to GitHub's runner does (`::error …`). */
export function plainLines(text: string): string {
  return plainText(text).replace(/^(\s*):(?=:)/gm, '$1: ');
}

/** Cuts to at most `limit` characters, with an ellipsis in the last place. */
export function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
