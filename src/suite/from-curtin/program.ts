import { CLASSES } from './program-classes.ts';
import { REPORT } from './program-report.ts';
import { TEXTS } from './program-text.ts';
import { VALUES } from './program-values.ts';

/**
 * A Python program (3.9 or later, standard library alone) that reads the `tests/vmtests/*.py` of the curtin checkout named as its
 * argument and prints a `CurtinSource` (classes.ts) as JSON. It is given on standard input, so that nothing of it need be a file.
 */
export const READ_CLASSES = [VALUES, TEXTS, CLASSES, REPORT].join('\n');
