// What is measured: reads the products file that is named, and counts the items that meet the conditions that are named.
import { readFile } from 'node:fs/promises';
import { parseConditions } from '../../src/images/streams/filters.ts';
import { parseJson } from '../../src/images/streams/json.ts';
import { queryTree } from '../../src/images/streams/query.ts';
import { compileTemplate, DEFAULT_TEMPLATE } from '../../src/images/streams/template.ts';
import { productsOf } from '../../src/images/streams/tree.ts';

const [file = '', ...filters] = process.argv.slice(2);
const tree = productsOf(parseJson(await readFile(file), file), file);
const line = compileTemplate(DEFAULT_TEMPLATE);
const hits = queryTree(tree, parseConditions(filters));
process.stdout.write(hits.map(({ flat }) => `${line(flat)}\n`).join(''));
