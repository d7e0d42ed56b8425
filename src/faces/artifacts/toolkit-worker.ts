// The thread in which @actions/artifact works: see toolkit.ts. The first import is first: what comes after takes what it changes.
import './large-reads.ts';
import { subscribe } from 'node:diagnostics_channel';
import { parentPort } from 'node:worker_threads';
import { DefaultArtifactClient } from '@actions/artifact';
import type { ToolkitCalls, ToolkitFailure, ToolkitMethod, Unreachable } from './toolkit-calls.ts';

type Handlers = { readonly [Method in ToolkitMethod]: (ask: ToolkitCalls[Method]['ask']) => Promise<ToolkitCalls[Method]['answer']> };

const client = new DefaultArtifactClient();

/** GitHub tells `sha256:…`, the toolkit's upload the bare hex. */
const asDigest = (digest: string | undefined): string | null =>
  digest === undefined || digest === '' ? null : digest.includes(':') ? digest : `sha256:${digest}`;

const handlers: Handlers = {
  upload: async ({ name, files, root, retentionDays, level }) => {
    const options = { compressionLevel: level, ...(retentionDays === null ? {} : { retentionDays }) };
    const { id, size, digest } = await client.uploadArtifact(name, [...files], root, options);
    if (id === undefined) throw new Error('the service told no id');
    return { id, bytes: size ?? 0, digest: asDigest(digest) };
  },
  list: async ({ findBy }) => {
    const { artifacts } = await client.listArtifacts(findBy === null ? {} : { findBy });
    return artifacts.map(({ id, name, size, digest, createdAt }) => ({
      id,
      name,
      bytes: size,
      digest: asDigest(digest),
      createdAt: createdAt === undefined ? null : createdAt.getTime() / 1000,
    }));
  },
  download: async ({ id, folder, digest, findBy }) => {
    const options = { path: folder, skipDecompress: true, ...(digest === null ? {} : { expectedHash: digest }) };
    const { digestMismatch } = await client.downloadArtifact(id, findBy === null ? options : { ...options, findBy });
    return { mismatch: digestMismatch === true };
  },
};

function failureOf(error: unknown): ToolkitFailure {
  const {
    name = 'Error',
    message = String(error),
    status,
    code,
  } = error as { name?: string; message?: string; status?: number; code?: string };
  const told = /\((\d{3})\)/.exec(message)?.[1];
  return { name: code === undefined ? name : `${name} ${code}`, message, status: status ?? (told === undefined ? null : Number(told)) };
}

// The REST client says nothing for a minute while it asks again: https://undici.nodejs.org/#/docs/api/DiagnosticsChannel tells of each connection.
let times = 0;
subscribe('undici:client:connected', () => {
  times = 0;
});
subscribe('undici:client:connectError', (message) => {
  const { error, connectParams } = message as { error: { code?: string; name: string }; connectParams: { host: string } };
  times += 1;
  const unreachable: Unreachable = { host: connectParams.host, code: error.code ?? error.name, times };
  parentPort?.postMessage({ unreachable });
});

parentPort?.on('message', ({ method, ask }: { readonly method: ToolkitMethod; readonly ask: never }) => {
  handlers[method](ask).then(
    (answer) => parentPort?.postMessage({ answer }),
    (error: unknown) => parentPort?.postMessage({ failure: failureOf(error) }),
  );
});
