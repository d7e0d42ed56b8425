/** One line of the table: what was measured, run by run, and what it may be. */
export interface Figure {
  readonly what: string;
  /** One value a run, all in `unit`. */
  readonly values: readonly number[];
  readonly unit: '%' | 'ms' | 'MB' | '×';
  /** The most that the median may be. */
  readonly bound: number;
  /** The bare runs beside which it was measured; none for what is measured within one run. */
  readonly bare?: Bare;
  /** What a reader should know of it. */
  readonly note?: string;
}

/** Runs without vmtest, and by how much they may differ from each other before a comparison with them says nothing. */
export interface Bare {
  readonly values: readonly number[];
  /** In the unit of `values`, or a share of their median where `relative`. */
  readonly room: number;
  readonly relative: boolean;
}

/** What a part of the bench came to. */
export interface Measured {
  readonly figures: readonly Figure[];
  /** Lines beside the table: what is no figure with a bound. */
  readonly remarks: readonly string[];
  /** The command lines that were measured, bare ones first. */
  readonly commands: readonly string[];
}

export type Decision = 'within' | 'missed' | 'undecidable';

/** The middle value; the mean of the two middle ones of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The distance between the least and the largest value. NaN of fewer than two: one run says nothing of its spread. */
export function spread(values: readonly number[]): number {
  return values.length < 2 ? Number.NaN : Math.max(...values) - Math.min(...values);
}

/** The spread as a share of the median. */
export function relativeSpread(values: readonly number[]): number {
  return spread(values) / median(values);
}

/**
 * Whether a figure keeps to its bound. Beside bare runs that spread more than the bound leaves room for, or whose spread is not known,
 * nothing is decided. Without bare runs, values that lie on both sides of the bound and spread more than the bound decide nothing.
 */
export function decide({ values, bound, bare }: Figure): Decision {
  if (values.length === 0) return 'undecidable';
  if (bare !== undefined) {
    const noise = bare.relative ? relativeSpread(bare.values) : spread(bare.values);
    if (!(noise <= bare.room)) return 'undecidable';
  } else if (values.some((value) => value <= bound) && values.some((value) => value > bound) && spread(values) > bound) {
    return 'undecidable';
  }
  return median(values) <= bound ? 'within' : 'missed';
}
