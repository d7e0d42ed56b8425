import { INHERITED, methodId } from './checks.ts';
import type { CarriedTest } from './group.ts';
import type { Lookup } from './lookup.ts';
import type { SourceClass, SourceMethod, SourcePlace } from './source.ts';
import { matrixRow } from './write.ts';

/** Something of the checkout that is not in the suite. */
export interface NotCarried extends SourcePlace {
  /** `CLASS.NAME`, or the class. */
  readonly name: string;
  readonly why: string;
  /** How many classes that are tests have it. */
  readonly classes: number;
}

/** What became of a checkout. */
export interface InitReport {
  readonly version: 1;
  readonly checkout: string;
  readonly files: number;
  readonly classes: { readonly enabled: number; readonly carried: number };
  readonly families: number;
  readonly tests: readonly {
    readonly name: string;
    readonly family: readonly string[];
    /** Where the first class of the family is: other files may have one of its name. */
    readonly file: string;
    readonly conf: string;
    readonly classes: readonly string[];
  }[];
  readonly notCarried: {
    /** Classes that a runner would run. */
    readonly classes: readonly NotCarried[];
    /** `test_*` methods that no pack of checks covers. */
    readonly assertions: readonly NotCarried[];
    /** Other methods and properties of test classes. */
    readonly methods: readonly NotCarried[];
    readonly attributes: readonly NotCarried[];
    readonly settings: readonly { readonly test: string; readonly text: string }[];
  };
  /** Classes of one test that differ in nothing that a suite says: they are planned once. */
  readonly same: readonly { readonly test: string; readonly classes: readonly string[] }[];
  /** Assertions that were carried over as checks. */
  readonly carriedAssertions: number;
  /** What was taken for granted, and files that were not read. */
  readonly assumed: readonly string[];
  readonly unread: readonly (SourcePlace & { readonly message: string })[];
}

/** Attributes that the suite carries, or that have no meaning here; the report names the latter. */
const CARRIED_ATTRIBUTES = new Set(
  (
    '__test__ conf_file conf_replace extra_disks nvme_disks iscsi_disks disk_driver disk_block_size multipath multipath_num_paths dirty_disks ' +
    'dirty_disk_config uefi bios mem nr_cpus crashdump boot_timeout install_timeout extra_kern_args collect_scripts extra_collect_scripts ' +
    'boot_cloudconf fstab_expected expected_failure arch_skip add_repos system_upgrade upgrade_packages skip arch distro release krel kflavor ' +
    'subarch target_arch target_distro target_release target_krel target_kflavor target_ftype target_kernel_package ephemeral_ftype'
  ).split(' '),
);
/** Attributes that say nothing to vmtest, with the reason. */
export const MEANINGLESS: ReadonlyMap<string, string> = new Map([
  ['disk_to_check', 'the pack `dname` takes the names from the configuration'],
  ['extra_nics', 'the original never reads it: NICs come from the configuration, there and here'],
  ['interactive', 'tests run unattended'],
  ['repo', 'the original never reads it'],
  ['supported_releases', 'no release is left out for its age here: choose with `--select`'],
  ['test_type', 'a label for filters: here `--select` takes names and axes'],
]);

/** Packs that hold the installed system against the configuration, by what the names of the original's tests speak of. */
const NEAR_PACKS: readonly (readonly [words: RegExp, pack: string])[] = [
  [/resolv|_ip_|mtu|route|bond|bridg|vlan|interfaces/, 'network'],
  [/grub|efi|_esp_/, 'grub'],
  [/ptable|partition|raid|mdadm|bcache|zfs|zpool|_lvs|_pvs|fstype|whole_disk|blkid|mount|crypt/, 'storage'],
];

export interface ReportInput {
  readonly lookup: Lookup;
  readonly checkout: string;
  readonly tests: readonly CarriedTest[];
  readonly refused: readonly { readonly cls: SourceClass; readonly why: string }[];
}

/** Says of everything that test classes have whether the suite has it. */
export function initReport({ lookup, checkout, tests, refused }: ReportInput): InitReport {
  const members = membersOf(lookup, tests);
  const all = [...members.values()];
  const sorted = (list: readonly NotCarried[]) => [...list].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  const methods = all.filter(({ kind }) => kind === 'method');
  const isTest = ({ method }: Member) => method?.name.startsWith('test') === true;
  return {
    version: 1,
    checkout,
    files: lookup.source.files,
    classes: { enabled: lookup.enabled.length, carried: lookup.enabled.length - refused.length },
    families: new Set(tests.map(({ family }) => family.map(({ id }) => id).join(' '))).size,
    tests: tests.map(({ name, family, conf, classes }) => ({
      name,
      family: family.map((cls) => cls.name),
      file: family[0]?.file ?? '',
      conf,
      classes: classes.map(({ cls }) => cls.name),
    })),
    notCarried: {
      classes: sorted(refused.map(({ cls, why }) => ({ name: cls.name, file: cls.file, line: cls.line, why, classes: 1 }))),
      assertions: sorted(methods.filter((one) => isTest(one) && !isCarried(one)).map(notCarried)),
      methods: sorted(methods.filter((one) => !isTest(one)).map(notCarried)),
      attributes: sorted(all.filter(({ kind }) => kind === 'attribute').map(notCarried)),
      settings: tests.flatMap(({ name, unsaid }) => unsaid.map(({ text }) => ({ test: name, text }))),
    },
    same: tests.flatMap(sameClasses),
    carriedAssertions: methods.filter(isCarried).length,
    assumed: lookup.source.assumed.map(({ what, file, line }) => `${what} (${file}:${line})`),
    unread: lookup.source.problems,
  };
}

function sameClasses({ name, classes }: CarriedTest): InitReport['same'] {
  const byRow = Map.groupBy(classes, (one) => JSON.stringify(matrixRow(one)));
  return [...byRow.values()].flatMap((one) => (one.length < 2 ? [] : [{ test: name, classes: one.map(({ cls }) => cls.name) }]));
}

interface Member extends NotCarried {
  readonly kind: 'method' | 'attribute';
  readonly method?: SourceMethod;
  /** In how many of its classes that are to install it became checks, and in how many it did not. */
  readonly carried: number;
  readonly left: number;
}

function notCarried({ name, file, line, why, classes, carried, left }: Member): NotCarried {
  return { name, file, line, why: carried === 0 ? why : `became checks in ${carried} of ${carried + left} classes`, classes };
}

function isCarried({ carried, left }: Member): boolean {
  return carried > 0 && left === 0;
}

/** Every method and every unknown attribute of the classes that are tests, once for the class that defines it. */
function membersOf(lookup: Lookup, tests: readonly CarriedTest[]): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  const add = (id: string, member: Omit<Member, 'classes'>) => {
    const known = members.get(id) ?? { classes: 0, carried: 0, left: 0, why: member.why };
    const sums = { classes: known.classes + 1, carried: known.carried + member.carried, left: known.left + member.left };
    // What is to fail at its installation says nothing of why the others have it not.
    const why = known.carried + known.left > 0 && member.carried + member.left === 0 ? known.why : member.why;
    members.set(id, { ...member, ...sums, why });
  };
  for (const test of tests) {
    for (const { cls, checks } of test.classes) {
      for (const { owner, found } of lookup.methods(cls).values()) {
        if (owner === lookup.base ? !found.name.startsWith('test') || INHERITED.has(found.name) : found.empty) continue;
        // What is to fail at its installation has no assertions, there or here.
        const failing = test.test.expect !== undefined;
        const counted = failing ? 0 : 1;
        const carried = test.carriedMethods.includes(methodId(owner, found)) ? counted : 0;
        add(methodId(owner, found), {
          kind: 'method',
          ...placed(owner, found),
          why:
            failing && found.checks !== undefined
              ? 'it is to fail at its installation'
              : whyNotMethod(
                  found,
                  checks.some(({ id }) => id === methodId(owner, found)),
                ),
          method: found,
          carried,
          left: counted - carried,
        });
      }
      for (const [name, { owner, found }] of lookup.attributes(cls)) {
        if (CARRIED_ATTRIBUTES.has(name) || MEANINGLESS.has(name)) continue;
        const why = found.computed === undefined ? 'only Python assertions read it' : `it is computed: ${found.computed}`;
        add(`${owner.id}.${name}`, { kind: 'attribute', ...placed(owner, found), why, carried: 0, left: 1 });
      }
    }
  }
  return members;
}

function placed(owner: SourceClass, { name, line }: { readonly name: string; readonly line: number }) {
  return { name: `${owner.name}.${name}`, file: owner.file, line };
}

/** @param sayable whether a class of its own could have it as checks */
function whyNotMethod(method: SourceMethod, sayable: boolean): string {
  if (method.skip !== undefined) return `it skips: ${method.skip}`;
  const skipped = method.decorators.find(({ name }) => /(^|\.)(skip|skip_by_date|expectedFailure)$/.test(name));
  if (skipped !== undefined) return `@${skipped.name} ${String(skipped.args[0]?.value ?? '')}`.trim();
  if (method.decorators.some(({ name }) => name === 'property')) return 'a property';
  if (sayable) return 'plain, but not all classes of its test have it';
  if (method.checks !== undefined)
    return 'plain, but a suite cannot say its expression, or nothing that is carried over collects its files';
  if (!method.name.startsWith('test')) return 'a method';
  const near = NEAR_PACKS.find(([words]) => words.test(method.name))?.[1];
  return near === undefined ? 'Python' : `Python; the pack ${near} looks at the same matter`;
}
