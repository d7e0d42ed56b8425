import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, type Left } from './support.ts';

const PACKAGES = 'ii \tbash\t5.1\tamd64\nii \tlinux-image-generic\t5.15\tamd64\nrc \tlinux-image-lowlatency\t5.15\tamd64\n';
const XENIAL = 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="16.04"\n';

test('kernel-package: the one that is named, or any kernel’s', async () => {
  const ask = async (name: string | null, files: Left['files']) =>
    (await find({ kind: 'kernel-package', package: name }, { files: files ?? {} })).message;
  assert.equal(await ask('linux-image-generic', { packages: PACKAGES }), '');
  assert.equal(await ask(null, { packages: PACKAGES }), '');
  assert.equal(await ask(null, { packages: 'ii \tkernel-core\t6.1\tx86_64\n' }), '');
  assert.equal(
    await ask('linux-image-generic-hwe-16.04', { packages: PACKAGES }),
    'linux-image-generic-hwe-16.04 is not installed: none of the 3 packages of collect/packages has that name',
  );
  assert.equal(
    await ask('linux-image-lowlatency', { packages: PACKAGES }),
    'linux-image-lowlatency is not installed: collect/packages:3 has it with status rc',
  );
  assert.equal(
    await ask(null, { packages: 'ii \tbash\t5.1\tamd64\n' }),
    'a kernel is asked for, and none of the 1 packages of collect/packages is installed as one',
  );
  const finding = await find({ kind: 'kernel-package', package: 'linux-image-generic' }, { files: { packages: PACKAGES } });
  assert.equal(finding.name, 'kernel-package linux-image-generic');
});

test('kernel-package: kernel-img.conf on the releases that read it', async () => {
  const ask = async (machine: string, conf: string | undefined, os = XENIAL) => {
    const files = {
      packages: PACKAGES,
      os_release: os,
      machine: `${machine}\n`,
      ...(conf === undefined ? {} : { 'kernel-img.conf': conf }),
    };
    return (await find({ kind: 'kernel-package', package: null }, { files })).message;
  };
  assert.equal(await ask('x86_64', 'do_symlinks = yes\nlink_in_boot = no\n'), '');
  assert.equal(await ask('aarch64', 'link_in_boot = yes\n'), '');
  assert.equal(
    await ask('x86_64', 'link_in_boot = yes\n'),
    '`link_in_boot = no` is asked for on x86_64, and collect/kernel-img.conf has `link_in_boot = yes`',
  );
  assert.equal(await ask('ppc64le', undefined), '`link_in_boot = yes` is asked for on ppc64le, and collect/kernel-img.conf is not there');
  assert.equal(await ask('x86_64', undefined, 'ID=ubuntu\nVERSION_CODENAME=jammy\n'), '');
});

test('interfaces-removed: nothing is left of the image’s configuration', async () => {
  const ask = async (find_interfacesd: string) => (await find({ kind: 'interfaces-removed' }, { files: { find_interfacesd } })).message;
  assert.equal(await ask(''), '');
  assert.equal(await ask('/etc/network/interfaces.d\n/etc/network/interfaces.d/50-cloud-init.cfg\n'), '');
  assert.equal(
    await ask('/etc/network/interfaces.d\n/etc/network/interfaces.d/eth0.cfg\n'),
    '/etc/network/interfaces.d/eth0.cfg is to be removed, and collect/find_interfacesd:2 still has it',
  );
});

const EVENTS = [
  { name: 'cmd-install', event_type: 'start', origin: 'curtin', timestamp: 1.5 },
  { name: 'cmd-install/stage-early', event_type: 'start', origin: 'curtin', timestamp: 1.75 },
  {
    name: 'cmd-install',
    event_type: 'finish',
    origin: 'curtin',
    timestamp: 2.5,
    result: 'SUCCESS',
    files: [{ path: '/tmp/install.log', content: 'bG9n', encoding: 'base64' }],
  },
];

async function reporting(events: unknown, steps: Left['steps'] = {}): Promise<readonly string[]> {
  const text = typeof events === 'string' ? events : JSON.stringify(events);
  const { message } = await find({ kind: 'reporting' }, { files: { 'webhooks-events.json': text }, steps });
  return message === '' ? [] : message.split('\n');
}

test('reporting: first, last and posted files; it needs no word of the guest’s', async () => {
  assert.deepEqual(await reporting(EVENTS), []);
  assert.deepEqual(await reporting(EVENTS, null), []);
  assert.deepEqual(await reporting(EVENTS.slice(1, 2).concat(EVENTS.slice(0, 1) as never)), [
    'the last of 2 events must be the finish of cmd-install, and collect/webhooks-events.json has "start" of "cmd-install"',
    'the file /tmp/install.log is to be posted, and by collect/webhooks-events.json curtin posted no file',
  ]);
  const [first, , last] = EVENTS;
  assert.deepEqual(
    await reporting([
      { ...last, timestamp: 1 },
      { ...first, timestamp: 1 },
      { ...last, result: 'FAIL', files: [{ path: '/tmp/other\u001b[2J', content: '' }] },
    ]),
    [
      'the first event must be a start, and collect/webhooks-events.json has "finish" of "cmd-install"',
      'the first two events of collect/webhooks-events.json have one time, 1',
      'the finish of cmd-install must be a SUCCESS, and collect/webhooks-events.json has "FAIL"',
    ],
  );
});

test('reporting: what is no list of events', async () => {
  assert.match((await reporting('{'))[0] as string, /^collect\/webhooks-events\.json is no JSON: /);
  assert.deepEqual(await reporting('{}'), ['collect/webhooks-events.json is no list of events']);
  assert.deepEqual(await reporting('[]'), ['collect/webhooks-events.json has no event']);
  assert.equal((await reporting('[1,"x",null]')).length, 4);
  const none = await find({ kind: 'reporting' }, {});
  assert.equal(none.message, 'collect/webhooks-events.json is not there, or too large to be read: no event came');
});
