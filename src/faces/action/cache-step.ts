// A program of its own: one call of @actions/cache, told by its argument, in whose current folder the data is (see cache-call.ts).
import { rmSync, writeFileSync } from 'node:fs';
import { restoreCache, saveCache } from '@actions/cache';

const { what, key, prefixes, data, answer } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly what: 'restore' | 'save';
  readonly key: string;
  readonly prefixes: readonly string[];
  readonly data: string;
  readonly answer: string;
};
const said = what === 'restore' ? ((await restoreCache([data], key, [...prefixes])) ?? null) : await saveCache([data], key);
// The archive was unpacked beside it, and may have a link of that name.
rmSync(answer, { recursive: true, force: true });
writeFileSync(answer, JSON.stringify(said), { flag: 'wx' });
// Whatever connections the toolkit leaves.
process.exit(0);
