import { ISCSI_PLACEHOLDER } from '../model/files.ts';
import type { CurtinPlan, IscsiDisk } from '../model/plan.ts';
import type { Test } from '../model/suite.ts';
import { ISOLATED_HINT, type UnplacedNic } from './nics.ts';
import type { Notes } from './problems.ts';

/** The disks of a test that its guest reaches by iSCSI, in the suite's order. */
export function planIscsi(test: Test, notes: Notes): IscsiDisk[] {
  const disks = (test.machine.disks ?? []).flatMap(({ size, iscsi }) => (iscsi == null ? [] : [{ size, iscsi }]));
  const planned = disks.map(({ size, iscsi }, index) => {
    const name = `iscsi${index}`;
    // A disk without a size is a mistake that the suite's rules have named already.
    return { ...iscsi, name, sizeBytes: size ?? 0, file: `disks/${name}.img` };
  });
  checkAccounts(planned, notes);
  checkTargets(planned, notes);
  return planned;
}

/** A daemon knows one password of each account, whichever target it belongs to. */
function checkAccounts(disks: readonly IscsiDisk[], notes: Notes): void {
  const passwords = new Map<string, string | null>();
  const accounts = disks.flatMap(({ user, password, inUser, inPassword }) => [
    { user, password },
    { user: inUser, password: inPassword },
  ]);
  for (const { user, password } of accounts) {
    if (user === null) continue;
    const known = passwords.get(user) ?? password;
    passwords.set(user, known);
    if (known === password) continue;
    notes.error(`the iSCSI account \`${user}\` has two passwords`, 'give each password an account of its own', {
      setting: 'machine.disks',
    });
  }
}

function checkTargets(disks: readonly IscsiDisk[], notes: Notes): void {
  const names = disks.flatMap(({ target }) => target ?? []);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  notes.error(`two iSCSI disks have the target \`${twice}\``, 'give each its own, or leave `target` out', { setting: 'machine.disks' });
}

/** A guest without a network does not reach a disk of the network. */
export function checkIscsiNetwork(disks: readonly IscsiDisk[], nics: readonly UnplacedNic[], isolate: boolean, notes: Notes): void {
  if (disks.length === 0 || nics.some(({ network }) => network !== 'none')) return;
  const hint = isolate ? ISOLATED_HINT : 'give a NIC `network: user`';
  notes.error('the machine has iSCSI disks, and no network to reach them by', hint, { setting: 'machine.nics' });
}

/** Holds what a curtin configuration leaves open for iSCSI disks against the disks that there are. */
export function checkPlaceholders(curtin: CurtinPlan | null, disks: readonly IscsiDisk[], notes: Notes): void {
  if (curtin === null) return;
  const own = curtin.configs.filter(({ from }) => from !== null);
  const wanted = own.reduce((sum, { text }) => sum + text.split(ISCSI_PLACEHOLDER).length - 1, 0);
  if (wanted === disks.length) return;
  const note = wanted > disks.length ? notes.error : notes.warning;
  note(
    `the configuration has ${ISCSI_PLACEHOLDER} ${wanted === 1 ? 'once' : `${wanted} times`}, and the machine has ${counted(disks.length)}`,
    'one after the other it stands for each disk of `machine.disks` with `iscsi: {}`',
    { setting: 'machine.disks' },
  );
}

function counted(disks: number): string {
  return disks === 0 ? 'no iSCSI disk' : disks === 1 ? 'one iSCSI disk' : `${disks} iSCSI disks`;
}
