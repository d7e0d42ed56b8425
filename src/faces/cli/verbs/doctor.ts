import { join } from 'node:path';
import { type DoctorReport, diagnose } from '../../../host/doctor.ts';
import { firmwareFolders } from '../../../host/firmware.ts';
import { qemuIdentity } from '../../../host/identity.ts';
import { DEFAULT_KEYRING } from '../../../images/image.ts';
import { defaultStore } from '../../../images/store/default-store.ts';
import { EXIT } from '../../../model/verdict.ts';
import { paint } from '../../../report/paint.ts';
import { readSettings } from '../../settings/options.ts';
import { readSurroundings } from '../../settings/surroundings.ts';
import { isColored } from '../color.ts';
import type { Flags } from '../flags.ts';

/** `vmtest doctor`: what this host can do, and the mend of what it cannot. Exit 3 where no machine can run. */
export async function doctor(_args: readonly string[], flags: Flags): Promise<number> {
  const surroundings = readSurroundings();
  const { uid, sudo, cacheFolder, home, tempFolder } = surroundings;
  const settings = readSettings(flags, process.env, surroundings.cwd);
  const report = await diagnose({
    nodeVersion: process.versions.node,
    path: surroundings.path,
    cacheFolder,
    identity: await qemuIdentity({ uid, sudoUid: sudo?.uid.toString(), sudoGid: sudo?.gid.toString() }),
    topdir: settings.topdir ?? join(tempFolder, 'vmtest'),
    imageKeyring: settings.imageSrcKeyring ?? DEFAULT_KEYRING,
    imageStore: settings.imageDir ?? (await defaultStore(cacheFolder, sudo?.uid ?? uid)),
    firmwareFolders: firmwareFolders(join(home, '.config')),
  });
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ version: 1, ...report }, null, 2)}\n`);
  else process.stdout.write(textOf(report));
  return report.state === 'error' ? EXIT.host : EXIT.passed;
}

function textOf(report: DoctorReport): string {
  const color = paint(isColored(process.stdout));
  const marks = { ok: color.good('ok     '), warning: color.warn('warning'), error: color.bad('error  ') };
  const width = Math.max(...report.checks.map(({ name }) => name.length));
  const lines = report.checks.map(({ name, state, found, mend }) => {
    const hint = mend === null ? '' : `\n${' '.repeat(width + 11)}→ ${mend}`;
    return `${marks[state]}  ${name.padEnd(width)}  ${found}${hint}`;
  });
  return `${lines.join('\n')}\n`;
}
