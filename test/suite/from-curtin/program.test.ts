import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { readSource } from '../../../src/suite/from-curtin/source.ts';
import { tempFolder } from '../../support/temp.ts';
import { attributeOf, lookup, printed, TOP, writeCheckout } from './support.ts';

test('attributes are found as Python finds them: through bases, mixins, registries and names', async () => {
  const found = await lookup({
    'test_a.py': `${TOP}
from tests.vmtests import releases
from . import releases as again
SIZE = '5G'
DISKS = [SIZE] * 2

class Mixin(object):
    nr_cpus = 4
    where = 'mixin'

class Left(VMBaseClass):
    where = 'left'
class Right(VMBaseClass):
    where = 'right'
    only = 'right'

class TestAbs(Left, Right):
    extra_disks = DISKS + ['6G']
    conf_file = os.path.join('examples', 'a.yaml')
    text = 'a %s of %d' % ('disk', 2) + ' and {} {name}'.format('b', name='c') + f'{SIZE}!' + ' '.join(['x', 'y']).upper()
    script = textwrap.dedent("""
        one
          two
    """)
    if releases.base_vm_classes.focal.arch in ('amd64', 'i386'):
        branch = 'first'
    else:
        branch = 'second'
    extra_disks += ['7G']  # the last

class FocalTest(relbase.focal, Mixin, TestAbs):
    __test__ = True
    nested = {'a': [1, None, -2.5, not True], 'b': ('t',)}
    picked = nested['a'][0]
    inherited = TestAbs.extra_disks + Mixin.where.split
    known = [TestAbs.only, again.base_vm_classes.xenial_hwe.subarch]
`,
  });
  const value = (name: string, cls = 'FocalTest') => attributeOf(found, cls, name)?.value;
  assert.deepEqual(value('extra_disks'), ['5G', '5G', '6G', '7G']);
  assert.equal(attributeOf(found, 'FocalTest', 'extra_disks')?.comment, 'the last');
  assert.equal(value('conf_file'), 'examples/a.yaml');
  assert.equal(value('text'), 'a disk of 2 and b c5G!X Y');
  assert.equal(value('script'), '\none\n  two\n');
  assert.deepEqual([value('nr_cpus'), value('where'), value('where', 'TestAbs'), value('only')], [4, 'mixin', 'left', 'right']);
  assert.deepEqual([value('release'), value('target_release'), value('mem'), value('arch')], ['focal', 'focal', '2048', 'amd64']);
  assert.equal(value('branch'), 'first');
  assert.deepEqual([value('nested'), value('picked')], [{ a: [1, null, -2.5, false], b: ['t'] }, 1]);
  assert.match(attributeOf(found, 'FocalTest', 'inherited')?.computed ?? '', /split/);
  assert.deepEqual(value('known'), ['right', 'hwe-16.04']);
  assert.deepEqual(
    found.enabled.map(({ name }) => name),
    ['FocalTest'],
  );
  assert.match(found.source.assumed[0]?.what ?? '', /get_platform_arch\(\) is taken to be amd64/);
});

test('what only running could tell is computed, with the reason, and nothing grows without end', async () => {
  const found = await lookup({
    'test_b.py': `${TOP}
import random
def helper():
    return 'x'
GROWN = ['a']
GROWN.append('b')
class B(VMBaseClass):
    called = helper()
    chance = random.choice([1, 2])
    listed = [x for x in range(3)]
    grown = GROWN
    many = 'a' * 10 ** 12
    wide = '%999999999d' % 1
    spec = '{:>999999999}'.format('x')
    big = ['a'] * 99999999
    power = 2 ** 99999999
    inf = 1e999
    late = unknown_name
    changed = {'a': 1}
    changed['b'] = 2
    for loop in range(3):
        looped = loop
    try:
        tried = 1
    except Exception:
        tried = 2
    with open('/etc/passwd') as handle:
        text = handle.read()
    gone = 1
    del gone
    doubled = ['x']
    doubled = [doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled]
    doubled = [doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled]
    doubled = [doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled]
    doubled = [doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled]
    doubled = [doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled, doubled]
    @property
    def prop(self):
        return 1
    fine = 'fine'
`,
  });
  const names = 'called chance listed grown many wide spec big power inf late changed loop looped tried text gone doubled';
  for (const name of names.split(' ')) {
    const attribute = attributeOf(found, 'B', name);
    assert.ok(attribute !== undefined && attribute.value === undefined && attribute.computed, `${name}: ${JSON.stringify(attribute)}`);
  }
  assert.match(attributeOf(found, 'B', 'called')?.computed ?? '', /the call helper\(\)/);
  assert.match(attributeOf(found, 'B', 'doubled')?.computed ?? '', /too large/);
  assert.equal(attributeOf(found, 'B', 'prop'), undefined);
  assert.equal(attributeOf(found, 'B', 'fine')?.value, 'fine');
});

test('a file that cannot be read is named, and the others are read', async () => {
  await using temp = await tempFolder();
  await writeCheckout(temp.path, {
    'test_broken.py': 'class Broken(:\n    pass\n',
    'test_deep.py': `x = ${'('.repeat(5000)}1${')'.repeat(5000)}\n`,
    'test_long.py': `x = ${'-'.repeat(50000)}1\n`,
    'test_nul.py': 'x = "\0"\n',
    'test_uses.py': `${TOP}\nfrom .test_broken import Broken\nclass FocalTestUses(relbase.focal, Broken):\n    __test__ = True\n`,
    'test_good.py': `${TOP}\nclass FocalTestGood(relbase.focal, VMBaseClass):\n    __test__ = True\n`,
    'secret.txt': 'class Secret: pass\n',
  });
  const folder = join(temp.path, 'tests/vmtests');
  await writeFile(join(temp.path, 'outside.py'), 'class Outside: pass\n');
  await symlink(join(temp.path, 'outside.py'), join(folder, 'test_link.py'));
  await promisify(execFile)('mkfifo', [join(folder, 'test_pipe.py')]);
  const source = readSource(await printed(temp.path));
  const problems = Object.fromEntries(
    source.problems.map(({ file, line, message }) => [file.replace('tests/vmtests/', ''), `${line}: ${message}`]),
  );
  assert.deepEqual(Object.keys(problems).sort(), [
    'test_broken.py',
    'test_deep.py',
    'test_link.py',
    'test_long.py',
    'test_nul.py',
    'test_pipe.py',
  ]);
  assert.match(problems['test_broken.py'] ?? '', /^1: not read: invalid syntax/);
  assert.match(problems['test_link.py'] ?? '', /leads out of the folder/);
  assert.match(problems['test_pipe.py'] ?? '', /no plain file/);
  assert.ok(source.classes.some(({ name }) => name === 'FocalTestGood'));
  assert.match(source.classes.find(({ name }) => name === 'FocalTestUses')?.unresolved[0] ?? '', /Broken/);
  assert.ok(!source.classes.some(({ name }) => name === 'Outside'));
});

test('nothing of the checkout is run, whatever stands in it', async () => {
  await using temp = await tempFolder();
  const mark = join(temp.path, 'it-ran');
  const act = `open('${mark}', 'w').close()`;
  await writeCheckout(temp.path, {
    'test_hostile.py': `${TOP}
import os, sys
${act}
os.system("touch ${mark}")
def evil(*args, **kwargs):
    ${act}
class Meta(type):
    def __new__(cls, *args):
        ${act}
class Trap(object):
    def __init_subclass__(cls):
        ${act}
    def __getattr__(self, name):
        ${act}
@evil
class FocalTestHostile(relbase.focal, Trap, VMBaseClass, metaclass=Meta):
    ${act}
    __test__ = True
    conf_file = __import__('os').system("touch ${mark}")
    disks = [${act} for x in [1]]
    size = '{0.__class__.__mro__}'.format(evil)
    text = f"{${act}}"
    def test_default(self, value=evil()):
        ${act}
    @property
    def extra_disks(self):
        ${act}
`,
    'ast.py': act,
    'json.py': act,
    'sitecustomize.py': act,
    'usercustomize.py': act,
    'tests/__init__.py': act,
    'ast/__init__.py': act,
    '__pycache__/x.py': act,
  });
  const before = (await readdir(temp.path, { recursive: true })).sort();
  const source = readSource(await printed(temp.path));
  assert.deepEqual((await readdir(temp.path, { recursive: true })).sort(), before);
  assert.ok(source.classes.some(({ name }) => name === 'FocalTestHostile'));
});

test('of two classes of one name the last is the one; bases that contradict themselves are told', async () => {
  const found = await lookup({
    'test_c.py': `${TOP}
class FocalTestTwice(relbase.focal, VMBaseClass):
    __test__ = True
class FocalTestTwice(relbase.focal, VMBaseClass):
    __test__ = True
    nr_cpus = 2
class A(VMBaseClass):
    pass
class B(VMBaseClass, A):
    pass
class C(missing.thing, VMBaseClass):
    pass
`,
  });
  assert.equal(found.enabled.length, 1);
  assert.equal(attributeOf(found, 'FocalTestTwice', 'nr_cpus')?.value, 2);
  const unresolved = (name: string) => found.source.classes.find((cls) => cls.name === name)?.unresolved.join();
  assert.match(unresolved('B') ?? '', /contradicts/);
  assert.match(unresolved('C') ?? '', /missing/);
});
