import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import type { VmtestError } from '../../src/model/errors.ts';
import { Qmp, type QmpEvent } from '../../src/qemu/qmp.ts';

async function pair(): Promise<{ ours: Socket; theirs: Socket } & Disposable> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const ours = connect((server.address() as { port: number }).port, '127.0.0.1');
  const [theirs] = (await accepted) as [Socket];
  return {
    ours,
    theirs,
    [Symbol.dispose]: () => {
      ours.destroy();
      theirs.destroy();
      server.close();
    },
  };
}

test('answers go to their questions and events to the listener, however they are cut', async () => {
  using sockets = await pair();
  const events: QmpEvent[] = [];
  const qmp = new Qmp(sockets.ours, (event) => events.push(event));
  sockets.theirs.on('data', (chunk) => {
    for (const line of String(chunk).trim().split('\n')) {
      const { id, execute } = JSON.parse(line) as { id: number; execute: string };
      const text = `${JSON.stringify({ event: 'STOP', timestamp: { seconds: 1795373765, microseconds: 250000 } })}\n${JSON.stringify(execute === 'bad' ? { error: { desc: 'no such command' }, id } : { return: execute, id })}\n`;
      for (const piece of text.match(/.{1,5}/gs) ?? []) sockets.theirs.write(piece);
    }
  });
  sockets.theirs.write('{"QMP": {"version": 1}}\nnot json\n');
  assert.deepEqual(await qmp.greeting, { version: 1 });
  assert.deepEqual(await Promise.all([qmp.execute('one'), qmp.execute('two')]), ['one', 'two']);
  await assert.rejects(qmp.execute('bad'), /QEMU refused bad: no such command/);
  assert.equal(events.length, 3);
  assert.deepEqual(events[0], { at: 1795373765.25, event: 'STOP', data: {} });
});

test('a command that is not answered, or whose QEMU goes away, is rejected', async () => {
  using sockets = await pair();
  const qmp = new Qmp(sockets.ours, () => undefined);
  await assert.rejects(
    qmp.execute('query-status', {}, 0.05),
    (error: VmtestError) => error.code === 'VMTEST_QEMU_FAILED' && /within 0.05 s/.test(error.message),
  );
  const pending = qmp.execute('query-status');
  sockets.theirs.destroy();
  await assert.rejects(pending, /went away before it answered query-status/);
  await assert.rejects(qmp.greeting, /before it said a word/);
  await assert.rejects(qmp.execute('quit'), /QEMU is gone/);
});

test('a socket that closed before anybody listened is closed', async () => {
  using sockets = await pair();
  sockets.ours.destroy();
  await once(sockets.ours, 'close');
  const qmp = new Qmp(sockets.ours, () => undefined);
  await assert.rejects(qmp.greeting, /before it said a word/);
  await assert.rejects(qmp.execute('quit'), /QEMU is gone/);
});
