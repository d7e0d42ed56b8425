// What is measured, bundled as the action is: uploads what a test left, once, and prints how long that took. Its one argument is the request as
// JSON; the environment names the service.
import { type UploadKept, uploadKept } from '../../src/faces/artifacts/upload-kept.ts';

const request = JSON.parse(process.argv[2] ?? '') as Omit<UploadKept, 'signal' | 'tell' | 'env'>;
const startedAt = performance.now();
const { artifacts, notes } = await uploadKept({
  ...request,
  signal: new AbortController().signal,
  tell: () => undefined,
  env: process.env,
});
console.log(JSON.stringify({ milliseconds: performance.now() - startedAt, artifacts: artifacts.length, notes }));
