import * as z from 'zod/mini';
import { text, yesNo } from './leaves.ts';
import { described } from './words.ts';

/** What each check may have beside its own key. */
export const options = {
  from: z.optional(described(text('the name of a boot, or install'), 'The phase whose data it reads; the last boot by default')),
  not: z.optional(described(yesNo, 'Negates the check')),
};
