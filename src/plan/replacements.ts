import type { Test } from '../model/suite.ts';
import type { Notes } from './problems.ts';

/** Warns of each text that `install.replace` replaces and the installer's file does not have: it is mistyped, there or here. */
export function noteUnusedReplacements({ install }: Test, text: string, notes: Notes): void {
  for (const key of Object.keys(install.replace)) {
    if (key !== '' && text.includes(key)) continue;
    const message =
      key === '' ? '`replace` has an empty text, which stands for nothing' : `\`replace\` has \`${key}\`, which is not in ${install.file}`;
    const others = (install.curtin?.configs.length ?? 0) > 0 ? '; in the files of `configs` nothing is replaced' : '';
    notes.warning(message, `remove it, or write it as it is in the file${others}`, { setting: `install.replace.${key}` });
  }
}
