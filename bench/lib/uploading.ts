import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resultsService } from '../../test/action/support/results-service.ts';
import { runBackendId } from '../../test/action/support/tokens.ts';
import { jobEnv, leaveTest, REPOSITORY, RUN_ID, runResult, testResult } from '../../test/faces/artifacts/kept.ts';
import { bundle, THREADS } from '../../tools/bundle.ts';
import { must, now } from './processes.ts';
import { type Measured, median } from './statistics.ts';

const BYTES = 500 << 20;
const ROOT = dirname(dirname(import.meta.dirname));

/**
 * Uploading a failed test whose kept disk holds 500 MB, through the toolkit to the local results service, beside `zstd -1` of the same disk and
 * the raw upload of what it gave to the same service.
 */
export async function measureUpload(folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const place = join(folder, 'upload');
  const disk = await keptDisk(place);
  const entries = { 'upload-run': 'bench/lib/upload-run.ts', ...THREADS };
  await bundle({ root: ROOT, entries, out: join(place, 'dist'), prefix: '' });
  const [bare, ratios, seconds]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const steps = [async () => void bare.push(await bareUpload(disk, place)), async () => void seconds.push(await ourUpload(place))];
    for (const step of round % 2 === 0 ? steps : steps.toReversed()) await step();
    ratios.push((seconds.at(-1) as number) / (bare.at(-1) as number));
    tell(`upload: ${(seconds.at(-1) as number).toFixed(1)} s; zstd -1 and a raw upload: ${(bare.at(-1) as number).toFixed(1)} s`);
  }
  const list = (values: readonly number[]) => values.map((value) => `${value.toFixed(2)} s`).join(', ');
  return {
    figures: [
      {
        what: 'i  500 MB of kept disks, uploaded',
        values: ratios,
        unit: '×',
        bound: 1.1,
        bare: { values: bare, room: 0.1, relative: true },
      },
    ],
    remarks: [`i  uploads: ${list(seconds)} (median ${median(seconds).toFixed(2)} s); zstd -1 and a raw upload: ${list(bare)}`],
    commands: [`zstd -1 disk0.qcow2, then one PUT of its output`],
  };
}

/** A disk as a failed test leaves it: what this host has of programs and libraries, which compresses like a system that was installed. */
async function keptDisk(place: string): Promise<string> {
  await leaveTest(place, 'guest');
  const raw = join(place, 'raw');
  await must(['sh', '-c', `tar -cf - /usr/bin /usr/lib 2>/dev/null | head -c ${BYTES} > '${raw}'`]);
  const { size } = await stat(raw);
  if (size < BYTES) throw new Error(`/usr/bin and /usr/lib have only ${size} bytes, and ${BYTES} are wanted`);
  const disk = join(place, 'guest/disks/disk0.qcow2');
  await must(['qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', raw, disk]);
  await rm(raw);
  await must(['sync']);
  return disk;
}

async function bareUpload(disk: string, place: string): Promise<number> {
  await using service = await resultsService();
  const env = jobEnv(service);
  const out = join(place, 'bare.zst');
  const startedAt = now();
  await must(['zstd', '-q', '-f', '-1', disk, '-o', out]);
  const call = async (method: string, more: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const answer = await fetch(`${service.origin}/twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${env.ACTIONS_RUNTIME_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ workflow_run_backend_id: runBackendId({ repository: REPOSITORY, runId: RUN_ID }), name: 'bare', ...more }),
    });
    if (!answer.ok) throw new Error(`${method}: ${await answer.text()}`);
    return await answer.json();
  };
  const { signed_upload_url: url } = (await call('CreateArtifact', { version: 4 })) as { signed_upload_url: string };
  await must(['curl', '-sS', '--fail', '--noproxy', '*', '-H', 'x-ms-blob-type: BlockBlob', '-H', 'Expect:', '-T', out, url]);
  // What the service does with what it has is in both times.
  await call('FinalizeArtifact', { size: String((await stat(out)).size) });
  const seconds = (now() - startedAt) / 1000;
  await rm(out);
  return seconds;
}

/** As a step does: by bundled code, in a process of its own that runs already, with the toolkit still to load. */
async function ourUpload(place: string): Promise<number> {
  await using service = await resultsService();
  const request = {
    run: runResult(place, [testResult(place, 'guest')]),
    staging: join(place, '.upload'),
    naming: { prefix: 'vmtest', leg: 'bench', attempt: 1 },
    retentionDays: null,
    limitBytes: 2 ** 31,
    qemuImg: 'qemu-img',
  };
  const { stdout } = await must([process.execPath, join(place, 'dist/upload-run.js'), JSON.stringify(request)], { env: jobEnv(service) });
  const { milliseconds, artifacts, notes } = JSON.parse(stdout) as { milliseconds: number; artifacts: number; notes: unknown };
  if (artifacts !== 1) throw new Error(`nothing was uploaded: ${JSON.stringify(notes)}`);
  return milliseconds / 1000;
}
