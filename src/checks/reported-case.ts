import type { Finding } from '../model/result.ts';

/** One case as a command reported it, its text not yet made harmless. */
export interface ReportedCase {
  readonly name: string;
  readonly verdict: Finding['verdict'];
  readonly message: string;
  readonly seconds: number;
  readonly output: string;
}
