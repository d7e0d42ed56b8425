import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { sha256 } from '../../src/base/files.ts';
import { must } from './processes.ts';
import { type Measured, median } from './statistics.ts';

const MEGABYTES = 5;
const FILTERS = ['arch=amd64', 'release=r7', 'ftype~(boot-kernel|squashfs)'];
const FTYPES = ['boot-initrd', 'boot-kernel', 'manifest', 'squashfs'];

/**
 * From a products file of 5 MB, as it is in the store, to the lines of a query: the whole process, over the time that Node takes for nothing.
 * One query finds a few items, the other prints them all.
 */
export async function measureStreams(folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const file = join(folder, 'products.json');
  const text = JSON.stringify(productsFile(MEGABYTES * 1e6), null, 1);
  await writeFile(file, text);
  const script = join(folder, 'query.mjs');
  const bundle = await rolldown({ input: fileURLToPath(import.meta.resolve('./query-run.ts')), platform: 'node', tsconfig: false });
  await bundle.write({ file: script, format: 'esm' });
  await bundle.close();
  const query = (filters: readonly string[]) => must([process.execPath, script, file, ...filters]);
  const [node, few, all]: [number[], number[], number[]] = [[], [], []];
  let lines = 0;
  for (let round = 0; round < rounds; round++) {
    node.push((await must([process.execPath, '-e', '0'])).wall);
    few.push((await query(FILTERS)).wall - (node.at(-1) as number));
    const whole = await query([]);
    all.push(whole.wall - (node.at(-1) as number));
    lines = whole.lines.length;
  }
  const size = `${(text.length / 1e6).toFixed(1)} MB, ${lines} items`;
  tell(`query over ${size}: ${median(few).toFixed(0)} ms over an empty Node's ${median(node).toFixed(0)} ms`);
  const bare = { values: node, room: 150, relative: false };
  return {
    figures: [
      { what: 'f  query of 5 MB, over an empty Node', values: few, unit: 'ms', bound: 150, bare, note: `${size}; few are found` },
      { what: 'f  the same, all items printed', values: all, unit: 'ms', bound: 300, bare, note: size },
    ],
    remarks: [],
    commands: [`${process.execPath} query.mjs products.json ${FILTERS.join(' ')}`],
  };
}

/** A products file of MAAS's shape with at least so many bytes. */
function productsFile(bytes: number) {
  const products: Record<string, unknown> = {};
  for (let release = 0, size = 0; size < bytes; release++) {
    for (const subarch of ['ga-24.04', 'hwe-24.04', 'ga-24.04-lowlatency']) {
      const product = productOf(`r${release}`, subarch);
      products[`com.ubuntu.maas.stable:v3:boot:${release}:amd64:${subarch}`] = product;
      // Three levels deeper, and so further indented, than it is measured here.
      size += JSON.stringify(product, null, 1).length * 1.1;
    }
  }
  return { content_id: 'com.ubuntu.maas:stable:v3:download', datatype: 'image-ids', format: 'products:1.0', products };
}

function productOf(release: string, subarch: string) {
  const versions = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => {
      const version = String(20_250_101 + at * 7);
      const items = FTYPES.map((ftype) => {
        const path = `${release}/amd64/${version}/${subarch}/generic/${ftype}`;
        return [ftype, { ftype, kpackage: 'linux-generic', path, sha256: sha256(path), size: 12_345_678 }];
      });
      return [version, { items: Object.fromEntries(items) }];
    }),
  );
  const fields = { arch: 'amd64', kflavor: 'generic', krel: release, label: 'stable', os: 'ubuntu', release, release_codename: release };
  return { ...fields, release_title: release, subarch, subarches: `generic,hwe-p,hwe-q,${subarch}`, support_eol: '2029-05-31', versions };
}
