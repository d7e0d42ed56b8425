// The entry of dist/post.js: `runs.post` of action.yml.
import { runEntry } from './entry.ts';

await runEntry(async (write) => (await import('./run-post.ts')).runPost(write));
