import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOOL_ENV } from '../../base/spawn.ts';
import { plainText } from '../../base/text.ts';
import { commandEnvironment } from '../../checks/command-environment.ts';
import type { HttpServer } from '../../guest/http.ts';
import { type CurtinEvent, eventLine, eventLog } from '../../installers/curtin/events.ts';
import type { CurtinPlan, PhaseSpec } from '../../model/plan.ts';
import type { TestContext } from '../context.ts';
import { type GuestServer, serveImage } from '../guest-server.ts';
import { eventsFile, savePostedFiles } from './events-file.ts';
import { packCurtin } from './pack.ts';

/** A log posted in base64 within one event: a real one has some MB, a `dd` of a whole disk is no log. */
const MAX_EVENT = 64 << 20;

/** A curtin installation while it runs. */
export interface CurtinRun {
  readonly events: readonly CurtinEvent[];
  readonly reporting: boolean;
  /** Hears every event; until somebody listens none is lost, as all are in `events`. */
  listen: (event: CurtinEvent) => void;
  /** Saves the files that came with the events into `logs/`, and returns curtin's log: '' where none came. */
  readonly finish: () => Promise<string>;
}

/** What a curtin phase is given beside what all phases are. */
export interface CurtinPrepared {
  readonly run: CurtinRun;
  /** Host path of the packed curtin. */
  readonly payload: string;
}

/** Whether a phase's curtin needs our HTTP server. */
export function needsServer(curtin: CurtinPlan | null): boolean {
  return curtin !== null && (curtin.reporting || curtin.serve !== null);
}

/** Fills curtin's configurations, packs it, and opens the routes that it fetches from and reports to. */
export async function prepareCurtin(
  test: TestContext,
  spec: PhaseSpec,
  curtin: CurtinPlan,
  server: GuestServer | null,
  undo: AsyncDisposableStack,
): Promise<CurtinPrepared> {
  const fill = (text: string) =>
    server === null ? text : text.replaceAll('{http}', server.url).replaceAll('{http-host}', new URL(server.url).hostname);
  const configs = curtin.configs.map(({ name, text, from }) => ({ name, text: from === null ? fill(text) : text }));
  const folder = await test.dir.folder(`${spec.inputs}/configs`);
  await mkdir(folder, { recursive: true });
  for (const { name, text } of configs) await writeFile(join(folder, name), text);
  const packed = await packCurtin({
    tree: curtin.tree,
    exe: curtin.exe,
    configs,
    source: fill(curtin.source),
    path: test.run.commandEnv.PATH ?? TOOL_ENV.PATH,
    environment: commandEnvironment(test.run.commandEnv),
    scratch: test.dir.file(spec.inputs),
    signal: test.run.signal,
  });
  note(
    test,
    `${spec.name}: curtin ${packed.how}, with ${configs.map(({ name }) => name).join(', ')} and the source ${fill(curtin.source)}`,
  );
  const payload = test.dir.file(`${spec.inputs}/curtin-install`);
  await writeFile(payload, packed.script, { mode: 0o755 });
  if (server !== null && curtin.serve !== null) await serveImage(test.target ?? test.image, curtin.serve, server);
  return { run: listenTo(test, spec, server?.http ?? null, undo), payload };
}

function note(test: TestContext, message: string): void {
  test.run.emit({ type: 'notice', at: Date.now() / 1000, severity: 'note', message: plainText(message), test: test.plan.id });
}

function listenTo(test: TestContext, spec: PhaseSpec, http: HttpServer | null, undo: AsyncDisposableStack): CurtinRun {
  const logs = test.dir.file('logs');
  const file = http === null ? null : undo.use(eventsFile(join(logs, 'webhooks-events.json')));
  const refused = new Map<string, number>();
  const log = eventLog((event) => {
    file?.add(event);
    test.dir.log({ at: Date.now() / 1000, type: 'curtin', phase: spec.name, line: eventLine(event) });
    run.listen(event);
  });
  const run: CurtinRun = {
    events: log.events,
    reporting: http !== null,
    listen: () => undefined,
    finish: async () => {
      for (const [why, count] of refused) note(test, `${spec.name}: ${count} of the guest's reports were left out: ${why}`);
      const saved = await savePostedFiles(log.events, logs, new Set(await readdir(logs)));
      return saved.find(({ name }) => name.endsWith('install.log'))?.text ?? '';
    },
  };
  const leaveOut = (why: string) => refused.set(why, (refused.get(why) ?? 0) + 1);
  http?.route('report', {
    maxBytes: MAX_EVENT,
    refused: (why) => leaveOut(why === 'too large' ? `more than ${MAX_EVENT >> 20} MiB in one` : 'what was posted is not JSON'),
    post: (body, bytes) => {
      const why = log.add(body, bytes);
      if (why !== null) leaveOut(why);
    },
  });
  return run;
}
