import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { actionYml, inputsOf, metadataPath, outputsOf } from '../../../src/faces/action/action-yml.ts';
import type { ActionName } from '../../../src/faces/action/input-row.ts';
import { INPUTS, OWN_INPUTS, SETTING_INPUTS } from '../../../src/faces/action/input-table.ts';
import { OUTPUTS } from '../../../src/faces/action/output-table.ts';
import { settingName } from '../../../src/faces/settings/options.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const ACTIONS: readonly ActionName[] = ['main', 'plan', 'report'];

type Described = Readonly<Record<string, { readonly description: string; readonly default?: string }>>;

/** The rows of a table of Markdown between two marks: cells without their code marks. */
function rows(document: string, name: string): readonly (readonly string[])[] {
  const between = document.split(`<!-- ${name} -->\n`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';
  const lines = between.trim().split('\n').slice(2);
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|').replaceAll('`', '')),
  );
}

for (const action of ACTIONS)
  test(`${metadataPath(action)} has the inputs and outputs of the table: names, order, descriptions, defaults`, () => {
    const text = read(metadataPath(action));
    assert.equal(text, actionYml(action));
    const yaml = parse(text) as { inputs: Described; outputs: Described; runs: { using: string; main: string } };
    assert.deepEqual(
      Object.entries(yaml.inputs).map(([name, { description, default: value }]) => [name, description, value]),
      inputsOf(action).map(([name, row]) => [name, row.description, row.default]),
    );
    assert.deepEqual(
      Object.entries(yaml.outputs).map(([name, { description }]) => [name, description]),
      outputsOf(action).map(([name, row]) => [name, row.description]),
    );
    assert.equal(yaml.runs.using, 'node24');
    // GitHub warns of an input by another name than these.
    for (const name of Object.keys(yaml.inputs)) assert.match(name, /^[a-z][a-z-]*$/);
  });

test('the README and the page of the action have the same rows', () => {
  const shown = Object.entries(INPUTS).filter(([, row]) => row.hidden !== true);
  const main = shown.filter(([, row]) => row.actions.includes('main'));
  assert.deepEqual(
    rows(read('README.md'), 'inputs'),
    main.map(([name, row]) => [name, row.description, row.default ?? '']),
  );
  const page = read('docs/action.md');
  assert.deepEqual(
    rows(page, 'inputs').map(([name, , description, value]) => [name, description, value]),
    shown.map(([name, row]) => [name, row.description, row.default ?? '']),
  );
  assert.deepEqual(
    rows(page, 'outputs').map(([name, , description]) => [name, description]),
    Object.entries(OUTPUTS).map(([name, row]) => [name, row.description]),
  );
});

test('no input that a variable or the suite can set has a default, which the runner would give as if the user had', () => {
  for (const [name, row] of Object.entries(SETTING_INPUTS)) {
    assert.equal('default' in row, false, name);
    assert.equal(settingName(row.setting), name);
  }
  // `apt_proxy` and VMTEST_SUITE are variables too.
  for (const name of ['suite', 'apt-proxy'] as const) assert.equal('default' in OWN_INPUTS[name], false, name);
});

test('every default is one that its own input takes', () => {
  for (const [name, row] of Object.entries(OWN_INPUTS)) {
    if (!('default' in row) || row.default.includes('${{')) continue;
    assert.notEqual(row.parse(row.default, { cwd: '/', level: 'input', original: false }), undefined, name);
  }
});
