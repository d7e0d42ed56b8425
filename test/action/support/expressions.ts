import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

type Data = data.StringData | data.NumberData | data.BooleanData | data.Null | data.Array | data.Dictionary;

/** What an expression sees. A context that is not here is null, as GitHub has it. */
export interface Scope {
  readonly contexts: Readonly<Record<string, unknown>>;
  /** `success`, `failure`, `cancelled`: what each answers. `always` is true everywhere. */
  readonly status?: { readonly success: boolean; readonly failure: boolean; readonly cancelled: boolean };
}

const CONTEXTS = ['github', 'env', 'vars', 'job', 'jobs', 'steps', 'runner', 'secrets', 'strategy', 'matrix', 'needs', 'inputs'];
const STATUS = ['always', 'success', 'failure', 'cancelled'];

/** The value of an expression without its braces, by GitHub's own parser and evaluator. */
export function evaluate(expression: string, scope: Scope): unknown {
  return toJson(evaluated(expression, scope));
}

/** A text with each `${{ }}` in it replaced as GitHub does: null is nothing, an object `Object`. */
export function interpolate(text: string, scope: Scope): string {
  return text.replace(/\$\{\{([\s\S]*?)\}\}/g, (_, inner: string) => evaluated(inner, scope).coerceString());
}

/** Every text of a value from YAML, interpolated; a text that is one expression becomes that expression's value. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') {
    const whole = /^\s*\$\{\{((?:(?!\}\})[\s\S])*)\}\}\s*$/.exec(value);
    return whole === null ? interpolate(value, scope) : evaluate(whole[1] ?? '', scope);
  }
  if (Array.isArray(value)) return value.map((one) => resolve(one, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, scope)]));
}

/** Whether an `if:` holds; where it names no status function, `success()` is asked too. */
export function holds(condition: unknown, scope: Scope): boolean {
  const text = String(condition ?? 'success()')
    .trim()
    .replace(/^\$\{\{([\s\S]*)\}\}$/, '$1');
  const whole = /\b(always|success|failure|cancelled)\s*\(/i.test(text) ? text : `success() && (${text})`;
  const value = evaluate(`(${whole}) && true || false`, scope);
  return value === true;
}

function evaluated(expression: string, { contexts, status }: Scope): Data {
  const answers = { always: true, success: true, failure: false, cancelled: false, ...status };
  const functions = STATUS.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 100,
    call: () => new data.BooleanData(answers[name as keyof typeof answers]),
  }));
  const tree = new Parser(new Lexer(expression.trim()).lex().tokens, CONTEXTS, functions).parse();
  const all = Object.fromEntries(CONTEXTS.map((name) => [name, contexts[name] ?? null]));
  const dictionary = fromJson(all) as data.Dictionary;
  return new Evaluator(tree, dictionary, new Map(functions.map((one) => [one.name, one]))).evaluate();
}

function fromJson(value: unknown): Data {
  return JSON.parse(JSON.stringify(value), data.reviver) as Data;
}

function toJson(value: Data): unknown {
  return JSON.parse(JSON.stringify(value, data.replacer) ?? 'null');
}
