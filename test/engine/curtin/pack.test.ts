import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, TOOL_ENV } from '../../../src/base/spawn.ts';
import { type PackRequest, packCurtin } from '../../../src/engine/curtin/pack.ts';
import { VmtestError } from '../../../src/model/errors.ts';
import { tempFolder } from '../../support/temp.ts';

/** What an installed curtin would do: say what it was called with, and show the configurations that it got. */
const MAIN = `import sys, os
from curtin.version import VERSION
print(VERSION, sys.argv[1:])
for word in sys.argv:
    if word.startswith('--config='):
        print(open(word[9:]).read(), end='')
print(os.path.exists('helpers/smtar'))
`;

/** Writes a tree of the shape of curtin's; \`packer\` is its curtin/pack.py. */
async function makeTree(folder: string, packer: string): Promise<string> {
  const tree = join(folder, 'tree');
  const files: Record<string, string> = {
    'curtin/__init__.py': '__version__ = "24.1"\n',
    'curtin/version.py': "VERSION = '@@PACKED_VERSION@@'\n",
    'curtin/pack.py': packer,
    'curtin/commands/__init__.py': '',
    'curtin/commands/main.py': MAIN,
    'curtin/commands/notes.txt': 'not Python',
    'helpers/smtar': '#!/bin/sh\n',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(tree, path, '..'), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  return tree;
}

const WORKING = `def pack(fdout, command=None, copy_files=None):
    fdout.write('#!/bin/bash\\necho %s\\n' % ' '.join(command))
    for inside, path in copy_files:
        fdout.write('echo %s %s\\n' % (inside, open(path).read().strip()))
`;
const BROKEN = 'import a_module_that_no_host_has\n';

function requestIn(folder: string, change: Partial<PackRequest> = {}): PackRequest {
  const configs = [
    { name: '00-a.yaml', text: 'storage: {}\n' },
    { name: '01-b.yaml', text: 'x: 1\n' },
  ];
  return {
    tree: null,
    exe: null,
    configs,
    source: 'cp:///media/root-ro',
    path: TOOL_ENV.PATH,
    environment: TOOL_ENV,
    scratch: folder,
    ...change,
  };
}

const hasPython = (await run('python3', ['--version'], { env: TOOL_ENV })).exitCode === 0;

test('the tree’s own packer packs, where it can', { skip: hasPython ? false : 'there is no python3 here' }, async () => {
  await using folder = await tempFolder();
  const tree = await makeTree(folder.path, WORKING);
  const { script, how } = await packCurtin(requestIn(folder.path, { tree }));
  assert.match(how, /packed by the packer of/);
  const said = await run('sh', ['-s'], { env: TOOL_ENV, input: script });
  assert.equal(
    said.stdout,
    'curtin -vv install --config=configs/00-a.yaml --config=configs/01-b.yaml cp:///media/root-ro\nconfigs/00-a.yaml storage: {}\nconfigs/01-b.yaml x: 1\n',
  );
});

test('ours packs where that one cannot, and what it packs runs', async () => {
  await using folder = await tempFolder();
  const tree = await makeTree(folder.path, BROKEN);
  const { script, how } = await packCurtin(requestIn(folder.path, { tree }));
  assert.match(how, hasPython ? /cannot work here: ModuleNotFoundError: No module named 'a_module/ : /there is no python3/);
  const payload = join(folder.path, 'payload');
  await writeFile(payload, script);
  await mkdir(join(folder.path, 'bin'));
  // Shows that the script finds its own curtin and its modules, wherever a Python comes from.
  if (!hasPython) return;
  const said = await run('sh', [payload], { env: TOOL_ENV, cwd: folder.path });
  assert.equal(
    said.stdout,
    "24.1 ['-vv', 'install', '--config=configs/00-a.yaml', '--config=configs/01-b.yaml', 'cp:///media/root-ro']\nstorage: {}\nx: 1\nTrue\n",
    said.stderr,
  );
});

test('a tree says its own version, though it lies in another checkout', {
  skip: hasPython ? false : 'there is no python3 here',
}, async () => {
  await using folder = await tempFolder();
  const tree = await makeTree(folder.path, BROKEN);
  const git = async (...words: string[]) =>
    await run('git', ['-C', folder.path, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], { env: TOOL_ENV });
  await git('init', '-q');
  await git('commit', '-q', '--allow-empty', '-m', 'x');
  assert.equal((await git('tag', '-a', '9.9', '-m', 'x')).exitCode, 0);
  const { script } = await packCurtin(requestIn(folder.path, { tree }));
  await writeFile(join(folder.path, 'payload'), script);
  assert.match((await run('sh', [join(folder.path, 'payload')], { env: TOOL_ENV, cwd: folder.path })).stdout, /^24\.1 /);
});

test('a host without Python packs too', async () => {
  await using folder = await tempFolder();
  const tree = await makeTree(folder.path, WORKING);
  const { script, how } = await packCurtin(requestIn(folder.path, { tree, path: join(folder.path, 'nothing') }));
  assert.match(how, /packed by vmtest, .*there is no python3/);
  assert.match(Buffer.from(script).toString('utf8', 0, 10), /^#!\/bin\/sh/);
});

test('a command packs what it is', async () => {
  await using folder = await tempFolder();
  const exe = join(folder.path, 'my-curtin');
  await writeFile(exe, '#!/bin/sh\nfor word; do case $word in --output=*) echo "$CONTAINER $@" >"${word#--output=}" ;; esac; done\n');
  await chmod(exe, 0o755);
  const { script, how } = await packCurtin(
    requestIn(folder.path, { exe: `${exe} first`, environment: { ...TOOL_ENV, CONTAINER: 'mine' } }),
  );
  assert.match(
    Buffer.from(script).toString(),
    /^mine first pack --output=\S+ --add=configs\/00-a\.yaml:\S+ .* -- curtin -vv install --config=/,
  );
  assert.match(how, /packed by .*my-curtin first/);
});

const MISTAKES: readonly (readonly [what: string, change: (folder: string) => Partial<PackRequest>, message: RegExp])[] = [
  ['no tree', () => ({}), /no curtin to install with/],
  ['a folder that is no tree', (folder) => ({ tree: folder }), /has no curtin\/__init__\.py/],
  ['a command that is not there', (folder) => ({ exe: `${folder}/none` }), /there is no such program/],
  ['a command that fails', () => ({ exe: 'false' }), /"false pack" could not pack curtin: exit status 1/],
];
for (const [what, change, message] of MISTAKES) {
  test(`packing needs a curtin: ${what}`, async () => {
    await using folder = await tempFolder();
    const request = requestIn(folder.path, change(folder.path));
    await assert.rejects(
      packCurtin(request),
      (error) => error instanceof VmtestError && error.code === 'VMTEST_CONFIG_INVALID' && message.test(error.message),
    );
  });
}
