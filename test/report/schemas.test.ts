import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fromJSONSchema } from 'zod';
import { VERDICTS } from '../../src/model/verdict.ts';
import { planJson } from '../../src/plan/json.ts';
import { resultJson, runJson } from '../../src/report/result-json.ts';
import { bootOf, checkOf, diskOf, planOf, testOf } from '../plan/fixtures.ts';
import { EVERY_ENDING, NEVER, runResult } from './support.ts';

type Schema = Parameters<typeof fromJSONSchema>[0];

async function schema(name: string): Promise<Schema> {
  return JSON.parse(await readFile(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
}

/** The schema with no room for keys that it does not name: so that a field that we add cannot be forgotten in it. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, strict(value)]));
  return 'properties' in copy && 'type' in copy ? { ...copy, additionalProperties: false } : copy;
}

function assertValid(schema: Schema, value: unknown): void {
  const { error } = fromJSONSchema(schema).safeParse(value);
  assert.equal(error, undefined, JSON.stringify(error?.issues, null, 1));
}

/** The one definition that a result is tried against: a choice of several would only say that none fits. */
function definition(of: unknown, name: string): Schema {
  const { $schema, $defs } = of as { $schema: string; $defs: object };
  return { $schema, $defs, $ref: `#/$defs/${name}` } as unknown as Schema;
}

test('results of every ending fit the schema, which names each of their keys', async () => {
  const result = strict(await schema('result')) as Schema;
  for (const ending of [...EVERY_ENDING, NEVER]) assertValid(definition(result, 'test'), JSON.parse(resultJson(ending)));
  assertValid(definition(result, 'run'), JSON.parse(runJson(runResult(EVERY_ENDING))));
  assert.throws(() => assertValid(definition(result, 'test'), { ...EVERY_ENDING[0], extra: 1 }), /extra/);
  assertValid(await schema('result'), JSON.parse(runJson(runResult(EVERY_ENDING))));
  const { $defs } = (await schema('result')) as unknown as { $defs: { verdict: { enum: string[] } } };
  assert.deepEqual($defs.verdict.enum, VERDICTS);
});

test('a result of version 1, as the first release wrote it, still fits', async () => {
  const text = await readFile(new URL('./fixtures/result-v1.json', import.meta.url), 'utf8');
  assertValid(definition(await schema('result'), 'test'), JSON.parse(text));
});

test('what is no result does not fit', async () => {
  const result = fromJSONSchema(await schema('result'));
  for (const value of [{}, { version: 2 }, { ...EVERY_ENDING[0], version: 2 }, { ...EVERY_ENDING[0], verdict: 'fine' }]) {
    assert.equal(result.safeParse(value).success, false);
  }
});

test('plans fit the schema, which names each of their keys', async () => {
  const plan = planOf([
    testOf({
      checks: [checkOf()],
      boots: [bootOf({ runcmd: ['true'], collect: ['true'] })],
      machine: { disks: [diskOf({ driver: 'scsi-hd', paths: 2 })] },
    }),
    testOf({
      id: 'b',
      slug: 'b',
      image: 'gone',
      skip: { until: '2999-01-01', reason: 'r', link: null },
      expect: { verdict: 'silent', console: null, reason: null },
    }),
    testOf({
      id: 'c',
      slug: 'c',
      image: null,
      command: { command: './run', topdir: null, timeout: 60, images: [], environment: { A: 'b' }, classes: ['T'] },
    }),
  ]);
  const json = JSON.parse(JSON.stringify(planJson(plan)));
  assert.equal(json.tests.length, 3);
  assertValid(strict(await schema('plan')) as Schema, json);
});

test('the bytes of a result depend on its values alone', () => {
  const [one] = EVERY_ENDING;
  const reversed = Object.fromEntries(Object.entries(one as object).reverse()) as unknown as typeof one;
  assert.equal(resultJson(reversed as NonNullable<typeof one>), resultJson(one as NonNullable<typeof one>));
  assert.match(resultJson(one as NonNullable<typeof one>), /^\{\n {2}"version": 1,\n {2}"id": "basic\[firmware=bios\]",\n/);
});
