import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno } from '../base/files.ts';
import { plainText, shorten } from '../base/text.ts';
import { VmtestError } from '../model/errors.ts';
import type { CompletionRecord } from '../model/evidence.ts';
import { COMPLETE_FILE } from '../model/files.ts';
import { MemberFiles, type Written } from './member-files.ts';
import { memberPath } from './member-path.ts';
import { MAX_RECORD_BYTES, parseRecord } from './record.ts';
import { type Symlink, symlinksText } from './symlinks.ts';
import { isEnd, type TarEnd, type TarMember, tarMembers } from './tar-disk.ts';

export interface ExtractOptions {
  /** The phase that the record must name. */
  readonly phase: string;
  /** How many members are read; default 100,000. */
  readonly maxMembers?: number;
  /** Bytes of one phase's files, hard links' copies included; default 8 GiB. */
  readonly maxBytes?: number;
  /** Bytes of the host's file system that stay free; default 256 MiB. */
  readonly reserveBytes?: number;
  readonly signal?: AbortSignal;
}

/** What an output disk came to. */
export interface Extraction {
  /** Every file that the guest recorded is there with its recorded size and digest, and the record is of this phase. */
  readonly complete: boolean;
  /** Why not, as a clause: `nothing was written to the output disk`. Empty where complete. */
  readonly reason: string;
  /** The record, also where it is not kept to; null where none could be read. */
  readonly record: CompletionRecord | null;
  /** What a person should know: members left out, and why. Guest text in them is harmless and short. */
  readonly notes: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

const SYMLINKS_FILE = 'symlinks.txt';
const INCOMPLETE_FILE = '.vmtest/incomplete.txt';
const MAX_NOTES = 100;

/**
 * Takes a guest's tar from its raw output disk into `folder`, which must not exist or be empty, and checks it against the completion
 * record. Only plain files and folders are made, all below `folder`, under a name beside it until they are whole; what else the tar
 * has becomes a note, symbolic links also a line of symlinks.txt. Of what is incomplete, what is there is kept, with
 * `.vmtest/incomplete.txt` saying why. Throws VMTEST_DISK_FULL, VMTEST_CANCELLED, and errors of the host's.
 */
export async function extractOutput(disk: string, folder: string, options: ExtractOptions): Promise<Extraction> {
  await using handle = await open(disk, 'r');
  const { size } = await handle.stat();
  if (await isEnd(handle, 0, size)) {
    return { complete: false, reason: 'nothing was written to the output disk', record: null, notes: [], files: 0, bytes: 0 };
  }
  const aside = `${folder}.part`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  try {
    const end: TarEnd = { error: null };
    const taker = new Taker(aside, options);
    await taker.takeAll(tarMembers(handle, size, end), end);
    const result = await finish(taker, end, aside, options.phase);
    await place(aside, folder);
    return result;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

async function finish(taker: Taker, end: TarEnd, aside: string, phase: string): Promise<Extraction> {
  await taker.writeSymlinks();
  const { record, reason } = judge(taker, end, phase);
  if (reason !== '') {
    await mkdir(join(aside, dirname(INCOMPLETE_FILE)), { recursive: true }).catch(() => undefined);
    // A guest's file may stand in the way; the result says the same.
    await writeFile(join(aside, INCOMPLETE_FILE), `This is not all that the guest collected: ${reason}.\n`).catch(() => undefined);
  }
  return { complete: reason === '', reason, record, notes: taker.notes(), files: taker.files.size, bytes: taker.disk.bytes };
}

async function place(aside: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  try {
    await rename(aside, folder);
  } catch (cause) {
    if (!isErrno(cause, 'ENOTEMPTY') && !isErrno(cause, 'EEXIST')) throw cause;
    throw new VmtestError('VMTEST_INTERNAL', `cannot put what the guest collected into ${folder}: the folder is not empty`, { cause });
  }
}

/** What is wrong with what was taken, first cause first; the record where there is one. */
function judge(taker: Taker, end: TarEnd, phase: string): { record: CompletionRecord | null; reason: string } {
  const parsed = taker.record === null ? null : parseRecord(taker.record);
  const record = parsed !== null && 'record' in parsed ? parsed.record : null;
  const failed = (reason: string) => ({ record, reason });
  if (end.error !== null) return failed(end.error);
  if (parsed === null) return failed('the completion record is missing: the guest did not finish writing');
  if ('error' in parsed) return failed(parsed.error);
  if (record?.phase !== phase) return failed(`the completion record is of the phase ${quoted(record?.phase ?? '')}, not of "${phase}"`);
  const wrong = record.members.map((member) => compare(member, taker.files.get(member.path))).filter((text) => text !== null);
  if (wrong.length > 0) return failed(`${wrong[0]}${wrong.length > 1 ? `, and ${wrong.length - 1} more` : ''}`);
  const listed = new Set(record.members.map((member) => member.path));
  for (const path of taker.files.keys())
    if (path !== COMPLETE_FILE && !listed.has(path)) taker.note(path, 'is not in the completion record');
  return failed('');
}

function compare(member: CompletionRecord['members'][number], found: Written | undefined): string | null {
  if (found === undefined) return `${quoted(member.path)} is in the completion record and was not found`;
  if (found.size !== member.size) return `${quoted(member.path)} has ${found.size} bytes, and the guest recorded ${member.size}`;
  return found.sha256 === member.sha256 ? null : `${quoted(member.path)} differs from what the guest recorded (a hole in the data?)`;
}

/** A guest's name for people: one harmless line. */
function quoted(name: string): string {
  return JSON.stringify(shorten(plainText(name), 200));
}

/** Takes member after member and remembers what became of them. */
class Taker {
  readonly disk: MemberFiles;
  readonly files = new Map<string, Written>();
  /** The text of the completion record. */
  record: string | null = null;
  readonly #options: ExtractOptions;
  readonly #folders = new Set<string>();
  readonly #links: Symlink[] = [];
  readonly #notes: string[] = [];
  #moreNotes = 0;

  constructor(folder: string, options: ExtractOptions) {
    this.#options = options;
    this.disk = new MemberFiles(folder, options.reserveBytes ?? 256 << 20);
  }

  note(name: string, what: string): void {
    if (this.#notes.length < MAX_NOTES) this.#notes.push(`${quoted(name)} ${what}`);
    else this.#moreNotes += 1;
  }

  notes(): readonly string[] {
    return this.#moreNotes === 0 ? this.#notes : [...this.#notes, `and ${this.#moreNotes} more`];
  }

  async takeAll(members: AsyncIterable<TarMember>, end: TarEnd): Promise<void> {
    const maxMembers = this.#options.maxMembers ?? 100_000;
    const maxBytes = this.#options.maxBytes ?? 8 * 2 ** 30;
    let count = 0;
    for await (const member of members) {
      if (this.#options.signal?.aborted === true) throw new VmtestError('VMTEST_CANCELLED', 'cancelled while the collected data was read');
      count += 1;
      if (count > maxMembers) end.error = `the archive has more than ${maxMembers} members`;
      else if (this.disk.bytes + member.size > maxBytes) end.error = `the archive holds more than ${maxBytes} bytes`;
      if (end.error !== null) return;
      const where = memberPath(member.name);
      if ('refused' in where) this.note(member.name, `was left out: ${where.refused}`);
      else await this.#take(member, where.path, maxBytes);
    }
  }

  async #take(member: TarMember, path: string, maxBytes: number): Promise<void> {
    if (member.type === 'directory') {
      if (path === '') return;
      if (await this.disk.makeFolder(path)) this.#folders.add(path);
      else this.note(path, 'was left out: a file stands in its place');
    } else if (path === '' || path === INCOMPLETE_FILE) this.note(member.name, 'was left out: its name is not a file of a guest');
    else if (this.files.has(path)) this.note(path, 'was left out: it is in the archive twice');
    else if (member.type === 'file' || member.type === 'contiguous-file') await this.#takeFile(member, path);
    else if (member.type === 'symlink') this.#links.push({ path, target: member.linkname ?? '' });
    else if (member.type === 'link') await this.#takeHardLink(member, path, maxBytes);
    else this.note(path, `was left out: it is ${kindName(member.type)}`);
  }

  async #takeFile(member: TarMember, path: string): Promise<void> {
    const record: Buffer[] | null = path === COMPLETE_FILE && member.size <= MAX_RECORD_BYTES ? [] : null;
    const written = await this.disk.write(path, member.body, record === null ? undefined : (chunk) => record.push(chunk));
    if (written === null) return this.note(path, 'was left out: something stands in its place');
    this.files.set(path, written);
    if (record !== null) this.record = Buffer.concat(record).toString('utf8');
  }

  /** A hard link to a file of the same archive becomes a copy; to anything else, nothing. */
  async #takeHardLink(member: TarMember, path: string, maxBytes: number): Promise<void> {
    const target = memberPath(member.linkname ?? '');
    const from = 'path' in target ? target.path : '';
    const known = this.files.get(from);
    if (known === undefined)
      return this.note(path, `was left out: a hard link to ${quoted(member.linkname ?? '')}, which is not in the archive`);
    if (this.disk.bytes + known.size > maxBytes) return this.note(path, 'was left out: too many copies of hard links');
    if (await this.disk.copy(from, path, known.size)) this.files.set(path, known);
    else this.note(path, 'was left out: something stands in its place');
  }

  /** The links that are in the tar; the guest's script lists and removes them itself, so a list of its own stays. */
  async writeSymlinks(): Promise<void> {
    for (const link of this.#links) this.note(link.path, `is a symbolic link to ${quoted(link.target)}, and was not made`);
    if (this.#links.length === 0 || this.files.has(SYMLINKS_FILE)) return;
    const typeOf = (path: string) => (this.files.has(path) ? 'f' : this.#folders.has(path) ? 'd' : null);
    const text = symlinksText(this.#links, typeOf);
    await this.disk.write(SYMLINKS_FILE, [Buffer.from(text)] as unknown as AsyncIterable<Buffer>);
  }
}

function kindName(type: TarMember['type']): string {
  const names: Partial<Record<NonNullable<TarMember['type']>, string>> = {
    'character-device': 'a character device',
    'block-device': 'a block device',
    fifo: 'a named pipe',
  };
  return (type && names[type]) ?? 'of an unknown kind';
}
