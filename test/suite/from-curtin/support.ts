import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../../src/base/spawn.ts';
import { findProgram } from '../../../src/host/programs.ts';
import { type Converted, convertCurtin } from '../../../src/suite/from-curtin/convert.ts';
import { type Lookup, lookupIn } from '../../../src/suite/from-curtin/lookup.ts';
import { READ_CLASSES } from '../../../src/suite/from-curtin/program.ts';
import { readSource, type SourceAttribute } from '../../../src/suite/from-curtin/source.ts';
import { parseSuite } from '../../../src/suite/parse.ts';
import { tempFolder } from '../../support/temp.ts';

export type Files = Readonly<Record<string, string>>;

/** A base class and releases in the manner of the original. */
export const HARNESS: Files = {
  '__init__.py': `
import os
from unittest import TestCase, SkipTest
import textwrap
TIMEOUT = int(os.environ.get('TIMEOUT', 300))

def skip_if_flag(flag):
    return lambda function: function

def skip_by_date(bugnum, fixby, removeby=None, skips=None, install=True):
    return lambda cls: cls

class VMBaseClass(TestCase):
    __test__ = False
    expected_failure = False
    conf_file = "examples/basic.yaml"
    arch_skip = []
    extra_disks = []
    collect_scripts = []
    extra_collect_scripts = []
    boot_timeout = TIMEOUT
    skip_by_date = skip_by_date

    def test_fstab(self):
        self.assertTrue(self.fstab)

    def test_dname(self):
        self.assertTrue(self.dname)

    def test_kernel_img_conf(self):
        self.assertTrue(self.conf)

class PsuedoVMBaseClass(VMBaseClass):
    pass
`,
  'releases.py': `
from curtin.util import get_platform_arch

class _Base(object):
    arch = get_platform_arch()
    target_arch = arch
    mem = "2048"

class _Ubuntu(_Base):
    distro = "ubuntu"
    target_distro = "ubuntu"
    kflavor = "generic"

class _Xenial(_Ubuntu):
    release = target_release = "xenial"
    if _Ubuntu.arch == "arm64":
        subarch = "ga-16.04"

class _XenialHWE(_Xenial):
    subarch = "hwe-16.04"

class _Focal(_Ubuntu):
    release, target_release = "focal", "focal"

class _Centos(_Ubuntu):
    release = "focal"
    target_distro = "centos"
    target_release = "centos70"
    target_ftype = "root-tgz"

class _Releases(object):
    xenial = _Xenial
    xenial_hwe = _XenialHWE
    focal = _Focal
    centos = _Centos

base_vm_classes = _Releases
`,
};

export const TOP = `
from . import VMBaseClass, skip_if_flag
from .releases import base_vm_classes as relbase
import textwrap
import os
`;

/** Writes a checkout: files of tests/vmtests by their names, and others by paths that have a slash. */
export async function writeCheckout(folder: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries({ ...HARNESS, 'examples/basic.yaml': 'storage: { version: 1, config: [] }\n', ...files })) {
    const path = join(folder, name.includes('/') ? name : join('tests/vmtests', name));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** What the program prints of a checkout, run as the engine runs it. */
export async function printed(folder: string): Promise<string> {
  const python = await findProgram('python3', process.env.PATH ?? '');
  assert.ok(python, 'these tests need python3');
  const args = ['-I', '-S', '-B', '-X', 'utf8', '-W', 'ignore', '-', folder];
  const outcome = await run(python, args, { env: {}, cwd: '/', input: READ_CLASSES, timeout: 60, maxBuffer: 64 << 20 });
  assert.equal(outcome.exitCode, 0, outcome.stderr);
  assert.equal(outcome.stderr, '');
  return outcome.stdout;
}

/** The classes of a checkout. */
export async function lookup(files: Files): Promise<Lookup> {
  await using temp = await tempFolder();
  await writeCheckout(temp.path, files);
  return lookupIn(readSource(await printed(temp.path)));
}

/** An attribute of a class, by the class's name. */
export function attributeOf(found: Lookup, className: string, name: string): SourceAttribute | undefined {
  const cls = found.source.classes.find((one) => one.name === className && !one.forgotten);
  assert.ok(cls, className);
  return found.attribute(cls, name)?.found;
}

/** The suite of a checkout, in which these configurations are. */
export async function converted(files: Files): Promise<Converted> {
  await using temp = await tempFolder();
  await writeCheckout(temp.path, files);
  const known = new Set(['examples/basic.yaml', ...Object.keys(files)]);
  return convertCurtin({
    printed: await printed(temp.path),
    checkout: 'curtin',
    exists: (path) => known.has(path),
    pathTo: (path) => `../${path}`,
  });
}

/** The tests of a suite that was made, by their ids; it is read without a problem. */
export async function testsOf(files: Files) {
  const { suite, report } = await converted(files);
  const { suite: read, problems } = parseSuite(suite, '/desk/suite/vmtest.yaml');
  assert.deepEqual(problems, [], suite);
  assert.ok(read);
  return { suite, report, images: read.images, byId: new Map(read.tests.map((one) => [one.id, one])) };
}
