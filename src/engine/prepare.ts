import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../base/files.ts';
import { TOOL_ENV } from '../base/spawn.ts';
import { collectFor } from '../checks/collect.ts';
import { type KvmAnswer, probeKvm } from '../host/canary.ts';
import { hostArch, hostFacts } from '../host/facts.ts';
import { type Identity, qemuIdentity } from '../host/identity.ts';
import { distribution } from '../host/packages.ts';
import { findQemu, isQemu } from '../host/qemu.ts';
import { catalogueOf } from '../images/catalogue.ts';
import { readLockFile } from '../images/lock/read.ts';
import type { LockedImage } from '../images/lock/types.ts';
import { defaultStore } from '../images/store/default-store.ts';
import type { Problem } from '../model/errors.ts';
import type { Catalogue, CurtinHost, Documents, Plan } from '../model/plan.ts';
import type { Suite, Test } from '../model/suite.ts';
import { documentsOf, makePlan } from '../plan/plan.ts';
import { findSuite, loadSuite } from '../suite/load.ts';
import { selectTests } from '../suite/select.ts';
import { curtinHost } from './curtin/host.ts';
import { sourceProblems } from './disk-sources.ts';
import { publishedSettings, type Settings, type Surroundings } from './settings.ts';

/** What is to be planned. */
export interface PlanRequest {
  /** Path of the suite file, relative to the current folder; null: where a suite is looked for. */
  readonly suite: string | null;
  readonly select: readonly string[];
  /** Of the tests that are selected only these ids: a shard's; absent: all. One that the suite has not is no mistake of its. */
  readonly only?: ReadonlySet<string>;
  /** The image on which a curtin configuration is installed, where the file is one. */
  readonly image: string | null;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
}

/** A plan with what it was made of. */
export interface PreparedPlan {
  readonly suite: Suite;
  readonly plan: Plan;
  /** What is known of the images that the plan uses. */
  readonly catalogue: Catalogue;
  readonly store: string;
  /** What `vmtest.lock.yaml` beside the suite says of images, by their names. */
  readonly locks: Readonly<Record<string, LockedImage>>;
  /** What curtin installations find on the host. */
  readonly curtin: CurtinHost;
  readonly identity: Identity | null;
  /** What the canary said; null where KVM was not asked for, or there is no QEMU to ask with. */
  readonly kvm: KvmAnswer | null;
}

/**
 * Reads a suite and decides everything about its tests; starts nothing but the canary, whose answer is remembered.
 * Throws what is wrong with the suite (exit 2); what the host lacks is a problem of the plan.
 */
export async function preparePlan(request: PlanRequest): Promise<PreparedPlan> {
  const { settings, surroundings } = request;
  const file = await findSuite(surroundings.cwd, request.suite ?? undefined);
  const [suite, identity, store] = await Promise.all([
    loadSuite(file, request.image === null ? {} : { image: request.image }),
    identityOf(surroundings),
    settings.imageDir ?? defaultStore(surroundings.cacheFolder, surroundings.sudo?.uid ?? surroundings.uid),
  ]);
  const { only } = request;
  const tests = selectTests(suite.tests, request.select).filter(({ id }) => only === undefined || only.has(id));
  const curtin = await curtinHost(tests, settings, surroundings);
  const images = usedImages(suite, tests);
  const locks = await readLockFile(file);
  const [documents, catalogue, kvm, sources] = await Promise.all([
    readDocuments(documentsOf(tests, curtin)),
    catalogueOf(images, {
      store,
      env: { ...TOOL_ENV, PATH: surroundings.path },
      published: publishedSettings(settings),
      readOnly: settings.imageStoreReadOnly,
      tars: tarImages(tests),
      locks,
    }),
    askCanary(tests, settings, surroundings, identity),
    sourceProblems(tests),
  ]);
  const facts = await hostFacts({
    today: new Date().toISOString().slice(0, 10),
    kvm: kvm === null ? 'unknown' : kvm.usable ? 'usable' : 'unusable',
  });
  const plan = makePlan({ suite: { ...suite, tests }, facts, catalogue, documents, settings, collectFor, curtin });
  const problems = [...plan.problems, ...sources, ...kvmProblems(kvm, settings)];
  return { suite, plan: { ...plan, problems }, catalogue, store, locks, curtin, identity, kvm };
}

function identityOf({ uid, sudo }: Surroundings): Promise<Identity | null> {
  return qemuIdentity({ uid, sudoUid: sudo?.uid.toString(), sudoGid: sudo?.gid.toString() });
}

function usedImages(suite: Suite, tests: readonly Test[]): Suite['images'] {
  const names = new Set(tests.flatMap((test) => [test.image, test.install.target, ...(test.command?.images ?? [])]));
  return Object.fromEntries(Object.entries(suite.images).filter(([name]) => names.has(name)));
}

/** Images that a test may install from by their tar. */
function tarImages(tests: readonly Test[]): ReadonlySet<string> {
  const names = tests.map(({ image, install }) => (install.installer === 'script' ? (install.target ?? image) : null));
  return new Set(names.filter((name) => name !== null));
}

/** Scripts and configurations are written by hand. */
const MAX_DOCUMENT_BYTES = 4 << 20;

async function readDocuments(paths: readonly string[]): Promise<Documents> {
  const read = async (path: string) => {
    try {
      const { size } = await stat(path).then((stats) => {
        if (stats.isFile()) return stats;
        throw new Error('it is no file');
      });
      if (size > MAX_DOCUMENT_BYTES) throw new Error(`it has ${size} bytes, more than ${MAX_DOCUMENT_BYTES}: is this the right file?`);
      return [path, { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path)) }] as const;
    } catch (error) {
      if (error instanceof TypeError) return [path, { error: 'it is not UTF-8', hint: 'save it as UTF-8' }] as const;
      return [path, { error: isErrno(error, 'ENOENT') ? 'there is no such file' : (error as Error).message }] as const;
    }
  };
  return Object.fromEntries(await Promise.all(paths.map(read)));
}

async function askCanary(
  tests: readonly Test[],
  settings: Settings,
  surroundings: Surroundings,
  identity: Identity | null,
): Promise<KvmAnswer | null> {
  const arch = hostArch();
  const own = tests.filter((test) => (test.machine.arch ?? arch) === arch);
  if (settings.accel === 'tcg' || own.length === 0) return null;
  const cacheFolder = surroundings.cacheFolder;
  const qemu = await findQemu(arch, { path: surroundings.path, cacheFolder, family: (await distribution()).family });
  if (!isQemu(qemu)) return null;
  const models = [...new Set(own.map((test) => test.machine.cpu ?? 'host'))];
  const answers = await Promise.all(
    models.map((cpu) => probeKvm({ qemu: qemu.binary, arch, cpu, identity, cacheFolder: join(cacheFolder, 'canary') })),
  );
  return answers.find((answer) => !answer.usable) ?? answers[0] ?? null;
}

function kvmProblems(kvm: KvmAnswer | null, settings: Settings): Problem[] {
  if (kvm === null || kvm.usable) return [];
  const mend = kvm.mend === null ? {} : { hint: kvm.mend };
  if (settings.accel === 'kvm') {
    const asked = settings.origins.accel?.name ?? 'accel';
    return [
      { code: 'VMTEST_KVM_UNUSABLE', severity: 'error', message: `${asked} asks for KVM, and it cannot be used: ${kvm.cause}`, ...mend },
    ];
  }
  const slower = `machines are emulated (TCG), and timeouts are ${settings.tcgFactor} times as long`;
  return [{ code: 'VMTEST_KVM_UNUSABLE', severity: 'warning', message: `${kvm.cause}: ${slower}`, ...mend }];
}
