import { readFile } from 'node:fs/promises';
import type { Machine } from './machine.ts';

/** The VGA text buffer of a PC: 80 × 25 cells of a character and an attribute, at 0xb8000. */
const BUFFER = { address: 0xb8000, columns: 80, rows: 25 };

/**
 * Reads the text screen (BIOS, boot loaders and kernels write there and not to the serial port) through `file`,
 * which QEMU must be able to write. Returns its lines without trailing blanks, or null where there is no text on it.
 */
export async function readTextScreen(machine: Machine, file: string): Promise<string | null> {
  const size = BUFFER.columns * BUFFER.rows * 2;
  await machine.qmp.execute('pmemsave', { val: BUFFER.address, size, filename: file }, 5);
  return decodeTextScreen(await readFile(file));
}

/** The lines of a VGA text buffer, or null where it holds no text (a graphics mode leaves other bytes there). */
export function decodeTextScreen(cells: Uint8Array): string | null {
  const lines: string[] = [];
  let strange = 0;
  for (let row = 0; row < BUFFER.rows; row++) {
    let line = '';
    for (let column = 0; column < BUFFER.columns; column++) {
      const code = cells[(row * BUFFER.columns + column) * 2] ?? 0;
      if (code !== 0 && (code < 32 || code > 126)) strange++;
      line += code >= 32 && code <= 126 ? String.fromCharCode(code) : ' ';
    }
    lines.push(line.trimEnd());
  }
  const text = lines.join('\n').trimEnd();
  return text.trim() === '' || strange > 400 ? null : text;
}
