import { textReader, type TextReader } from './character-set.ts';
import { asciiValue, type DataSet, type Element } from './data-set.ts';
import { JsonRoom } from './json-room.ts';

export interface PersonName {
  readonly Alphabetic?: string;
  readonly Ideographic?: string;
  readonly Phonetic?: string;
}
export type JsonValue = string | number | PersonName | DicomJson | null;
export interface JsonAttribute {
  readonly vr: string;
  readonly Value?: readonly JsonValue[];
}
/** A data set in the DICOM JSON model (PS3.18 annex F), by tag. */
export interface DicomJson {
  readonly [tag: string]: JsonAttribute;
}

type NumberReader = 'getUint16' | 'getInt16' | 'getUint32' | 'getInt32' | 'getFloat32' | 'getFloat64';
const BULK = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
/** Longer text is bulk too, and so is a list of more values. */
const MAX_TEXT = 16_384;
const MAX_TEXT_VALUES = 256;
const MAX_NUMBERS = 1024;
const BACKSLASH = 0x5c;
const ASCII = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);
const SINGLE = new Set(['LT', 'ST', 'UT', 'UR']);
const NUMBERS: Readonly<Record<string, readonly [size: number, read: NumberReader]>> = {
  US: [2, 'getUint16'],
  SS: [2, 'getInt16'],
  UL: [4, 'getUint32'],
  SL: [4, 'getInt32'],
  FL: [4, 'getFloat32'],
  FD: [8, 'getFloat64'],
};

/**
 * The attributes of a data set without bulk data and pixels; all text is Unicode. Throws `DicomRejection` where they are
 * more than `JsonRoom` has room for.
 */
export function dicomJson(dataSet: DataSet): DicomJson {
  return jsonOf(dataSet, textReader([]), new JsonRoom());
}

function jsonOf(dataSet: DataSet, inherited: TextReader, room: JsonRoom): DicomJson {
  const declared = dataSet.elements.has('00080005');
  const read = declared ? textReader(asciiValue(dataSet, '00080005').split('\\')) : inherited;
  const attributes: Record<string, JsonAttribute> = {};
  for (const element of dataSet.elements.values()) {
    if (element.tag.endsWith('0000') || element.tag === '7FE00010') continue;
    room.takeAttribute();
    if (element.tag === '00080005') {
      room.takeText(element.bytes);
      attributes[element.tag] = { vr: 'CS', Value: ['ISO_IR 192'] };
    } else attributes[element.tag] = attributeOf(element, dataSet, read, room);
  }
  return attributes;
}

function attributeOf(element: Element, dataSet: DataSet, read: TextReader, room: JsonRoom): JsonAttribute {
  const { vr, bytes, items } = element;
  if (items !== null) {
    room.takeValues(items.length);
    return withValue(
      vr,
      items.map((item) => jsonOf(item, read, room)),
    );
  }
  if (BULK.has(vr) || bytes.length === 0) return { vr };
  if (vr in NUMBERS || vr === 'AT') return withValue(vr, numbersOf(element, dataSet.bigEndian, room));
  return withValue(vr, textsOf(element, read, room));
}

function withValue(vr: string, values: readonly JsonValue[]): JsonAttribute {
  return values.length === 0 ? { vr } : { vr, Value: values };
}

function textsOf({ vr, bytes }: Element, read: TextReader, room: JsonRoom): readonly JsonValue[] {
  if (bytes.length > MAX_TEXT) return [];
  const single = SINGLE.has(vr);
  if (!single && isLongList(bytes)) return [];
  room.takeText(bytes);
  const text = (ASCII.has(vr) ? Buffer.from(bytes).toString('latin1') : read(bytes)).replaceAll('\0', '');
  const parts = single ? [text.trimEnd()] : text.split('\\').map((part) => part.trim());
  return parts.every((part) => part === '') ? [] : parts.map((part) => valueOf(vr, part));
}

/** WHY by the bytes: a backslash that is half of a character counts too, but no text is read to find it out. */
function isLongList(bytes: Uint8Array): boolean {
  let at = -1;
  for (let values = 1; values <= MAX_TEXT_VALUES; values++) {
    at = bytes.indexOf(BACKSLASH, at + 1);
    if (at === -1) return false;
  }
  return true;
}

function valueOf(vr: string, text: string): JsonValue {
  if (text === '') return null;
  if (vr === 'PN') return personName(text);
  if (vr !== 'DS' && vr !== 'IS') return text;
  const number = Number(text);
  // What is no number stays as it was written, so that it can be seen.
  return Number.isFinite(number) ? number : text;
}

/** A name by its component groups; delimiters at the end are padding. */
export function personName(text: string): PersonName {
  const [alphabetic, ideographic, phonetic] = text.split('=').map((group) => withoutCarets(group.trim()));
  return {
    ...(alphabetic ? { Alphabetic: alphabetic } : {}),
    ...(ideographic ? { Ideographic: ideographic } : {}),
    ...(phonetic ? { Phonetic: phonetic } : {}),
  };
}

/** WHY not by a pattern: that looks at a name of carets once from each of them. */
function withoutCarets(group: string): string {
  let end = group.length;
  while (group.charAt(end - 1) === '^') end -= 1;
  return group.slice(0, end);
}

function numbersOf({ vr, bytes }: Element, bigEndian: boolean, room: JsonRoom): readonly JsonValue[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: JsonValue[] = [];
  const [size, get] = vr === 'AT' ? [4, null] : (NUMBERS[vr] ?? [2, 'getUint16']);
  // More than a few numbers are a table, which is bulk.
  if (bytes.length > MAX_NUMBERS * size) return values;
  room.takeValues(Math.floor(bytes.length / size));
  for (let at = 0; at + size <= bytes.length; at += size) {
    if (get === null) values.push(tagAt(view, at, bigEndian));
    else {
      const number = view[get](at, !bigEndian);
      values.push(Number.isFinite(number) ? number : String(number));
    }
  }
  return values;
}

function tagAt(view: DataView, at: number, bigEndian: boolean): string {
  const number = view.getUint16(at, !bigEndian) * 0x10000 + view.getUint16(at + 2, !bigEndian);
  return number.toString(16).toUpperCase().padStart(8, '0');
}
