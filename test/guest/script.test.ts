import assert from 'node:assert/strict';
import { access, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run, TOOL_ENV } from '../../src/base/spawn.ts';
import { extractOutput } from '../../src/evidence/extract.ts';
import { serve } from '../../src/guest/http.ts';
import { phaseScript, type ScriptExtras, type ScriptPhase } from '../../src/guest/script.ts';

const SHELLS: readonly (readonly string[])[] = [['dash'], ['busybox', 'sh'], ['bash', '--posix']];

let folder: string;
let runs = 0;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmtest-script-'));
});
after(() => rm(folder, { recursive: true, force: true }));

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Runs a phase's script on this host, with files in place of the devices and a line in place of the power-off. */
async function play(shell: readonly string[], phase: Partial<ScriptPhase>, extras: Partial<ScriptExtras> = {}, output = 'disk') {
  const here = join(folder, `run ${runs++}`);
  await mkdir(here);
  // VMTEST_WORK is a list of folders, divided by spaces.
  const work = await mkdtemp(join(tmpdir(), 'vmtest-work-'));
  const port = join(here, 'port');
  await writeFile(port, '');
  const script = phaseScript(
    { name: 'first', kind: 'boot', steps: [], environment: {}, end: 'poweroff', ...phase },
    { files: [], seed: 'disk', target: false, ...extras },
  );
  await writeFile(join(here, 'vmtest.sh'), script);
  const disk = output === 'disk' ? join(here, 'disk') : output;
  // Into a file: a pipe would be waited for as long as a process that a step left behind holds it.
  const console = join(here, 'console');
  const outcome = await run('sh', ['-c', 'exec "$@" >"$CONSOLE" 2>&1', 'sh', ...shell, join(here, 'vmtest.sh')], {
    env: { ...TOOL_ENV, VMTEST_OUTPUT: disk, VMTEST_END: 'echo the end', VMTEST_EVENTS: port, VMTEST_WORK: work, CONSOLE: console },
    timeout: 120,
  });
  assert.equal(outcome.exitCode, 0, await readFile(console, 'utf8'));
  const left = await exists(join(work, 'vmtest-guest'));
  await rm(work, { recursive: true, force: true });
  assert.equal(left, false, 'the work folder is removed');
  // The port is written by a process of its own, which ends when all is copied.
  const events = await waitFor(async () => {
    const text = await readFile(port, 'utf8');
    return text.includes('"power-off"') ? text : undefined;
  });
  const collect = join(here, 'collect');
  const extracted = output === 'disk' ? await extractOutput(disk, collect, { phase: phase.name ?? 'first' }) : null;
  return {
    script,
    console: await readFile(console, 'utf8'),
    events: events
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
    extracted,
    read: (path: string) => readFile(join(collect, path), 'utf8'),
  };
}

async function waitFor<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const collect = (script: string, name = 'collect') => ({ name, kind: 'collect' as const, script });
const runcmd = (script: string, name = 'runcmd') => ({ name, kind: 'runcmd' as const, script });

for (const shell of SHELLS) {
  const name = shell.join(' ');
  const missing = !(await Promise.all(['/usr/bin', '/bin'].map((at) => exists(join(at, shell[0] as string))))).includes(true);
  describe(`the guest's script in ${name}`, { skip: missing && `${name} is not installed` }, () => {
    it('runs the steps in order and records how each ended', async () => {
      const ran = await play(shell, {
        steps: [
          runcmd('echo one; echo two >&2', 'first step'),
          runcmd('exit 3', 'second'),
          runcmd('touch "$VMTEST_COLLECT/never"', 'third'),
          collect('echo data > file; exit 4', 'fourth'),
          collect('pwd > where', 'fifth'),
        ],
      });
      assert.equal(ran.extracted?.reason, '');
      assert.deepEqual(ran.extracted?.record?.steps, [
        { name: 'first step', status: 0 },
        { name: 'second', status: 3 },
        { name: 'third', status: -1 },
        { name: 'fourth', status: 4 },
        { name: 'fifth', status: 0 },
      ]);
      const paths = ran.extracted?.record?.members.map((member) => member.path).sort();
      assert.deepEqual(
        paths,
        ['1-first_step', '2-second', '4-fourth', '5-fifth'].map((log) => `.vmtest/logs/${log}.log`).concat('file', 'where'),
      );
      assert.equal(await ran.read('.vmtest/logs/1-first_step.log'), 'one\ntwo\n');
      assert.match(await ran.read('where'), /vmtest-guest\/collect\n$/);
      assert.match(ran.console, /^vmtest: step 1 "first step"\none\ntwo\nvmtest: step 2 "second"\n/);
      assert.match(ran.console, /vmtest: step 2 "second" failed with status 3\n/);
      assert.match(ran.console, /vmtest: step 3 "third" was not run/);
      assert.match(ran.console, /vmtest: poweroff\nthe end\n$/);
      const heard = ran.events.map((event) => [event.type, event.step, event.status ?? event.how]);
      assert.deepEqual(heard, [
        ['step-start', 1, undefined],
        ['step-end', 1, 0],
        ['step-start', 2, undefined],
        ['step-end', 2, 3],
        ['step-end', 3, -1],
        ['step-start', 4, undefined],
        ['step-end', 4, 4],
        ['step-start', 5, undefined],
        ['step-end', 5, 0],
        ['collect-start', undefined, undefined],
        ['collect-end', undefined, 0],
        ['power-off', undefined, 'poweroff'],
      ]);
    });

    it('gives the steps their environment and takes any text for a name, a value and a script', async () => {
      const value = 'it\'s "a" `b` $(c) \\d\nsecond line é';
      const ran = await play(shell, {
        name: 'it\'s "phase" ü',
        environment: { VMTEST_AXIS: value, VMTEST_PHASE: 'an axis of the same name' },
        steps: [
          runcmd('VMTEST_STEP_1\nVMTEST_STEP_1_\n', 'name: \'"$(x)`\\ é\n\u0007'),
          collect('printf %s "$VMTEST_AXIS" > axis; printf %s "$VMTEST_PHASE" > phase; printf %s "$VMTEST_FILES" > files'),
          collect('#!/bin/sh -e\nfalse\n: > never', 'shebang'),
          collect('#!/no/such/interpreter\n', 'none'),
        ],
      });
      assert.equal(ran.extracted?.reason, '');
      assert.equal(await ran.read('axis'), value);
      assert.equal(await ran.read('phase'), 'it\'s "phase" ü');
      assert.equal(await ran.read('files'), '/run/vmtest/seed/files');
      const statuses = ran.extracted?.record?.steps.map((step) => step.status) ?? [];
      assert.deepEqual(statuses.slice(0, 3), [127, 0, 1]);
      assert.ok([126, 127].includes(statuses[3] as number));
      assert.equal(ran.extracted?.record?.steps[0]?.name, 'name: \'"$(x)`\\ é\n\u0007');
      assert.equal(ran.extracted?.record?.phase, 'it\'s "phase" ü');
      assert.equal(ran.events[0]?.name, 'name: \'"$(x)`\\ é\n\u0007');
    });

    it('records names of every kind, lists symbolic links, and renames what has control characters', async () => {
      const odd = [
        '-dash',
        '.hidden',
        'a  space ',
        'back\\slash',
        '\\front',
        '"quote"',
        "it's",
        'ä ü 漢 🙂',
        '..dots',
        '[x]*?',
        '$HOME',
        'dir/\\"',
      ];
      const ran = await play(shell, {
        steps: [
          collect(`mkdir dir\n${odd.map((path) => `printf %s x > './${path.replaceAll("'", "'\\''")}'`).join('\n')}`),
          collect(
            `printf y > "$(printf 'new\\nline')"; mkdir "$(printf 't\\tab')"; printf z > "$(printf 't\\tab/in\\001side')"; : > new_line`,
          ),
          collect("ln -s dir to-dir; ln -s it\\'s to-file; ln -s /nowhere dir/away; ln -- -dash hard; mkdir -p empty/folder; mkfifo pipe"),
        ],
      });
      assert.equal(ran.extracted?.reason, '');
      const paths = ran.extracted?.record?.members.map((member) => member.path).filter((path) => !path.startsWith('.vmtest'));
      assert.deepEqual(paths?.sort(), [...odd, 'hard', 'new_line', 'new_line.1', 'symlinks.txt', 't_ab/in_side'].sort());
      for (const path of odd) assert.equal(await ran.read(path), 'x', path);
      assert.equal(await ran.read('hard'), 'x');
      assert.equal(await ran.read('new_line.1'), 'y');
      assert.deepEqual((await ran.read('symlinks.txt')).trim().split('\n').sort(), [
        'N\tdir/away\t/nowhere',
        'd\tto-dir\tdir',
        "f\tto-file\tit's",
      ]);
      assert.match(await ran.read('.vmtest/notes.txt'), /t_ab\/in_side/);
      assert.match(ran.console, /^vmtest: renamed, for the control characters in its name: /m);
      assert.ok(ran.extracted?.notes.some((note) => note.includes('named pipe')));
    });

    it('ends a step when its script ends, though a process of it holds the output open', async () => {
      const ran = await play(shell, {
        steps: [runcmd('sleep 60 & echo $! > "$VMTEST_COLLECT/pid"; echo said', 'service'), runcmd('echo next')],
      });
      const pid = Number(await ran.read('pid'));
      process.kill(pid);
      assert.equal(ran.extracted?.reason, '');
      assert.match(ran.console, /said\n.*\nvmtest: step 2 "runcmd"\nnext\n/s);
      assert.match(ran.console, /vmtest: step 1 left a process/);
    });

    it('says that the output disk is full, and ends the machine', async () => {
      const ran = await play(shell, { steps: [collect('head -c 300000 /dev/urandom > much')], end: 'reboot' }, {}, '/dev/full');
      assert.match(ran.console, /vmtest: collect failed: .*(space|write)/i);
      assert.match(ran.console, /vmtest: reboot\nthe end\n$/);
      assert.deepEqual(
        ran.events.slice(-2).map((event) => [event.type, event.status ?? event.how]),
        [
          ['collect-end', 1],
          ['power-off', 'reboot'],
        ],
      );
    });

    it('fetches published files over HTTP', async () => {
      await using server = await serve({ routes: { 'files/debs/a b+c%.deb': 'the package', 'files/top': '' } });
      const extras = { files: ['debs/a b+c%.deb', 'top'], seed: 'http' as const, http: server.url };
      const ran = await play(shell, { steps: [collect('cp -R "$VMTEST_FILES" got; printf %s "$VMTEST_HTTP" > http')] }, extras);
      assert.equal(await ran.read('got/debs/a b+c%.deb'), 'the package');
      assert.equal(await ran.read('got/top'), '');
      assert.equal(await ran.read('http'), server.url);
    });

    it('writes a record where there is no step, and carries much', async () => {
      assert.equal((await play(shell, {})).extracted?.reason, '');
      const ran = await play(shell, {
        steps: [
          collect('i=0; while [ $i -lt 700 ]; do echo $i > f$i; i=$((i+1)); done'),
          collect('truncate -s 3M hole; printf end >> hole'),
        ],
      });
      assert.equal(ran.extracted?.reason, '');
      assert.equal(ran.extracted?.files, 700 + 1 + 2 + 1);
      const hole = await stat(join(folder, `run ${runs - 1}`, 'collect', 'hole'));
      assert.equal(hole.size, (3 << 20) + 3);
      assert.ok(hole.blocks * 512 < 1 << 20, 'zeros of the guest are a hole on the host');
    });
  });
}

describe('phaseScript', () => {
  const phase: ScriptPhase = { name: 'first', kind: 'boot', steps: [], environment: {}, end: 'poweroff' };
  const extras: ScriptExtras = { files: [], seed: 'disk', target: false };

  it('is the same text for the same phase', () => {
    assert.equal(phaseScript(phase, extras), phaseScript(phase, extras));
  });

  it('mounts the seed disk for files, and finds the target, only where there are such', () => {
    assert.ok(!/^vt_mount_seed \/|^vt_find_disk vm/m.test(phaseScript(phase, extras)));
    const script = phaseScript(phase, { files: ['a'], seed: 'disk', target: true });
    assert.match(script, /^vt_mount_seed \/run\/vmtest\/seed$/m);
    assert.match(script, /^vt_find_disk vmtest-target .*\nexport VMTEST_TARGET=\$vt_disk$/m);
  });

  it('refuses what a shell cannot carry', () => {
    assert.throws(() => phaseScript({ ...phase, environment: { 'A-B': '1' } }, extras), /environment variable/);
    assert.throws(() => phaseScript({ ...phase, steps: [runcmd('a\0b')] }, extras), /NUL/);
    assert.throws(() => phaseScript(phase, { files: ['a'], seed: 'http', target: false }), /no HTTP server/);
  });
});

it('a host without a folder to work in still ends the machine', async () => {
  const path = join(folder, 'vmtest.sh');
  await writeFile(
    path,
    phaseScript({ name: 'a', kind: 'boot', steps: [], environment: {}, end: 'poweroff' }, { files: [], seed: 'disk', target: false }),
  );
  const env = { ...TOOL_ENV, VMTEST_WORK: '/proc/none', VMTEST_END: 'echo the end', VMTEST_OUTPUT: '/dev/null' };
  const outcome = await run('sh', [path], { env, timeout: 60 });
  assert.match(outcome.stdout, /vmtest: no folder to work in: tried \/proc\/none\nvmtest: poweroff\nthe end\n/);
});
