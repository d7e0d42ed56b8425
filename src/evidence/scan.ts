import { plainText } from '../base/text.ts';
import type { Channel, Rule } from './rule.ts';
import { RULES } from './rules.ts';

/** A rule that matched a line. `line` counts from 1. */
export interface Hit {
  readonly rule: Rule;
  readonly channel: Channel;
  readonly line: number;
  readonly text: string;
}

export interface Scanned {
  readonly lines: readonly string[];
  readonly hits: readonly Hit[];
  /** Whether anything was said that had not been said before. */
  readonly news: boolean;
}

/** Longer lines are judged by their beginning: a guest may write a gigabyte without a newline. */
const LINE_LIMIT = 4096;
/** Different lines remembered for the judgement of news. */
const MEMORY_LIMIT = 20000;

/** Reads one channel of a guest as it comes: lines without escapes, the rules that they meet, and whether they are news. */
export class Scanner {
  readonly #channel: Channel;
  readonly #rules: readonly Rule[];
  readonly #seen = new Set<string>();
  readonly #recent: string[] = [];
  #rest = '';
  #line = 0;
  #promptHit = 0;

  constructor(channel: Channel, rules: readonly Rule[] = RULES) {
    this.#channel = channel;
    this.#rules = rules.filter((rule) => rule.channels.includes(channel));
  }

  /** The last complete lines and the unfinished one, at most `count`. */
  recent(count: number): readonly string[] {
    const rest = plainText(this.#rest);
    return [...this.#recent, ...(rest.trim() === '' ? [] : [rest])].slice(-count);
  }

  /** A line by its number, and at most `following` after it; empty where it is no longer remembered. */
  from(line: number, following: number): readonly string[] {
    const all = this.recent(Number.POSITIVE_INFINITY);
    const first = this.#recent.length - (this.#line - line) - 1;
    return first < 0 ? [] : all.slice(first, first + following + 1);
  }

  /** Takes more text. */
  feed(text: string): Scanned {
    const parts = (this.#rest + text).split(/\r?\n|\r(?!$)/);
    this.#rest = (parts.pop() ?? '').slice(-LINE_LIMIT * 4);
    const lines: string[] = [];
    const hits: Hit[] = [];
    let news = false;
    for (const part of parts) {
      this.#line++;
      const line = plainText(part.slice(0, LINE_LIMIT)).replace(/^\n+/, '');
      lines.push(line);
      this.#recent.push(line);
      const hit = this.#match(line);
      if (hit !== null && this.#promptHit !== this.#line) hits.push(hit);
      if (hit?.rule.severity !== 'noise' && this.#isNews(line)) news = true;
    }
    if (this.#recent.length > 400) this.#recent.splice(0, this.#recent.length - 200);
    const prompt = this.#prompt();
    return { lines, hits: prompt === null ? hits : [...hits, prompt], news };
  }

  #prompt(): Hit | null {
    if (this.#rest === '' || this.#promptHit === this.#line + 1) return null;
    const text = plainText(this.#rest.slice(-LINE_LIMIT)).split('\n').at(-1) ?? '';
    const rule = this.#rules.find((candidate) => candidate.prompt === true && candidate.pattern.test(text));
    if (rule === undefined) return null;
    this.#promptHit = this.#line + 1;
    return { rule, channel: this.#channel, line: this.#line + 1, text };
  }

  #match(text: string): Hit | null {
    const rule = this.#rules.find((candidate) => candidate.pattern.test(text));
    return rule === undefined ? null : { rule, channel: this.#channel, line: this.#line, text };
  }

  #isNews(line: string): boolean {
    const gist = line.replace(/\d+|0x[0-9a-f]+/gi, '#').trim();
    if (gist === '' || this.#seen.has(gist)) return false;
    if (this.#seen.size < MEMORY_LIMIT) this.#seen.add(gist);
    return true;
  }
}
