// The server for guests as a process of its own, with one file: `node serving-run.js FILE` prints its address.
import { serve } from '../../src/guest/http.ts';

const server = await serve({ routes: { file: { file: process.argv[2] as string } } });
console.log(`${server.url}/file`);
