/** Colours for a terminal, or none: the same words either way. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

const plain = (text: string) => text;
const sgr = (on: number, off: number) => (text: string) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`);

/** ECMA-48's SGR codes; the sixteen colours are the terminal's own, so that they fit a light and a dark one. */
export function paint(color: boolean): Paint {
  if (!color) return { good: plain, bad: plain, warn: plain, faint: plain, strong: plain };
  return { good: sgr(32, 39), bad: sgr(31, 39), warn: sgr(33, 39), faint: sgr(2, 22), strong: sgr(1, 22) };
}
