import { VmtestError } from '../../model/errors.ts';

/** A place in the checkout: a path relative to it, and a line. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

/** What a value is, or why only running Python could tell. */
export interface SourceValue {
  readonly value?: unknown;
  readonly computed?: string;
}

/** An attribute in a class's own body. */
export interface SourceAttribute extends SourceValue {
  readonly name: string;
  readonly line: number;
  /** The comment at the end of its line. */
  readonly comment?: string;
}

export interface SourceDecorator {
  readonly name: string;
  readonly args: readonly SourceValue[];
  readonly keywords: Readonly<Record<string, SourceValue>>;
}

/** A function in a class's own body. */
export interface SourceMethod {
  readonly name: string;
  readonly line: number;
  readonly decorators: readonly SourceDecorator[];
  /** It does nothing. */
  readonly empty: boolean;
  /** The reason, where it begins with skipping its test. */
  readonly skip?: string;
  /** Its assertions, where it is nothing but calls of the harness's simplest ones with plain arguments. */
  readonly checks?: readonly { readonly call: string; readonly args: readonly unknown[] }[];
  /** Texts that it looks for in something. */
  readonly looksFor: readonly string[];
}

/** A class of `tests/vmtests`; others, such as unittest's, are known by name only. */
export interface SourceClass extends SourcePlace {
  readonly id: string;
  readonly name: string;
  /** Another class of the same name comes after it. */
  readonly forgotten: boolean;
  /** Ids and names of the classes through which attributes are looked for, itself first. */
  readonly order: readonly string[];
  readonly bases: readonly string[];
  /** Bases that are not known, with the reason. */
  readonly unresolved: readonly string[];
  readonly decorators: readonly SourceDecorator[];
  readonly attributes: readonly SourceAttribute[];
  readonly methods: readonly SourceMethod[];
}

/** What the Python program of `program.ts` prints. */
export interface CurtinSource {
  readonly python: string;
  /** How many files there were. */
  readonly files: number;
  /** Files that were not read. */
  readonly problems: readonly (SourcePlace & { readonly message: string })[];
  /** What was taken for granted of the host. */
  readonly assumed: readonly (SourcePlace & { readonly what: string })[];
  readonly classes: readonly SourceClass[];
}

/** Reads what the program printed. Throws VMTEST_INTERNAL where it is not what the program prints. */
export function readSource(text: string): CurtinSource {
  try {
    const source = JSON.parse(text) as CurtinSource;
    if (Array.isArray(source.classes) && Array.isArray(source.problems)) return source;
  } catch {
    // Told below.
  }
  throw new VmtestError('VMTEST_INTERNAL', `the reader of Python classes printed no JSON document: ${text.slice(0, 200)}`);
}
