import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { seedFiles } from '../../src/guest/seed.ts';

const identity = { testId: 'basic[firmware=uefi,image=noble]', random: 'a1b2' };

/** The parts of a user-data archive as a YAML 1.1 reader sees them, which cloud-init's is. */
function parts(userData: string | undefined): Record<string, string>[] {
  assert.match(userData ?? '', /^#cloud-config-archive\n/);
  return parse(userData ?? '', { version: '1.1' }) as Record<string, string>[];
}

describe('seedFiles', () => {
  it('has the script as a user-data part and by itself', () => {
    const files = seedFiles({ name: 'boot', cloudConfig: null }, '#!/bin/sh\necho "hi"\n', identity);
    assert.deepEqual(Object.keys(files).sort(), ['meta-data', 'user-data', 'vendor-data', 'vmtest.sh']);
    assert.deepEqual(parts(files['user-data']), [{ type: 'text/x-shellscript', filename: 'vmtest.sh', content: '#!/bin/sh\necho "hi"\n' }]);
    assert.equal(files['vmtest.sh'], '#!/bin/sh\necho "hi"\n');
    assert.equal(files['vendor-data'], '');
  });

  it("gives the user's configuration as a part before the script", () => {
    const cloudConfig = { users: ['default', { name: 'é', lock_passwd: false }], write_files: [{ content: 'a\n\tb: #c' }] };
    const [config, script] = parts(seedFiles({ name: 'boot', cloudConfig }, '#!/bin/sh\n', identity)['user-data']);
    assert.equal(config?.type, 'text/cloud-config');
    assert.match(config?.content ?? '', /^#cloud-config\n/);
    assert.deepEqual(parse(config?.content ?? '', { version: '1.1' }), cloudConfig);
    assert.equal(script?.type, 'text/x-shellscript');
  });

  it('names the instance by test, phase and a random word, fit for a folder', () => {
    const meta = (name: string, random: string) =>
      parse(seedFiles({ name, cloudConfig: null }, '', { ...identity, random })['meta-data'] ?? '') as Record<string, string>;
    assert.deepEqual(meta('boot', 'a1'), { 'instance-id': 'vmtest-basic-firmware-uefi-image-noble--boot-a1' });
    assert.notEqual(meta('boot', 'a1')['instance-id'], meta('boot', 'a2')['instance-id']);
    assert.notEqual(meta('boot', 'a1')['instance-id'], meta('first', 'a1')['instance-id']);
  });

  it('gives a host name and a network only where it is told to', () => {
    const files = seedFiles({ name: 'boot', cloudConfig: null }, '', {
      ...identity,
      hostname: '_Über.host_',
      network: { config: 'disabled' },
    });
    assert.equal(parse(files['meta-data'] ?? '')['local-hostname'], 'ber-host');
    assert.deepEqual(parse(files['network-config'] ?? ''), { config: 'disabled' });
  });

  it('escapes what a YAML 1.1 reader refuses or folds, and no character beyond 16 bits', () => {
    const odd = 'del \u007f nel \u0085 separators \u2028\u2029 mark \ufeff 🙂';
    const files = seedFiles({ name: 'boot', cloudConfig: { odd } }, '', identity);
    const text = files['user-data'] ?? '';
    assert.doesNotMatch(text, /[\u007f-\u00a0\u2028\u2029\ufeff]/);
    assert.ok(text.includes('🙂'));
    assert.equal(parse(parts(text)[0]?.content ?? '', { version: '1.1' }).odd, odd);
  });
});
