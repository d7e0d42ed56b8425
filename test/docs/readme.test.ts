import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { OPTIONS } from '../../src/faces/settings/options.ts';
import { tempFolder } from '../support/temp.ts';
import { type CodeBlock, codeBlocks, codeSpans, type DocumentName, ROOT, readText, tableRows } from './documents.ts';

const LIBRARY = join(ROOT, 'src/index.ts');

function example(kind: string): CodeBlock {
  const found = codeBlocks('docs/library.md').filter((block) => block.kind === kind);
  assert.equal(found.length, 1, `one block of ${kind}`);
  return found[0] as CodeBlock;
}

test('the table of settings has every option with its variables, in their order, and no other', () => {
  const settings = (name: DocumentName) => tableRows(name).filter(([first]) => /^`-/.test(first as string));
  const rows = settings('docs/settings.md');
  // The README has some of the rows, as they are.
  for (const row of settings('README.md'))
    assert.ok(
      rows.some((one) => one.join() === row.join()),
      row.join(),
    );
  const shown = rows.map(([option, variables]) => [option?.replaceAll('`', ''), variables?.replaceAll('`', '').split(', ')]);
  assert.deepEqual(
    shown,
    Object.values(OPTIONS).map(({ flag, variables }) => [flag, [...variables]]),
  );
});

test('the table of verbs has every command that the help names, and no other', () => {
  const { stdout } = spawnSync(process.execPath, [join(ROOT, 'bin/vmtest.js'), '--help'], { encoding: 'utf8' });
  const verbs = [...stdout.matchAll(/^ {2}([a-z]+) (?: |\[)/gm)].map((match) => match[1]).filter((verb) => verb !== 'help');
  assert.ok(verbs.length >= 6, stdout);
  const command = readText('README.md').split('\n## The command\n')[1] ?? '';
  const rows = tableRows('README.md')
    .filter(([first]) => command.includes(`\n| ${first} |`))
    .map(([first]) => (first as string).replaceAll('`', ''));
  assert.deepEqual(
    rows.filter((name) => /^[a-z]+$/.test(name)),
    verbs,
  );
});

test('the make targets that the README names are there', () => {
  const targets = /^\.PHONY: (.*)$/m.exec(readText('Makefile'))?.[1]?.split(' ') ?? [];
  const named = [...readText('README.md').matchAll(/(?:`|^ {4})make ([a-z-]+)/gm)].map((match) => match[1] as string);
  assert.ok(named.includes('vmtest') && named.includes('test'));
  for (const target of named) assert.ok(targets.includes(target), `make ${target}`);
});

test('the version and the oldest QEMU and Node are those of the code', () => {
  const { version, engines } = JSON.parse(readText('package.json')) as { version: string; engines: { node: string } };
  assert.ok(readText('README.md').includes(`\n${version}, unreleased`));
  assert.ok(readText('README.md').includes(`Node ${engines.node.replace('>=', '')}`));
  const oldest = /OLDEST_QEMU = '([\d.]+)'/.exec(readText('src/host/qemu.ts'))?.[1];
  assert.ok(readText('README.md').includes(`QEMU ${oldest} or later`));
});

test('exit codes and variables that stand in the text are known', () => {
  const known = new Set(Object.values(OPTIONS).flatMap(({ variables }) => variables as readonly string[]));
  const others = ['VMTEST_SUITE', 'CURTIN_VMTEST_APT_PROXY', 'VMTEST_…'];
  for (const span of [...codeSpans('README.md'), ...codeSpans('docs/settings.md')])
    if (/^(?:CURTIN_)?VMTEST_/.test(span)) assert.ok(known.has(span) || others.includes(span), span);
});

test('the example of `plan` runs as it stands', () => {
  const source = example('ts plan').text.replace("'vmtest'", JSON.stringify(pathToFileURL(LIBRARY).href));
  const args = ['--input-type=module-typescript', '--eval', source];
  const stdout = execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  assert.match(stdout, /^debian\[firmware=bios\] bios 2\ndebian\[firmware=uefi\] uefi 2\n/);
});

test('both examples of the library have the types of the library', async () => {
  await using folder = await tempFolder();
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  for (const kind of ['plan', 'run']) writeFileSync(join(folder.path, `${kind}.ts`), example(`ts ${kind}`).text);
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { paths: { vmtest: [LIBRARY] } },
    include: ['*.ts'],
  };
  writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify(config));
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder.path, '--singleThreaded'],
    {
      encoding: 'utf8',
    },
  );
  assert.equal(status, 0, stdout);
});
