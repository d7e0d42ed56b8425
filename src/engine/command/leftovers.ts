import { readdir, readFile, readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import { killProcess } from '../../base/spawn.ts';
import { MARK_VARIABLE } from './environment.ts';

/** A process that a command started, whoever its parent is now. */
export interface Leftover {
  readonly pid: number;
  /** The kernel's name of it, for people alone. */
  readonly name: string;
}

/** What tells a command's processes from all others. */
export interface Traces {
  readonly mark: string;
  /** Absolute, real path of the folder that it works in. */
  readonly topdir: string;
  /** When the command was started, in clock ticks since boot (field 22 of proc(5)); null where that is not known: only marks count. */
  readonly since: number | null;
}

const ROUNDS = 40;
const ROUND_MS = 50;

/**
 * Kills whatever a command left, and what that started meanwhile, until nothing is found; returns all that were there. Never by name: a
 * process is the command's where its environment carries the mark, or, where sudo has emptied that, where it works below the topdir,
 * began after the command and has no terminal (the command has none; a person who looks into the folder has).
 */
export async function killLeftovers(traces: Traces): Promise<readonly Leftover[]> {
  const killed = new Map<number, Leftover>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await findLeftovers(traces);
    if (found.length === 0) break;
    for (const one of found) {
      killed.set(one.pid, one);
      killProcess(one.pid, 'SIGKILL');
    }
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  }
  return [...killed.values()];
}

/** The processes of a command that live. */
export async function findLeftovers(traces: Traces): Promise<readonly Leftover[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => leftover(pid, traces)));
  return found.filter((one) => one !== null);
}

async function leftover(pid: number, { mark, topdir, since }: Traces): Promise<Leftover | null> {
  const facts = await processFacts(pid);
  if (facts === null || facts.state === 'Z' || facts.state === 'X') return null;
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  const marked = environment.split('\0').includes(`${MARK_VARIABLE}=${mark}`);
  // The clock ticks a hundred times a second: of the same tick may be somebody else's.
  const younger = since !== null && facts.started > since && facts.terminal === 0;
  if (!marked && !(younger && (await worksBelow(pid, topdir)))) return null;
  return { pid, name: facts.name };
}

async function worksBelow(pid: number, topdir: string): Promise<boolean> {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  // The kernel says so of a folder that was removed under it.
  const path = folder.replace(/ \(deleted\)$/, '');
  return path === topdir || path.startsWith(topdir + sep);
}

/** Of /proc/PID/stat: the name (in brackets, with anything in it), state, controlling terminal and start. */
async function processFacts(pid: number): Promise<{ name: string; state: string; terminal: number; started: number } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  return { name: text.slice(text.indexOf('(') + 1, end), state: fields[0] ?? '', terminal: Number(fields[4]), started: Number(fields[19]) };
}

/** When a process began, in the clock of `Traces.since`; null where it is gone. */
export async function startOf(pid: number): Promise<number | null> {
  return (await processFacts(pid))?.started ?? null;
}
