import { sha256File, writeWhole } from '../base/files.ts';
import { REPLAY_FILE } from '../model/files.ts';
import type { TestContext } from './context.ts';

/**
 * Writes what it takes to start the same machines again elsewhere: versions, digests and command lines, as far as phases have run, and
 * the tar below the test's folder in which its disks are, where they were packed.
 */
export async function writeReplay(test: TestContext, disksTar: string | null = null): Promise<void> {
  const { run, plan, firmware, image, target, started } = test;
  const code = firmware === null ? null : { path: firmware.code, sha256: await sha256File(firmware.code) };
  const { machine } = plan;
  const replay = {
    version: 1,
    id: plan.id,
    tool: run.tool,
    qemu: { program: test.qemu, version: run.qemuVersion },
    machine: {
      arch: machine.arch,
      type: started.at(-1)?.machineType ?? machine.type,
      cpu: machine.cpu,
      accel: machine.accel,
      firmware: code,
    },
    image: { name: plan.image, version: image?.version ?? null, digests: image?.digests ?? {} },
    target: target === null ? null : { name: target.name, version: target.version, digests: target.digests },
    disksTar,
    phases: started.map(({ name, script, argv }) => ({ name, script, argv })),
  };
  await writeWhole(test.dir.file(REPLAY_FILE), `${JSON.stringify(replay, null, 2)}\n`);
}
