// The entry of dist/main.js: `runs.main` of action.yml.
import { runEntry } from './entry.ts';

await runEntry(async (write) => (await import('./run-main.ts')).runMain(write));
