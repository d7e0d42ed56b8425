import { join } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';

/** Entries that are loaded by their name and not by an import: threads, each a file beside the chunk that starts it (src/faces/artifacts/toolkit.ts). */
export const THREADS = { 'artifact-toolkit': 'src/faces/artifacts/toolkit-worker.ts' };

export interface Bundling {
  /** The checkout. The output names its files relative to it, so that the bytes do not tell where it lies. */
  readonly root: string;
  /** Name of an output file, without `.js` → its module, relative to the root. */
  readonly entries: Readonly<Record<string, string>>;
  readonly out: string;
  /** Put before the name of each chunk that is no entry. */
  readonly prefix: string;
}

/** A module that is left out of every bundle; in its place goes what fails if it is needed after all, or does the same by Node's own means. */
interface LeftOut {
  readonly source: string;
  /** Ends of the paths of those that import it. */
  readonly importer: string;
  readonly instead: string;
}

const LEFT_OUT: readonly LeftOut[] = [
  // It has no licence, so nobody may hand it on. It comes with @actions/artifact → unzip-stream → binary, which needs it for `binary.stream`
  // alone, and unzip-stream calls `binary.parse` only.
  { source: 'buffers', importer: '/binary/index.js', instead: `module.exports = () => { throw new Error('buffers is not bundled'); };` },
  // Identity tokens, which nothing here asks for: an HTTP client and undici, 45 ms of every start.
  {
    source: './oidc-utils.js',
    importer: '/@actions/core/lib/core.js',
    instead: `export const OidcClient = { getIDToken() { throw new Error('identity tokens are not bundled'); } };`,
  },
  // The checksums of a zip in JavaScript, a tenth of the time of an upload: Node has them, three times as fast. A stream begins with a buffer
  // of zeros for a seed.
  ...['/crc32-stream.js', '/deflate-crc32-stream.js', '/zip-archive-output-stream.js'].map((importer) => ({
    source: 'crc-32',
    importer,
    instead: `const { crc32 } = require('node:zlib'); exports.buf = (bytes, seed) => crc32(bytes, typeof seed === 'number' ? seed >>> 0 : 0);`,
  })),
];

const leaveOut: Plugin = {
  name: 'leave-out',
  resolveId(source, importer) {
    const found = LEFT_OUT.find((one) => one.source === source && importer?.endsWith(one.importer) === true);
    return found === undefined ? null : `\0left-out/${LEFT_OUT.indexOf(found)}`;
  },
  load: (id) => (id.startsWith('\0left-out/') ? (LEFT_OUT[Number(id.slice('\0left-out/'.length))]?.instead ?? null) : null),
};

/**
 * Bundles modules by rolldown: ES modules, one chunk for what is imported together, and one beside it for each `import()`, so that a path
 * relative to a module means the same in each of them. Not minified: it starts as fast (170 ms either way, the median of 15), and a stack trace
 * stays readable. The names have no hashes: a change changes the files it is in. Links are not followed: a checkout whose `node_modules` is one
 * gives the same bytes.
 */
export async function bundle({ root, entries, out, prefix }: Bundling): Promise<readonly OutputChunk[]> {
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(Object.entries(entries).map(([name, module]) => [name, join(root, module)])),
    platform: 'node',
    tsconfig: false,
    resolve: { symlinks: false },
    plugins: [leaveOut],
  });
  const { output } = await build.write({ dir: out, format: 'esm', entryFileNames: '[name].js', chunkFileNames: `${prefix}[name].js` });
  await build.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  for (const name of Object.keys(entries)) {
    if (!chunks.some((chunk) => chunk.isEntry && chunk.fileName === `${name}.js`)) throw new Error(`no entry ${name}.js was made`);
  }
  return chunks;
}
