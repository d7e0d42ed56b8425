import { resolve } from 'node:path';
import type * as z from 'zod/mini';
import type { CommandSettings } from '../model/command.ts';
import { type PartName, type parts, settings } from './schema.ts';
import { command } from './schema-command.ts';
import type { Sink } from './sink.ts';
import { child, type MapTree } from './tree.ts';

/** Seconds. The original's full run takes more than 16 hours. */
const TIMEOUT = 24 * 3600;

type Read = <N extends PartName>(name: N) => z.output<(typeof parts)[N]> | undefined;

/** The settings of a test that is a command; null for every other. Paths become absolute below `folder`. */
export function commandSettings(read: Read, test: MapTree, folder: string): CommandSettings | null {
  if (child(test, 'command') === undefined) return null;
  const topdir = read('topdir');
  return {
    command: read('command') ?? '',
    topdir: topdir === undefined ? null : resolve(folder, topdir),
    timeout: read('timeout') ?? TIMEOUT,
    images: read('images') ?? [],
    environment: read('environment') ?? {},
    classes: read('classes') ?? [],
  };
}

/** What is said of every test, a command included. */
const SHARED: readonly string[] = ['expect', 'skip'];

/** The defaults as far as they are a test's: those of machines say nothing of a command. */
export function commandDefaults(test: MapTree, defaults: MapTree): MapTree {
  if (!test.entries.has('command')) return defaults;
  return { ...defaults, entries: new Map([...defaults.entries].filter(([name]) => SHARED.includes(name))) };
}

/** Where the word that does not go with a command would be said of it. */
const INSTEAD: Readonly<Record<string, string>> = {
  image: 'the images that it needs are named under `images`',
  timeouts: 'its time limit is `timeout`',
  checks: 'its own tests are its checks',
};
/** Where the word that goes with a command alone would be said of a machine. */
const OF_MACHINE: Readonly<Record<string, string>> = {
  timeout: 'write `timeouts: { install: …, boot: … }`',
  images: 'write `image: NAME`',
};

/** A test is a command or has a machine: what belongs to the other kind is refused at its key. */
export function checkCommand(test: MapTree, label: string, sink: Sink): void {
  const isCommand = test.entries.has('command');
  const others = isCommand ? Object.keys(settings).filter((name) => !SHARED.includes(name)) : Object.keys(command);
  for (const name of others) {
    const key = test.entries.get(name)?.key;
    if (key === undefined) continue;
    const hint = isCommand
      ? (INSTEAD[name] ?? 'the command starts machines of its own')
      : (OF_MACHINE[name] ?? 'remove it, or add `command`');
    const what = isCommand ? 'does not go with `command`' : 'goes with `command` only';
    sink.add(key, `${label}: \`${name}\` ${what}`, hint);
  }
}
