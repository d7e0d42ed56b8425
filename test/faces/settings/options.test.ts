import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Command, Option } from 'commander';
import { OPTIONS, type OptionName, parseKeep, readSettings } from '../../../src/faces/settings/options.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import { KEEP_PARTS } from '../../../src/model/plan.ts';

/** What each option is given in the tests below, by its name: a text, and the value that it is. */
const GIVEN: Readonly<Record<OptionName, readonly [text: string, value: unknown]>> = {
  accel: ['tcg', 'tcg'],
  tcgFactor: ['3', 3],
  jobs: ['2', 2],
  topdir: ['top', '/project/top'],
  imageDir: ['images', '/project/images'],
  keepPass: ['logs', ['logs']],
  keepFail: ['none', []],
  retries: ['2', 2],
  memory: ['1G', 2 ** 30],
  cpus: ['3', 3],
  installTimeout: ['50m', 3000],
  bootTimeout: ['5m', 300],
  bridge: ['br0', 'br0'],
  iscsiPortal: ['192.0.2.1:3260', '192.0.2.1:3260'],
  junit: ['junit.xml', '/project/junit.xml'],
  shuffle: ['yes', true],
  tarDisks: ['yes', true],
  log: ['debug.log', '/project/debug.log'],
  reuseTopdir: ['yes', true],
  skipByDateBugs: ['1234567, LP:#89', ['1234567', '89']],
  unsupportedReleases: ['xenial bionic', ['xenial', 'bionic']],
  debugAllowFail: ['yes', true],
  imageSync: ['1', true],
  imageSrcUrl: ['https://images.example/streams/v1/index.sjson', 'https://images.example/streams/v1/index.sjson'],
  imageSrcKeyring: ['keys.gpg', '/project/keys.gpg'],
  imageStream: ['candidate', 'candidate'],
  imagesToKeep: ['3', 3],
  imageLockTimeout: ['90s', 90],
  curtinTree: ['curtin', '/project/curtin'],
  curtinExe: ['tools/curtin-from-container lxd', 'tools/curtin-from-container lxd'],
  extraConfig: ['extra.yaml', '/project/extra.yaml'],
  addRepos: ['proposed, ppa:curtin-dev/daily', ['proposed', 'ppa:curtin-dev/daily']],
  systemUpgrade: ['yes', true],
  upgradePackages: ['mdadm,lvm2', ['mdadm', 'lvm2']],
  develReleases: ['plucky', ['plucky']],
};
const NAMES = Object.keys(OPTIONS) as OptionName[];
const longOf = (name: OptionName) => /--[a-z-]+/.exec(OPTIONS[name].flag)?.[0] as string;

/** The settings that a command line and an environment come to. */
function settingsOf(words: readonly string[], env: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  const command = new Command();
  for (const { flag } of Object.values(OPTIONS)) command.addOption(new Option(flag));
  command.parse([...words], { from: 'user' });
  return readSettings(command.opts(), env, '/project') as unknown as Record<string, unknown>;
}

const defaults = settingsOf([]);

test('every option reaches its setting as commander hands it over, and says where it came from', () => {
  const settings = settingsOf(NAMES.flatMap((name) => [longOf(name), GIVEN[name][0]]));
  for (const name of NAMES) assert.deepEqual(settings[name], GIVEN[name][1], name);
  const origins = settings.origins as Record<string, { level: string; name: string }>;
  assert.deepEqual(Object.keys(origins).sort(), [...NAMES].sort());
  assert.deepEqual(origins.keepPass, { level: 'option', name: '--keep-data-pass' });
  assert.deepEqual(defaults.origins, {});
});

describe('for each setting: the option, then our variable, then the original, then the default', () => {
  for (const name of NAMES) {
    const [text, value] = GIVEN[name];
    test(name, () => {
      const { variables } = OPTIONS[name];
      for (const [i, variable] of variables.entries()) {
        // What comes after it may be nonsense: it is not read.
        const env = Object.fromEntries([[variable, text], ...variables.slice(i + 1).map((later) => [later, '!'])]) as Record<
          string,
          string
        >;
        const settings = settingsOf([], env);
        assert.deepEqual(settings[name], value, variable);
        assert.deepEqual((settings.origins as Record<string, unknown>)[name], { level: 'environment', name: variable });
        assert.deepEqual(
          settingsOf([longOf(name), text], { [variable]: '!' })[name],
          value,
          'an option hides a variable, and its mistakes',
        );
        // The original's boolean that is set to nothing is false: its own rule.
        const nothing = variable === 'CURTIN_VMTEST_IMAGE_SYNC' ? false : defaults[name];
        assert.deepEqual(settingsOf([], { [variable]: '' })[name], nothing, `${variable} set to nothing is not set`);
      }
    });
  }
});

test('the variables of this release are all there', () => {
  const variables = Object.values(OPTIONS).flatMap((option) => [...option.variables] as string[]);
  const original =
    'KEEP_DATA_PASS KEEP_DATA_FAIL TOPDIR LOG TAR_DISKS SHUFFLE_TESTS REUSE_TOPDIR BRIDGE INSTALL_TIMEOUT BOOT_TIMEOUT VMRAM NR_CPUS PARALLEL IMAGE_SYNC IMAGE_LOCK_TIMEOUT SKIP_BY_DATE_BUGS DEBUG_ALLOW_FAIL'.split(
      ' ',
    );
  for (const name of original) assert.ok(variables.includes(`CURTIN_VMTEST_${name}`), name);
  for (const name of ['UNSUPPORTED_UBUNTU', '_DEVEL_UBUNTU']) assert.ok(variables.includes(name), name);
  for (const name of ['IMAGE_DIR', 'IMAGE_SRC_URL', 'IMAGE_SRC_KEYRING', 'MAAS_IMAGE_STREAM', 'IMAGES_TO_KEEP']) {
    assert.ok(variables.includes(name), name);
    assert.ok(variables.includes(`CURTIN_VMTEST_${name}`), name);
  }
  assert.equal(new Set(variables).size, variables.length);
  for (const { variables: names } of Object.values(OPTIONS)) assert.match(names[0], /^VMTEST_[A-Z_]+$/);
});

describe('values', () => {
  const VALUES: readonly (readonly [variable: string, text: string, name: OptionName, value: unknown])[] = [
    ['CURTIN_VMTEST_BOOT_TIMEOUT', '300', 'bootTimeout', 300],
    ['CURTIN_VMTEST_BOOT_TIMEOUT', '5m', 'bootTimeout', 300],
    ['CURTIN_VMTEST_INSTALL_TIMEOUT', '3000', 'installTimeout', 3000],
    ['CURTIN_VMTEST_VMRAM', '2048', 'memory', 2 ** 31],
    ['CURTIN_VMTEST_VMRAM', '2G', 'memory', 2 ** 31],
    ['CURTIN_VMTEST_PARALLEL', '0', 'jobs', 1],
    ['CURTIN_VMTEST_PARALLEL', '-1', 'jobs', null],
    ['CURTIN_VMTEST_PARALLEL', '4', 'jobs', 4],
    ['VMTEST_JOBS', 'auto', 'jobs', null],
    ['VMTEST_BRIDGE', 'user', 'bridge', 'user'],
    ['VMTEST_TOPDIR', '/var/tmp/x y', 'topdir', '/var/tmp/x y'],
    ['CURTIN_VMTEST_KEEP_DATA_PASS', 'all', 'keepPass', KEEP_PARTS],
    ['CURTIN_VMTEST_KEEP_DATA_FAIL', 'logs, collect', 'keepFail', ['logs', 'collect']],
    ['VMTEST_TCG_FACTOR', '1.5', 'tcgFactor', 1.5],
    ...['0', 'false', 'FALSE', 'no', 'Off', ''].map((text) => ['CURTIN_VMTEST_IMAGE_SYNC', text, 'imageSync', false] as const),
    ...['1', 'true', 'yes', 'oui'].map((text) => ['CURTIN_VMTEST_IMAGE_SYNC', text, 'imageSync', true] as const),
    ...['0', 'False', 'no', 'OFF'].map((text) => ['VMTEST_IMAGE_SYNC', text, 'imageSync', false] as const),
    ...['1', 'true', 'Yes', 'on'].map((text) => ['VMTEST_IMAGE_SYNC', text, 'imageSync', true] as const),
    ...['0', 'false', 'NO', 'off', ''].map((text) => ['CURTIN_VMTEST_REUSE_TOPDIR', text, 'reuseTopdir', false] as const),
    ...['0', 'False', ''].map((text) => ['CURTIN_VMTEST_TAR_DISKS', text, 'tarDisks', false] as const),
    ...['0', 'no', ''].map((text) => ['CURTIN_VMTEST_SHUFFLE_TESTS', text, 'shuffle', false] as const),
    ...['1', 'On'].map((text) => ['VMTEST_SHUFFLE_TESTS', text, 'shuffle', true] as const),
    ['VMTEST_SHUFFLE_TESTS', '4294967295', 'shuffle', 4294967295],
    ['CURTIN_VMTEST_TAR_DISKS', 'true', 'tarDisks', true],
    ...['1', 'true', 'oui'].map((text) => ['CURTIN_VMTEST_REUSE_TOPDIR', text, 'reuseTopdir', true] as const),
    ['CURTIN_VMTEST_SKIP_BY_DATE_BUGS', '*', 'skipByDateBugs', ['*']],
    ['CURTIN_VMTEST_DEBUG_ALLOW_FAIL', '0', 'debugAllowFail', false],
    ['CURTIN_VMTEST_SYSTEM_UPGRADE', 'off', 'systemUpgrade', false],
    ['CURTIN_VMTEST_SYSTEM_UPGRADE', 'AUTO', 'systemUpgrade', null],
    ['CURTIN_VMTEST_SYSTEM_UPGRADE', 'oui', 'systemUpgrade', true],
    ['CURTIN_VMTEST_IMAGE_LOCK_TIMEOUT', '60', 'imageLockTimeout', 60],
    ['CURTIN_VMTEST_IMAGE_LOCK_TIMEOUT', '0', 'imageLockTimeout', 0],
    ['CURTIN_VMTEST_IMAGE_LOCK_TIMEOUT', '-1', 'imageLockTimeout', null],
    ['VMTEST_IMAGE_LOCK_TIMEOUT', 'forever', 'imageLockTimeout', null],
    ['VMTEST_IMAGE_LOCK_TIMEOUT', '0', 'imageLockTimeout', 0],
    ['VMTEST_IMAGE_LOCK_TIMEOUT', '5m', 'imageLockTimeout', 300],
  ];
  for (const [variable, text, name, value] of VALUES)
    test(`${variable}=${text}`, () => void assert.deepEqual(settingsOf([], { [variable]: text })[name], value));

  const REFUSED: readonly (readonly [variable: string, text: string])[] = [
    ['VMTEST_BOOT_TIMEOUT', '300'],
    ['VMTEST_BOOT_TIMEOUT', '0s'],
    ['VMTEST_MEMORY', '2048'],
    ['VMTEST_VMRAM', '2048'],
    ['CURTIN_VMTEST_VMRAM', '-1'],
    ['VMTEST_JOBS', '0'],
    ['VMTEST_JOBS', '-1'],
    ['VMTEST_JOBS', '1.5'],
    ['CURTIN_VMTEST_PARALLEL', '-2'],
    ['VMTEST_CPUS', 'two'],
    ['VMTEST_ACCEL', 'KVM'],
    ['VMTEST_TCG_FACTOR', '0.5'],
    ['VMTEST_BRIDGE', 'br0,script=x'],
    ['VMTEST_BRIDGE', 'a-name-of-16-byt'],
    ['VMTEST_IMAGE_LOCK_TIMEOUT', '-1'],
    ['VMTEST_IMAGE_LOCK_TIMEOUT', '60'],
    ['VMTEST_IMAGE_SYNC', 'nein'],
    ['VMTEST_SHUFFLE_TESTS', '4294967296'],
    ['VMTEST_SYSTEM_UPGRADE', 'oui'],
    ['VMTEST_SKIP_BY_DATE_BUGS', '12,;'],
    ['UNSUPPORTED_UBUNTU', '../x'],
    ['VMTEST_IMAGES_TO_KEEP', '0'],
    ['IMAGE_SRC_URL', 'ftp://images.example/'],
    ['IMAGE_SRC_URL', 'streams/v1/index.sjson'],
    ['MAAS_IMAGE_STREAM', '../daily'],
    ['CURTIN_VMTEST_KEEP_DATA_PASS', 'log'],
    ['CURTIN_VMTEST_KEEP_DATA_PASS', 'none,logs'],
    ['CURTIN_VMTEST_KEEP_DATA_PASS', ','],
  ];
  for (const [variable, text] of REFUSED) {
    test(`${variable}=${text} is refused, by the variable's name and its value`, () => {
      const wrong = (error: unknown) =>
        error instanceof VmtestError &&
        error.exitCode === 2 &&
        error.problems.length === 1 &&
        error.problems[0]?.message === `${variable} cannot be "${text}"` &&
        /^it takes /.test(error.problems[0]?.hint ?? '');
      assert.throws(() => settingsOf([], { [variable]: text }), wrong);
    });
  }

  test('--image-sync says yes or no', () => {
    for (const [text, value] of [
      ['yes', true],
      ['No', false],
      ['1', true],
      ['0', false],
      ['false', false],
    ] as const)
      assert.equal(settingsOf(['--image-sync', text]).imageSync, value, text);
    assert.throws(() => settingsOf(['--image-sync', 'maybe']), /--image-sync cannot be "maybe"/);
  });

  test('a flag whose word may be left out means yes without it, and goes before a variable', () => {
    const env = { CURTIN_VMTEST_REUSE_TOPDIR: '1' };
    for (const [words, value] of [
      [['--reuse-topdir'], true],
      [['--reuse-topdir', 'no'], false],
    ] as const)
      assert.equal(settingsOf(words, env).reuseTopdir, value, words.join(' '));
    assert.throws(() => settingsOf(['--reuse-topdir', 'vmtest.yaml']), /--reuse-topdir cannot be "vmtest.yaml"/);
  });

  test('all mistakes come at once, each a problem of its own', () => {
    const read = () => settingsOf(['--jobs', 'x', '--topdir', ''], { VMTEST_MEMORY: '1' });
    const names = (error: VmtestError) => error.problems.map(({ message }) => message.split(' ')[0]);
    assert.throws(read, (error: VmtestError) => {
      assert.deepEqual(names(error), ['--jobs', '--topdir', 'VMTEST_MEMORY']);
      return true;
    });
  });

  test('a keep policy is a list of the five, or all, or none alone', () => {
    assert.deepEqual(parseKeep('boot,collect,disks,install,logs'), [...KEEP_PARTS]);
    assert.deepEqual(parseKeep('none'), []);
    for (const text of ['', 'all,', 'logs,,boot', 'All', 'logs boot']) assert.equal(parseKeep(text), undefined, text);
  });
});

test('a mistake in one of the original’s variables is told by what that one takes', () => {
  const hintOf = (name: string, text: string) => {
    try {
      settingsOf([], { [name]: text });
    } catch (error) {
      return (error as VmtestError).problems[0]?.hint;
    }
    return undefined;
  };
  assert.match(hintOf('CURTIN_VMTEST_INSTALL_TIMEOUT', 'soon') ?? '', /a number of seconds, or/);
  assert.match(hintOf('VMTEST_INSTALL_TIMEOUT', 'soon') ?? '', /takes a time with its unit/);
  assert.match(hintOf('CURTIN_VMTEST_PARALLEL', '-2') ?? '', /-1 for one for each processor/);
  assert.match(hintOf('CURTIN_VMTEST_VMRAM', 'lots') ?? '', /a number of MiB/);
  assert.match(hintOf('VMTEST_ISCSI_PORTAL', '10.0.0.1:99999') ?? '', /an address and a port/);
});
