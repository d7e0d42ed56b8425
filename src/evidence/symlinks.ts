import { posix } from 'node:path';

export interface Symlink {
  readonly path: string;
  readonly target: string;
}

/**
 * The text of symlinks.txt as `find -printf '%Y\t%P\t%l\n'` writes it: the type of what the link leads to, its path, its target.
 * The type is `d`, `f`, `N` (nothing is there), or `?` where the target lies outside of what was collected.
 */
export function symlinksText(links: readonly Symlink[], typeOf: (path: string) => 'f' | 'd' | null): string {
  return links.map((link) => `${targetType(link, typeOf)}\t${link.path}\t${oneLine(link.target)}\n`).join('');
}

function targetType({ path, target }: Symlink, typeOf: (path: string) => 'f' | 'd' | null): string {
  if (target.startsWith('/')) return '?';
  const leads = posix.join(posix.dirname(path), target);
  if (leads === '..' || leads.startsWith('../')) return '?';
  return typeOf(leads.replace(/\/$/, '')) ?? 'N';
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: one line a link, one tab a column
  return text.replaceAll(/[\u0000-\u001f\u007f]/g, '?');
}
