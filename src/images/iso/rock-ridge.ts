import { BLOCK, type Read } from './block.ts';

/*
 * The parts of SUSP 1.12 (IEEE P1281) and RRIP 1.12 (IEEE P1282) that a reader of files needs: names, symbolic links, and where the
 * fields go on. Every field: two letters, length, version, data.
 */

/** Continuation areas followed for one record: a name or a link's target has a few hundred bytes. */
const MAX_CONTINUATIONS = 8;
const MAX_TEXT = 4096;

export interface SystemUse {
  /** The name (NM); null where there is none. */
  readonly name: string | null;
  /** The target of a symbolic link (SL); null for what is no link. */
  readonly target: string | null;
}

/** Whether Rock Ridge is used, by the `.` record of the root: SP says so, and how many bytes to skip in every field. */
export function sharingOf(field: Buffer): { readonly skip: number } | null {
  if (field.subarray(0, 2).toString('latin1') !== 'SP' || field[4] !== 0xbe || field[5] !== 0xef) return null;
  return { skip: field[6] ?? 0 };
}

/** What the system use field of a record says; fields that are broken or too long end it. */
export async function systemUse(field: Buffer, read: Read): Promise<SystemUse> {
  const name: Buffer[] = [];
  const target: Target = { text: '', joined: false, link: false };
  let area: Buffer | null = field;
  for (let areas = 0; area !== null && areas <= MAX_CONTINUATIONS; areas += 1) {
    let next: Buffer | null = null;
    for (const { kind, data } of fieldsOf(area)) {
      // Flags 2 and 4 stand for `.` and `..`, which are no names of entries.
      if (kind === 'NM' && ((data[0] ?? 0) & 6) === 0) name.push(data.subarray(1));
      else if (kind === 'SL') addComponents(target, data.subarray(1));
      else if (kind === 'CE' && data.length >= 24) next = await continuation(data, read);
    }
    area = next;
  }
  const bytes = Buffer.concat(name);
  return {
    name: bytes.length === 0 || bytes.length > MAX_TEXT ? null : bytes.toString('utf8'),
    target: target.link ? target.text.slice(0, MAX_TEXT) : null,
  };
}

function* fieldsOf(area: Buffer): Generator<{ kind: string; data: Buffer }> {
  for (let at = 0; at + 4 <= area.length; ) {
    const kind = area.subarray(at, at + 2).toString('latin1');
    const length = area[at + 2] as number;
    if (kind === 'ST' || length < 4 || at + length > area.length) return;
    yield { kind, data: area.subarray(at + 4, at + length) };
    at += length;
  }
}

/** CE: block, offset and length, each in both byte orders. */
async function continuation(data: Buffer, read: Read): Promise<Buffer | null> {
  const [block, offset, length] = [data.readUInt32LE(0), data.readUInt32LE(8), data.readUInt32LE(16)];
  return offset + length > BLOCK ? null : await read(block * BLOCK + offset, length);
}

interface Target {
  text: string;
  /** Whether the last component goes on in the next one. */
  joined: boolean;
  link: boolean;
}

/** Component records of SL: flags, length, text. 1: goes on; 2: `.`; 4: `..`; 8: the root. */
function addComponents(target: Target, data: Buffer): void {
  target.link = true;
  for (let at = 0; at + 2 <= data.length && target.text.length <= MAX_TEXT; ) {
    const flags = data[at] as number;
    const length = data[at + 1] as number;
    const text = (flags & 2) !== 0 ? '.' : (flags & 4) !== 0 ? '..' : data.subarray(at + 2, at + 2 + length).toString('utf8');
    if ((flags & 8) !== 0) target.text = '/';
    else {
      const separator = target.joined || target.text === '' || target.text.endsWith('/') ? '' : '/';
      target.text += `${separator}${text}`;
    }
    target.joined = (flags & 1) !== 0;
    at += 2 + length;
  }
}
