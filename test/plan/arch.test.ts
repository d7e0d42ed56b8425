import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Arch, ImageDefinition } from '../../src/model/suite.ts';
import { curtinTest, planOf } from './fixtures.ts';

const place = { file: '/suite/vmtest.yaml', line: 2, column: 3 };

function imageOf(kind: string, arch?: Arch): ImageDefinition {
  const stream = {
    url: null,
    keyring: null,
    verify: 'signature',
    version: null,
    fields: { release: 'noble' },
    filters: [],
    root: 'squashfs',
  };
  const made = { suite: 'bookworm', variant: 'minbase', include: [], components: [], mirrors: [], customize: null, root: 'ext4' };
  const source = {
    kind,
    files: {},
    ...(arch === undefined ? {} : { arch }),
    ...(kind === 'mmdebstrap' ? made : kind === 'simplestreams' ? stream : {}),
  };
  return { name: 'live', source, place } as unknown as ImageDefinition;
}

const said = (live: ImageDefinition, arch: Arch | null, target: string | null = null) =>
  planOf(curtinTest({ machine: { arch }, install: { target } }), {
    images: { live, other: { ...imageOf('mmdebstrap', 'aarch64'), name: 'other' } },
    config: 'showtrace: true',
  }).problems.filter(({ message }) => message.includes('the machine is'));

describe('architectures of image and machine', () => {
  for (const kind of ['simplestreams', 'mmdebstrap']) {
    it(`are one, of ${kind}`, () => {
      const [problem, ...more] = said(imageOf(kind, 'x86_64'), 'ppc64');
      assert.deepEqual(more, []);
      assert.equal(problem?.severity, 'error');
      assert.equal(problem.message, 'the image live is amd64, the machine is ppc64el');
      assert.equal(problem.hint, 'add `arch: ppc64el` to the image, or `arch: amd64` to the machine');
      assert.deepEqual(problem.related?.[0]?.place, place);
      assert.deepEqual(said(imageOf(kind, 'ppc64'), 'ppc64'), []);
    });
  }

  it('are not known of files', () => {
    for (const kind of ['files', 'url']) assert.deepEqual(said(imageOf(kind), 'aarch64'), []);
  });

  it('are the host’s where the suite says none, and a target’s too', () => {
    assert.match(said(imageOf('simplestreams', 'aarch64'), null)[0]?.message ?? '', /is arm64, the machine is amd64, as this host is$/);
    assert.match(said(imageOf('simplestreams', 'x86_64'), 'x86_64', 'other')[0]?.message ?? '', /^the image other is arm64/);
  });
});
