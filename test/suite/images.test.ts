import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageSource } from '../../src/model/suite.ts';
import { problemsOf, suiteOf } from './helpers.ts';

/** A suite of one image `a`, its source given as YAML in one line, which begins in line 3, column 6. */
const oneImage = (source: string) => `version: 1\nimages:\n  a: ${source}\ntests: { t: {} }\n`;

function sourceOf(source: string): ImageSource | undefined {
  return suiteOf(oneImage(source)).images.a?.source;
}

const SHA256 = 'a'.repeat(64);
const STREAM = {
  kind: 'simplestreams',
  url: null,
  keyring: null,
  verify: 'signature',
  arch: 'x86_64',
  fields: { release: 'noble' },
  filters: [],
  version: null,
  root: 'squashfs',
};
const FILE = { url: 'https://h/x', sha256: null, sha512: null, sums: null, redirects: [] };

const SOURCES: readonly (readonly [source: string, read: unknown])[] = [
  ['{ simplestreams: { release: noble } }', STREAM],
  [
    '{ simplestreams: { release: 24.10, os: ubuntu, arch: arm64, subarch: ga-24.04, krel: noble, kflavor: generic, label: stable, version: 20260801 } }',
    {
      ...STREAM,
      arch: 'aarch64',
      fields: { release: '24.10', os: 'ubuntu', subarch: 'ga-24.04', krel: 'noble', kflavor: 'generic', label: 'stable' },
      version: '20260801',
    },
  ],
  [
    '{ simplestreams: { filters: krel=noble, url: https://h/s/index.sjson, keyring: keys/k.gpg, root: ext4 } }',
    { ...STREAM, fields: {}, filters: ['krel=noble'], url: 'https://h/s/index.sjson', keyring: '/suite/keys/k.gpg', root: 'ext4' },
  ],
  [
    "{ simplestreams: { filters: ['os=centos', 'release !~ ^centos[67]'], url: http://h/index.json, verify: none } }",
    { ...STREAM, fields: {}, filters: ['os=centos', 'release !~ ^centos[67]'], url: 'http://h/index.json', verify: 'none' },
  ],
  [`{ url: { disk: https://h/x, sha256: ${'A'.repeat(64)} } }`, { kind: 'url', files: { disk: { ...FILE, sha256: SHA256 } } }],
  [
    "{ url: { kernel: https://h/x, initrd: https://h/y, sums: https://h/SHA256SUMS, signature: https://h/s, keyring: k, redirects: '*.h' } }",
    {
      kind: 'url',
      files: Object.fromEntries(
        ['kernel', 'initrd'].map((role, i) => [
          role,
          {
            ...FILE,
            url: `https://h/${'xy'[i]}`,
            sums: { url: 'https://h/SHA256SUMS', signature: 'https://h/s', keyring: '/suite/k', verify: 'signature' },
            redirects: ['*.h'],
          },
        ]),
      ),
    },
  ],
  [
    `{ url: { iso: { url: https://h/x, sha512: ${'1'.repeat(128)}, sums: { url: https://h/S, verify: none } }, kernel: iso:/a/b } }`,
    {
      kind: 'url',
      files: { iso: { ...FILE, sha512: '1'.repeat(128), sums: { url: 'https://h/S', signature: null, keyring: null, verify: 'none' } } },
      fromIso: { kernel: '/a/b' },
    },
  ],
  [
    '{ files: { iso: x.iso, kernel: iso:/casper/hwe-vmlinuz, initrd: i } }',
    { kind: 'files', files: { iso: '/suite/x.iso', initrd: '/suite/i' }, fromIso: { kernel: '/casper/hwe-vmlinuz' } },
  ],
];

for (const [source, read] of SOURCES) {
  test(`read: ${source.slice(0, 100)}`, () => assert.deepEqual(sourceOf(source), read));
}

// Each mistake with its value and its mend; ▸ stands at the place that must be named.
const PROOF = 'write `sha256: …` (curl -sL https://h/x | sha256sum prints it), or `sums` with the address of the publisher’s SHA256SUMS';
const KEYRING = 'write `keyring: FILE` with the publisher’s key (gpg --export KEY > FILE), or `verify: none` to believe the server';
const MISTAKES: readonly (readonly [source: string, ...problems: string[]])[] = [
  ['{ simplestreams: ▸noble }', 'simplestreams: "noble" is not a mapping'],
  ['{ simplestreams: ▸{ os: ubuntu } }', 'simplestreams says nothing of the image that is wanted (write `release: noble`, or `filters`)'],
  ['{ simplestreams: { ▸relase: noble, filters: a=b } }', 'simplestreams: unknown key "relase" (did you mean "release"?)'],
  [
    '{ simplestreams: { release: x, url: ▸https://h/v1/index.json } }',
    'simplestreams.url: "https://h/v1/index.json" has no signature (name the signed one, https://h/v1/index.sjson, or write `verify: none` beside it to trust whoever answers)',
  ],
  ['{ simplestreams: { release: x, verify: ▸no } }', 'simplestreams.verify: "no" is not signature or none'],
  [
    '{ simplestreams: { release: x, url: ▸file:///etc } }',
    'simplestreams.url: "file:///etc" is no address that can be fetched (it begins with https:// or http://)',
  ],
  [
    '{ simplestreams: { filters: [▸x] } }',
    'simplestreams.filters[0]: "x" is no condition (there is key=value, key!=value, key~expression and key!~expression)',
  ],
  ['{ simplestreams: { release: x, root: ▸ext3 } }', 'simplestreams.root: "ext3" is not squashfs or ext4 (did you mean "ext4"?)'],
  ['{ url: ▸{} }', 'url names no file (there is kernel, initrd, root, root-tar, disk, iso)'],
  ['{ url: { disk: ▸https://h/x } }', `url.disk: nothing says what the file must be (${PROOF})`],
  ['{ url: { disk: ▸{ url: https://h/x } } }', `url.disk: nothing says what the file must be (${PROOF})`],
  ['{ url: { disk: ▸ftp://h/x } }', 'url.disk: "ftp://h/x" is no address that can be fetched (it begins with https:// or http://)'],
  [
    '{ url: { disk: https://h/x, sha256: ▸abc } }',
    'url.sha256: "abc" is no sha256 (it has 64 hexadecimal digits: `sha256sum FILE` prints them)',
  ],
  [
    `{ url: { kernel: https://h/x, initrd: https://h/y, ▸sha256: ${SHA256} } }`,
    'url: one sha256 cannot be that of kernel and initrd (give each its own: `kernel: { url: …, sha256: … }`, or name `sums`)',
  ],
  [
    `{ url: { disk: { url: https://h/x, sha256: ${SHA256} }, ▸redirects: h } }`,
    'url: "redirects" says nothing of a file that has a mapping of its own (move it below `disk`)',
  ],
  ['{ url: { disk: https://h/x, sums: ▸https://h/S } }', `url.sums: nothing says whose signature is good (${KEYRING})`],
  [
    '{ url: { disk: { url: https://h/x, sums: ▸{ url: https://h/S } } } }',
    `url.disk.sums: nothing says whose signature is good (${KEYRING})`,
  ],
  [
    `{ url: { disk: https://h/x, sha256: ${SHA256}, ▸keyring: k } }`,
    'url: "keyring" belongs to `sums` (name the file of digests too: `sums: https://…/SHA256SUMS`)',
  ],
  [
    '{ url: { disk: https://h/x, sums: { url: https://h/S, verify: none }, ▸signature: https://h/s } }',
    'url: "signature" belongs to `sums` (move it below `sums`)',
  ],
  ['{ files: { kernel: ▸iso:/a } }', 'files.kernel: "iso:/a" is in the image’s ISO, and it has none (add `iso: …`)'],
  [
    '{ files: { iso: x, kernel: ▸iso:a } }',
    'files.kernel: "iso:a" is no path within the ISO (it begins with a slash: iso:/casper/vmlinuz)',
  ],
  [
    `{ url: { iso: { url: https://h/x, sha256: ${SHA256} }, root: ▸iso:/a } }`,
    'url.root: only kernel and initrd are taken out of an ISO (name a file of its own)',
  ],
];

for (const [source, ...problems] of MISTAKES) {
  test(`mistake: ${source.slice(0, 100)}`, () => {
    const column = source.indexOf('▸') + 6;
    assert.deepEqual(
      problemsOf(oneImage(source.replace('▸', ''))),
      problems.map((problem) => `3:${column}: images.a.${problem}`),
    );
  });
}
