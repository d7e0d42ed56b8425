import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from './command.ts';
import { must } from './processes.ts';
import { type Measured, median } from './statistics.ts';

const COUNT = 1000;
/** The least that each plan is long: what is shorter is not a plan of all tests. */
const LEAST_BYTES = COUNT * 20;

/** A suite whose matrix is a thousand tests, each with an installation, a boot, disks and checks of its own. */
async function thousandSuite(folder: string): Promise<string> {
  const suite = {
    version: 1,
    images: { tiny: { files: { kernel: 'kernel', initrd: 'initrd', root: 'root', 'root-tar': 'root.tar' } } },
    tests: {
      many: {
        image: 'tiny',
        matrix: {
          'machine.firmware': ['bios', 'uefi'],
          'machine.memory': ['1G', '2G', '3G', '4G', '5G'],
          round: Array.from({ length: COUNT / 10 }, (_, i) => i + 1),
        },
        machine: { disks: ['10G', { size: '20G', driver: 'nvme' }, { size: '5G', driver: 'scsi-hd', paths: 2 }] },
        install: { script: 'install.sh', target: 'tiny' },
        boot: { runcmd: ['echo "$VMTEST_ROUND"'], collect: ['cat /proc/cmdline > cmdline', 'uname -r > kernel'] },
        checks: ['fstab', 'swaps', { packages: ['openssh-server'] }, { services: ['ssh'] }, { file: 'kernel', matches: '-amd64$' }],
      },
    },
  };
  await writeFile(join(folder, 'install.sh'), 'true\n');
  await Promise.all(['kernel', 'initrd', 'root', 'root.tar'].map((name) => writeFile(join(folder, name), name)));
  const file = join(folder, 'thousand.yaml');
  await writeFile(file, JSON.stringify(suite, null, 2));
  return file;
}

/** How long the command takes to plan a thousand tests, its whole process counted, the plan written to a file. */
export async function measurePlanning(command: Command, folder: string, rounds: number, tell: (text: string) => void): Promise<Measured> {
  const suite = await thousandSuite(folder);
  const output = join(folder, 'plan.out');
  const env = { XDG_CACHE_HOME: join(folder, 'cache') };
  const measure = async (options: readonly string[]) => {
    const { wall } = await must([...command.argv, 'plan', '-f', suite, ...options], { output, env });
    if ((await stat(output)).size < LEAST_BYTES) throw new Error(`vmtest plan of ${COUNT} tests wrote no more than ${LEAST_BYTES} bytes`);
    return wall;
  };
  // The canary's answer, and Node's cache of compiled code.
  await measure([]);
  await measure(['--json']);
  const [text, json]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    text.push(await measure([]));
    json.push(await measure(['--json']));
  }
  tell(`plan of ${COUNT} tests: ${text.map((value) => value.toFixed(0)).join(', ')} ms`);
  return {
    figures: [{ what: `c  plan of ${COUNT} tests`, values: text, unit: 'ms', bound: 300 }],
    remarks: [`plan --json of ${COUNT} tests, which writes 12 MB: ${median(json).toFixed(0)} ms`],
    commands: [`vmtest plan -f ${suite} >FILE`, `vmtest plan -f ${suite} --json >FILE`],
  };
}
