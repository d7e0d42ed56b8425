import { plainLine, shorten } from '../../base/text.ts';
import { VmtestError } from '../../model/errors.ts';
import { endOfString, type JsonObject, type JsonValue } from './json-value.ts';

/** Numbers, and what may not stand in a string as it is: RFC 8259 sections 6 and 7. */
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are what JSON forbids
const NEEDS_CARE = /[\u0000-\u001f\\]/;
const WORDS: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * Reads JSON step by step, and so can say what is wrong where. `label` is harmless already; at most `maxDepth` calls deep.
 * Errors: VMTEST_STREAM_TOO_DEEP, _DUPLICATE_KEY, _INVALID.
 */
export function explainJson(text: string, label: string, maxDepth: number): JsonValue {
  return new Reader(text, label, maxDepth).whole();
}

class Reader {
  readonly #text: string;
  readonly #label: string;
  readonly #maxDepth: number;
  /** The keys and indices that lead to where it reads. */
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string, label: string, maxDepth: number) {
    this.#text = text;
    this.#label = label;
    this.#maxDepth = maxDepth;
  }

  whole(): JsonValue {
    const value = this.#value(0);
    this.#skip();
    return this.#at === this.#text.length ? value : this.#fail('something stands behind its end');
  }

  #value(depth: number): JsonValue {
    this.#skip();
    const code = this.#text.charCodeAt(this.#at);
    if (code === 0x22) return this.#string();
    if (code === 0x7b) return this.#object(depth);
    if (code === 0x5b) return this.#array(depth);
    return this.#scalar();
  }

  #object(depth: number): JsonObject {
    const object = Object.create(null) as JsonObject;
    if (!this.#opens(depth, '}')) return object;
    do {
      this.#skip();
      if (this.#text.charCodeAt(this.#at) !== 0x22) this.#fail('a key in quotes is expected');
      const key = this.#string();
      this.#path[depth] = key;
      if (key in object) this.#duplicate(depth);
      this.#skip();
      if (this.#text.charCodeAt(this.#at++) !== 0x3a) this.#fail('a colon is expected', this.#at - 1);
      object[key] = this.#value(depth + 1);
    } while (this.#goesOn('}'));
    return object;
  }

  #array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    if (!this.#opens(depth, ']')) return array;
    do {
      this.#path[depth] = array.length;
      array.push(this.#value(depth + 1));
    } while (this.#goesOn(']'));
    return array;
  }

  /** Steps over an opening bracket; false where the closing one follows. */
  #opens(depth: number, close: string): boolean {
    if (depth >= this.#maxDepth) {
      throw new VmtestError(
        'VMTEST_STREAM_TOO_DEEP',
        `${this.#label} is nested more than ${this.#maxDepth} levels deep, at ${this.#where()}`,
        {
          hint: 'look at the address: it may not be that of a stream',
        },
      );
    }
    this.#at += 1;
    this.#skip();
    if (this.#text[this.#at] !== close) return true;
    this.#at += 1;
    return false;
  }

  /** Whether a comma follows and not the closing bracket; steps over either. */
  #goesOn(close: string): boolean {
    this.#skip();
    const next = this.#text[this.#at++];
    if (next === ',') return true;
    return next === close ? false : this.#fail(`a comma or ${close} is expected`, this.#at - 1);
  }

  #string(): string {
    const start = this.#at + 1;
    const end = endOfString(this.#text, this.#at);
    if (end < 0) this.#fail('a string has no end');
    const text = this.#text.slice(start, end);
    this.#at = end + 1;
    if (!NEEDS_CARE.test(text)) return text;
    try {
      return JSON.parse(`"${text}"`) as string;
    } catch {
      return this.#fail('a string has a control character or a wrong escape', start - 1);
    }
  }

  #scalar(): JsonValue {
    NUMBER.lastIndex = this.#at;
    const digits = NUMBER.exec(this.#text)?.[0];
    if (digits !== undefined) {
      this.#at += digits.length;
      return Number(digits);
    }
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    return this.#fail(this.#at >= this.#text.length ? 'it ends too early' : 'a value is expected');
  }

  #skip(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = this.#text.charCodeAt(++this.#at);
  }

  #duplicate(depth: number): never {
    this.#path.length = depth + 1;
    throw new VmtestError(
      'VMTEST_STREAM_DUPLICATE_KEY',
      `${this.#label} has a key twice: ${this.#where()}, again in ${this.#place(this.#at)}`,
      {
        hint: 'tell the publisher: programs differ in which of the two they believe',
      },
    );
  }

  #fail(what: string, at = this.#at): never {
    throw new VmtestError('VMTEST_STREAM_INVALID', `${this.#label} is not JSON: ${what}, in ${this.#place(at)}`, {
      hint: 'look at the address: it may not be that of a stream',
    });
  }

  #place(at: number): string {
    const before = this.#text.slice(0, at);
    const line = before.split('\n').length;
    return `line ${line}, column ${at - before.lastIndexOf('\n')}`;
  }

  #where(): string {
    return plainLine(shorten(this.#path.map(String).join(' → '), 300));
  }
}
