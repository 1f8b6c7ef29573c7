import { textReader } from '../dicom/character-set.ts';
import type { DataSet, Tag } from '../dicom/data-set.ts';
import { readPart10 } from '../dicom/read-part10.ts';
import { gb18030 } from './gb18030.ts';
import { identifyingValues, type IdentifyingValue } from './identifying-values.ts';

/** Fewer bytes than these come about by chance among pixels. */
const LEAST_BYTES = 6;
const BINARY = new Set(['AT', 'FD', 'FL', 'OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SL', 'SQ', 'SS', 'SV', 'UI']);
for (const vr of ['UL', 'UN', 'US', 'UV']) BINARY.add(vr);

interface Needle {
  readonly tag: Tag;
  readonly bytes: Buffer;
  /** A number may stand within another: it counts where it stands alone. */
  readonly alone: boolean;
}

/**
 * Looks in a copy for what identifies in the original: as UTF-8, as GB18030 and as it was written, small letters or
 * capitals, in every byte; and in its texts also for single names.
 * @returns the tags in the original of what was found
 */
export function findLeaks(original: DataSet, copy: Buffer, dates: 'remove' | 'shift'): readonly Tag[] {
  const written = textsOf(readPart10(copy).dataSet);
  const moved = new Set(written.filter(({ vr }) => vr === 'DA').map(({ text }) => text));
  const values = identifyingValues(original, dates === 'remove')
    // The day of birth of a small child may be the day to which another was moved.
    .filter(({ kind, text }) => !(kind === 'date' && dates === 'shift' && moved.has(text)));
  const words = written.map(({ text }) => ` ${plain(text)} `);
  const inTexts = values.filter((value) =>
    namesOf(value).some((name) => words.some((text) => holds(text, name))),
  );
  return [...new Set([...inTexts.map(({ tag }) => tag), ...inBytes(copy, values.flatMap(needlesOf))])].sort();
}

function textsOf({ elements }: DataSet): readonly { readonly vr: string; readonly text: string }[] {
  const read = textReader(['ISO_IR 192']);
  return [...elements.values()].flatMap(({ vr, bytes, items }) => {
    if (items !== null) return items.flatMap(textsOf);
    return BINARY.has(vr) || bytes.length === 0 ? [] : [{ vr, text: read(bytes).trim() }];
  });
}

/** The words of a name, and the name without what parts it. */
function namesOf({ kind, text }: IdentifyingValue): readonly string[] {
  if (kind === 'uid') return [];
  const groups = kind === 'name' ? text.split('=') : [text];
  const names = groups.flatMap((group) => {
    const whole = plain(group);
    return kind === 'name' ? [whole, whole.replaceAll(' ', ''), ...whole.split(' ')] : [whole];
  });
  return [...new Set(names)].filter(tells);
}

/** Two Chinese characters tell somebody; of letters it takes three, of digits six. */
function tells(name: string): boolean {
  const length = Array.from(name).length;
  if (/\p{Script=Han}/u.test(name)) return length >= 2;
  return length >= (/^[\d .]*$/u.test(name) ? 6 : 3);
}

function holds(text: string, name: string): boolean {
  return /\p{Script=Han}/u.test(name) ? text.includes(name) : text.includes(` ${name} `);
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, ' ')
    .trim();
}

function needlesOf({ tag, kind, text, bytes }: IdentifyingValue): readonly Needle[] {
  const groups = kind === 'name' ? text.split('=').flatMap(writings) : [text];
  const encoded = groups.flatMap((each) => [Buffer.from(each), gb18030(each)]);
  const isNumber = /^[\d.]+$/u.test(text);
  return [...encoded, kind === 'name' ? Buffer.from(bytes) : null]
    .filter((each) => each !== null)
    .map((each) => ({ tag, bytes: lowered(trimmed(each)), alone: isNumber }))
    .filter((each) => each.bytes.length >= LEAST_BYTES);
}

/** A name as it is written in DICOM, with blanks, and in one. */
function writings(group: string): readonly string[] {
  const parts = group.split('^').map((part) => part.trim());
  const filled = parts.filter((part) => part !== '');
  return [...new Set([filled.join('^'), filled.join(' '), filled.join('')])];
}

function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 0x20)) end -= 1;
  return bytes.subarray(0, end);
}

/** Letters of ASCII small. Of a code of two bytes the second may change with them; it does on both sides. */
function lowered(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 0; at < copy.length; at++) {
    const byte = copy[at] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) copy[at] = byte + 0x20;
  }
  return copy;
}

/** One pass over the bytes for all needles, which are known by their first two. */
function inBytes(copy: Buffer, needles: readonly Needle[]): readonly Tag[] {
  const byStart = new Map<number, Needle[]>();
  for (const needle of needles) {
    const start = needle.bytes.readUInt16BE();
    byStart.set(start, [...(byStart.get(start) ?? []), needle]);
  }
  const begins = new Uint8Array(65_536);
  for (const start of byStart.keys()) begins[start] = 1;
  const bytes = lowered(copy);
  const found = new Set<Tag>();
  let start = 0;
  for (let at = 0; at < bytes.length; at++) {
    start = ((start << 8) | (bytes[at] ?? 0)) & 0xffff;
    if (begins[start] === 1 && at > 0)
      for (const needle of byStart.get(start) ?? []) if (isAt(bytes, at - 1, needle)) found.add(needle.tag);
  }
  return [...found];
}

function isAt(bytes: Buffer, at: number, { bytes: needle, alone }: Needle): boolean {
  const end = at + needle.length;
  if (end > bytes.length || bytes.compare(needle, 0, needle.length, at, end) !== 0) return false;
  return !alone || (!isDigit(bytes[at - 1]) && !isDigit(bytes[end]));
}

function isDigit(byte: number | undefined): boolean {
  return byte === 0x2e || (byte !== undefined && byte >= 0x30 && byte <= 0x39);
}
