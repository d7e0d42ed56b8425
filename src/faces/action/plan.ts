// The entry of dist/plan.js: `runs.main` of plan/action.yml.
import { runEntry } from './entry.ts';

await runEntry(async (write) => (await import('./run-plan.ts')).runPlanAction(write));
