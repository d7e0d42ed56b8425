// Run as a program by pack.test.ts, as root or as a user: packs FOLDER/root.tar.
import { TOOL_ENV } from '../../../src/base/spawn.ts';
import { extractKernel, packRoot } from '../../../src/images/roots/pack.ts';
import type { RootFormat } from '../../../src/model/suite.ts';

const [folder, format] = process.argv.slice(2) as [string, RootFormat];
const options = { env: TOOL_ENV, privileged: process.getuid?.() === 0 };
if (!(await extractKernel(folder, options))) throw new Error('no kernel');
await packRoot(folder, format, options);
