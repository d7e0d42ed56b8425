// The entry of dist/report.js: `runs.main` of report/action.yml.
import { runEntry } from './entry.ts';

await runEntry(async (write) => (await import('./run-report.ts')).runReportAction(write));
