import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf } from './imports.ts';

test('each form of import is found', () => {
  const source = [
    `import a from './a.ts';`,
    `import { b,\n  type B,\n} from "./b.ts";`,
    `import type { C } from './c.ts';`,
    `import * as d from './d.ts';`,
    `export { e } from './e.ts';`,
    `export * from './f.ts';`,
    `export type { G } from './g.ts';`,
    `import './h.ts';`,
    `const i = await import('./i.ts');`,
    'const j = await import(`./j.ts`);',
    `let k: import('./k.ts').K;`,
    `const l = require('./l.ts');`,
    `import m = require('./m.ts');`,
    `import json from './n.json' with { type: 'json' };`,
    `export const text = 'copied from "nowhere"';`,
  ].join('\n');
  const expected = [...'abcdefghijklm'].map((name) => `./${name}.ts`);
  assert.deepEqual(importsOf(source).sort(), [...expected, './n.json'].sort());
});
