import { textReader, type TextReader } from './character-set.ts';
import { asciiValue, type DataSet, type Element } from './data-set.ts';

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
/** Longer text is bulk too. */
const MAX_TEXT = 16_384;
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

/** The attributes of a data set without bulk data and pixels; all text is Unicode. */
export function dicomJson(dataSet: DataSet, inherited: TextReader = textReader([])): DicomJson {
  const declared = dataSet.elements.has('00080005');
  const read = declared ? textReader(asciiValue(dataSet, '00080005').split('\\')) : inherited;
  const attributes: Record<string, JsonAttribute> = {};
  for (const element of dataSet.elements.values()) {
    if (element.tag.endsWith('0000') || element.tag === '7FE00010') continue;
    if (element.tag === '00080005') attributes[element.tag] = { vr: 'CS', Value: ['ISO_IR 192'] };
    else attributes[element.tag] = attributeOf(element, dataSet, read);
  }
  return attributes;
}

function attributeOf(element: Element, dataSet: DataSet, read: TextReader): JsonAttribute {
  const { vr, bytes, items } = element;
  if (items !== null)
    return withValue(
      vr,
      items.map((item) => dicomJson(item, read)),
    );
  if (BULK.has(vr) || bytes.length === 0) return { vr };
  if (vr in NUMBERS || vr === 'AT') return withValue(vr, numbersOf(element, dataSet.bigEndian));
  if (bytes.length > MAX_TEXT) return { vr };
  const text = (ASCII.has(vr) ? Buffer.from(bytes).toString('latin1') : read(bytes)).replaceAll('\0', '');
  const parts = SINGLE.has(vr) ? [text.trimEnd()] : text.split('\\').map((part) => part.trim());
  if (parts.every((part) => part === '')) return { vr };
  return withValue(
    vr,
    parts.map((part) => valueOf(vr, part)),
  );
}

function withValue(vr: string, values: readonly JsonValue[]): JsonAttribute {
  return values.length === 0 ? { vr } : { vr, Value: values };
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
  const [alphabetic, ideographic, phonetic] = text
    .split('=')
    .map((group) => group.trim().replace(/\^+$/u, ''));
  return {
    ...(alphabetic ? { Alphabetic: alphabetic } : {}),
    ...(ideographic ? { Ideographic: ideographic } : {}),
    ...(phonetic ? { Phonetic: phonetic } : {}),
  };
}

function numbersOf({ vr, bytes }: Element, bigEndian: boolean): readonly JsonValue[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: JsonValue[] = [];
  if (vr === 'AT') {
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const number = view.getUint16(at, !bigEndian) * 0x10000 + view.getUint16(at + 2, !bigEndian);
      values.push(number.toString(16).toUpperCase().padStart(8, '0'));
    }
    return values;
  }
  const [size, get] = NUMBERS[vr] ?? [2, 'getUint16'];
  // More than a few numbers are a table, which is bulk.
  if (bytes.length > 1024 * size) return values;
  for (let at = 0; at + size <= bytes.length; at += size) {
    const number = view[get](at, !bigEndian);
    values.push(Number.isFinite(number) ? number : String(number));
  }
  return values;
}
