import { plainLines } from '../../base/text.ts';
import type { ReplayConsole } from '../../engine/replay/run.ts';

const C_A = 0x01;
const KEY_X = 0x78;
const KEY_H = 0x68;

/** The most of a line without an end that is held, in characters. */
const LINE_LIMIT = 64 << 10;

export interface TerminalConsole extends ReplayConsole, Disposable {
  /** A line of ours among the guest's. */
  readonly note: (text: string) => void;
}

/**
 * The console of a guest on our terminal, as QEMU's own would be: every key goes to the guest, C-a x ends the machine, C-a C-a is one C-a.
 * Elsewhere the guest's words go to the stream line by line, made harmless. Disposal gives the terminal back as it was.
 * @param onQuit for C-a x
 */
export function terminalConsole(stream: NodeJS.WriteStream, onQuit: () => void): TerminalConsole {
  return process.stdin.isTTY === true && stream.isTTY === true ? onTerminal(stream, onQuit) : asLines(stream);
}

function onTerminal(stream: NodeJS.WriteStream, onQuit: () => void): TerminalConsole {
  const { stdin } = process;
  let raw = false;
  const restore = () => {
    if (!raw) return;
    raw = false;
    stdin.setRawMode(false);
    stdin.pause();
    // Colours, a hidden cursor, another screen: what the guest left.
    stream.write('\u001b[?1049l\u001b[?25h\u001b[0m\r\n');
  };
  process.once('exit', restore);
  const note = (text: string) => {
    stream.write(raw ? `\r\n[vmtest: ${text}]\r\n` : `${text}\n`);
  };
  return {
    interactive: true,
    note,
    write: (bytes) => {
      stream.write(bytes);
    },
    attach: (send) => {
      const keys = keyReader({ send, quit: onQuit, help: () => note('C-a x ends the machine, C-a C-a sends C-a') });
      raw = true;
      stdin.setRawMode(true);
      stdin.on('data', keys);
      stdin.resume();
      return {
        [Symbol.dispose]: () => {
          stdin.off('data', keys);
          restore();
        },
      };
    },
    [Symbol.dispose]: () => {
      process.off('exit', restore);
      restore();
    },
  };
}

/** Parts what is typed into what is the guest's and what is ours. */
export function keyReader(to: { readonly send: (bytes: Uint8Array) => void; readonly quit: () => void; readonly help: () => void }) {
  let escaped = false;
  return (typed: Uint8Array): void => {
    const plain: number[] = [];
    for (const byte of typed) {
      if (!escaped && byte === C_A) escaped = true;
      else if (!escaped) plain.push(byte);
      else {
        escaped = false;
        if (byte === KEY_X) to.quit();
        else if (byte === KEY_H) to.help();
        else plain.push(...(byte === C_A ? [C_A] : [C_A, byte]));
      }
    }
    if (plain.length > 0) to.send(Uint8Array.from(plain));
  };
}

function asLines(stream: NodeJS.WriteStream): TerminalConsole {
  const decoder = new TextDecoder();
  let rest = '';
  const put = (text: string) => {
    if (text !== '') stream.write(`${plainLines(text)}\n`);
  };
  const flush = () => {
    put(rest);
    rest = '';
  };
  return {
    interactive: false,
    note: (text) => {
      flush();
      stream.write(`${text}\n`);
    },
    write: (bytes) => {
      // A carriage return before it says the same as the line's end; a kernel's console has two.
      const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r*\n/);
      rest = lines.pop() ?? '';
      if (lines.length > 0) stream.write(`${plainLines(lines.join('\n'))}\n`);
      if (rest.length > LINE_LIMIT) flush();
    },
    attach: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.dispose]: flush,
  };
}
