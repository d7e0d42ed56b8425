import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Command, Option } from 'commander';
import { OPTIONS, readSettings } from '../../../src/faces/cli/options.ts';

/** What each option is given in the test below, by its name. */
const GIVEN: Readonly<Record<keyof typeof OPTIONS, readonly [text: string, value: unknown]>> = {
  accel: ['tcg', 'tcg'],
  tcgFactor: ['3', 3],
  jobs: ['2', 2],
  topdir: ['top', '/work/top'],
  imageDir: ['images', '/work/images'],
  keepPass: ['logs', ['logs']],
  keepFail: ['none', []],
  memory: ['1G', 2 ** 30],
  cpus: ['3', 3],
  installTimeout: ['50m', 3000],
  bootTimeout: ['5m', 300],
  bridge: ['br0', 'br0'],
  junit: ['junit.xml', '/work/junit.xml'],
};

test('every option reaches its setting as commander hands it over, and says where it came from', () => {
  const command = new Command();
  for (const { flag } of Object.values(OPTIONS)) command.addOption(new Option(flag));
  const words = Object.entries(GIVEN).flatMap(([name, [text]]) => [
    /--[a-z-]+/.exec(OPTIONS[name as keyof typeof OPTIONS].flag)?.[0] as string,
    text,
  ]);
  command.parse(words, { from: 'user' });
  const settings = readSettings(command.opts(), {}, '/work') as unknown as Record<string, unknown>;
  for (const [name, [, value]] of Object.entries(GIVEN)) assert.deepEqual(settings[name], value, name);
  const origins = settings.origins as Record<string, { level: string; name: string }>;
  assert.deepEqual(Object.keys(origins).sort(), Object.keys(GIVEN).sort());
  assert.deepEqual(origins.keepPass, { level: 'option', name: '--keep-data-pass' });
});
