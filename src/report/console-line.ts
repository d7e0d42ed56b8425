import { stripAnsi } from '../base/text.ts';

/** What changes from boot to boot, in the order in which it is taken out: the long forms before the digits that they are made of. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  // Of the kernel (`[    1.234567]`, `[T1]`), and of tools that number their lines in brackets.
  [/^\s*\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])?\s*/, ''],
  // Of syslog and journald, and ISO 8601.
  [/\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}\s+\d\d:\d\d:\d\d\b/g, 'TIME'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?:Z|\s?[+-]\d\d:?\d\d)?/g, 'TIME'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, 'UUID'],
  [/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi, 'MAC'],
  [/\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}\b/gi, 'ADDRESS'],
  [/\b0x[0-9a-f]+\b/gi, 'N'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,}\b/gi, 'N'],
  // Names of temporary files, as mktemp makes them.
  [/\b(tmp)[.\-_]?[A-Za-z0-9_]{6,}\b/gi, '$1'],
  [/\d+(?:[.:]\d+)*/g, 'N'],
  [/\s+/g, ' '],
];

/** The most of a line that is looked at: a guest can write one without an end. */
const LONGEST = 1000;

/** A console line without what changes from boot to boot: escapes, times, addresses, identifiers, numbers. Empty where nothing is left. */
export function normalLine(line: string): string {
  let text = stripAnsi(line.slice(0, LONGEST)).slice(0, LONGEST);
  // What a carriage return wrote over is not what a person saw.
  text = text.trimEnd().split('\r').at(-1) ?? '';
  for (const [pattern, word] of VARIABLE) text = text.replace(pattern, word);
  return text.trim();
}

/** A line for people, without the kernel's clock before it. */
export function withoutClock(line: string): string {
  return line.replace(/^\s*\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])?\s*/, '').trim();
}

/** Whether a normal line says nothing of its own: progress, chance and the kernel's clocks come and go between boots that are alike. */
export function isNoise(normal: string): boolean {
  return !/[A-Za-z]{3}/.test(normal) || NOISE.test(normal);
}

const NOISE = new RegExp(
  [
    'A (?:start|stop) job is running',
    'random: (?:crng|fast init|\\w+: uninitialized)',
    '^(?:clocksource|tsc|hrtimer|sched_clock)\\b',
    'perf: interrupt took too long',
    'systemd-journald\\[N\\]: (?:Time spent|Received client request)',
    'missed N (?:kernel|user) messages|callbacks suppressed',
    'ratelimit|hpet\\w*: lost',
    'Finished in N|[Tt]ook Ns|\\bup N seconds',
    '^(?:Get|Hit|Ign|Fetched|Reading package lists|\\(Reading database)\\b',
    '^\\[ *\\*+ *\\]',
  ].join('|'),
);
