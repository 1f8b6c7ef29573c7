import { textReader, type TextReader } from '../dicom/character-set.ts';
import { vrOfTag } from '../dicom/data-dictionary.ts';
import { asciiValue, type DataSet, type Element, type Tag } from '../dicom/data-set.ts';
import { writeElement } from '../dicom/write-part10.ts';
import { profileRow, type ProfileRow } from './confidentiality-profile.ts';
import type { DeidentifyOptions } from './deidentify-options.ts';
import { dummyItems, dummyValue } from './dummy-value.ts';
import { hasForm, KEPT_BYTES, KEPT_TEXT } from './kept-text.ts';
import { shiftDate } from './shift-date.ts';
import { swapped } from './swap-bytes.ts';

/** A cleaned data set: its elements as they are written in Explicit VR Little Endian, by tag. */
export type Cleaned = Map<Tag, Buffer>;

const PATIENT_NAME = '00100010';
const PATIENT_ID = '00100020';
const PATIENT_AGE = '00101010';
const CHARACTER_SET = '00080005';
const FLOAT_PIXELS = new Set(['7FE00008', '7FE00009']);
const PIXELS = '7FE00010';
const STANDARD_ROOT = '1.2.840.10008.';
const TEXTS = new Set(['AE', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT']);
const MOMENTS = new Set(['DA', 'DT', 'TM']);
const BYTES = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const SIZES: Readonly<Record<string, number>> = {
  AT: 4,
  FD: 8,
  FL: 4,
  SL: 4,
  SS: 2,
  SV: 8,
  UL: 4,
  US: 2,
  UV: 8,
};
/** What a length of 16 bits can say. */
const MOST_SHORT = 65_534;

/** Takes out of a data set what tells who it is, and with it the pixels; `deidentify` sees to them. */
export function cleanDataSet(
  dataSet: DataSet,
  options: DeidentifyOptions,
  inherited: TextReader = textReader([]),
  isOutermost = true,
): Cleaned {
  const declared = dataSet.elements.has(CHARACTER_SET);
  const read = declared ? textReader(asciiValue(dataSet, CHARACTER_SET).split('\\')) : inherited;
  const cleaner = new Cleaner(options, read, dataSet.bigEndian);
  const cleaned: Cleaned = new Map();
  for (const element of dataSet.elements.values()) {
    if (element.tag === PIXELS || (FLOAT_PIXELS.has(element.tag) && !isOutermost)) continue;
    const written = cleaner.clean(element);
    if (written !== null) cleaned.set(element.tag, written);
  }
  return cleaned;
}

/** The bytes of a cleaned data set, in the order of its tags. */
export function joined(cleaned: Cleaned): Buffer {
  return Buffer.concat([...cleaned].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bytes]) => bytes));
}

/** Items of a sequence, each with its length. */
export function writeItems(tag: Tag, items: readonly Buffer[]): Buffer {
  const parts = items.map((item) => {
    const head = Buffer.from('feff00e000000000', 'hex');
    head.writeUInt32LE(item.length, 4);
    return Buffer.concat([head, item]);
  });
  return writeElement(tag, 'SQ', Buffer.concat(parts));
}

class Cleaner {
  readonly #options: DeidentifyOptions;
  readonly #read: TextReader;
  readonly #bigEndian: boolean;

  constructor(options: DeidentifyOptions, read: TextReader, bigEndian: boolean) {
    this.#options = options;
    this.#read = read;
    this.#bigEndian = bigEndian;
  }

  /** What is written in place of an element; null: nothing. */
  clean(element: Element): Buffer | null {
    const { tag } = element;
    if (tag.endsWith('0000') || tag === CHARACTER_SET) return null;
    const row = profileRow(tag);
    const vr = soundVr(element);
    if (row === null || this.#isKeptByOption(row, vr)) return vr === null ? null : this.#kept(element, vr);
    return this.#acted(element, row);
  }

  #isKeptByOption({ option }: ProfileRow, vr: string | null): boolean {
    if (option === 'patient') return this.#options.keepPatientCharacteristics;
    return option === 'dates' && this.#options.dates === 'shift' && vr !== null && MOMENTS.has(vr);
  }

  /** What the table asks for. Where it leaves a choice: of dates and sequences the least is kept, else a dummy. */
  #acted(element: Element, { action }: ProfileRow): Buffer | null {
    const { tag } = element;
    const vr = vrOfTag(tag);
    if (action === 'X') return null;
    if (tag === PATIENT_NAME || tag === PATIENT_ID)
      return writeElement(tag, vr, this.#options.names.patient(this.#options.patient));
    if (action === 'U*') return element.items === null ? null : this.#items(element);
    if (action === 'U') return this.#uids(element);
    const isLeast = action !== 'D' && (vr === 'SQ' || MOMENTS.has(vr));
    if (action === 'Z' || action === 'X/Z' || (isLeast && action.includes('Z')))
      return vr === 'SQ' ? writeItems(tag, []) : writeElement(tag, vr, '');
    if (isLeast) return null;
    return vr === 'SQ' ? writeItems(tag, dummyItems(tag)) : writeElement(tag, vr, dummyValue(vr));
  }

  /** What the table does not name, or an option keeps. */
  #kept(element: Element, vr: string): Buffer | null {
    const { tag, bytes } = element;
    if (vr === 'SQ') return this.#items(element);
    if (vr === 'UI') return this.#uids(element);
    if (MOMENTS.has(vr)) return this.#moment(element, vr);
    if (TEXTS.has(vr)) return KEPT_TEXT.has(tag) ? short(tag, vr, Buffer.from(this.#text(element))) : null;
    if (BYTES.has(vr)) {
      if (!KEPT_BYTES.has(tag)) return null;
      return writeElement(tag, vr, swapped(bytes, vr, this.#bigEndian));
    }
    const size = SIZES[vr];
    if (size !== undefined)
      return bytes.length % size === 0 ? numbers(tag, vr, swapped(bytes, vr, this.#bigEndian)) : null;
    const text = this.#text(element);
    if (!hasForm(vr, text)) return null;
    return short(tag, vr, Buffer.from(tag === PATIENT_AGE ? atMost90(text) : text));
  }

  #items(element: Element): Buffer {
    const items = (element.items ?? []).map((item) =>
      joined(cleanDataSet(item, this.#options, this.#read, false)),
    );
    return writeItems(element.tag, items);
  }

  /** UIDs of the standard are nobody's, unless the table names their place as one of somebody's. */
  #uids(element: Element): Buffer | null {
    const { tag, items } = element;
    if (items !== null) return null;
    const isListed = profileRow(tag) !== null;
    const uids = this.#text(element)
      .split('\\')
      .map((uid) => uid.trim())
      .map((uid) => (uid === '' || (!isListed && isStandard(uid)) ? uid : this.#options.names.uid(uid)));
    return short(tag, 'UI', Buffer.from(uids.join('\\')));
  }

  #moment(element: Element, vr: string): Buffer | null {
    const { tag } = element;
    const { dates, names, patient } = this.#options;
    if (dates === 'remove') return null;
    const text = this.#text(element);
    if (vr === 'TM') return hasForm(vr, text) ? short(tag, vr, Buffer.from(text)) : writeElement(tag, vr, '');
    const shifted = text.split('\\').map((part) => shiftDate(part, names.daysEarlier(patient)) ?? '');
    return short(tag, vr, Buffer.from(shifted.join('\\')));
  }

  #text({ bytes }: Element): string {
    return this.#read(bytes).replaceAll('\0', '').trim();
  }
}

/** The VR of an element where it is what the standard gives its tag; null where it is another, or there is none. */
function soundVr({ tag, vr, items }: Element): string | null {
  const standard = vrOfTag(tag);
  if (standard === 'UN' || (standard === 'SQ') !== (items !== null)) return null;
  if (vr === standard || vr === 'UN') return standard;
  const isEither = (...vrs: readonly string[]): boolean => vrs.includes(vr) && vrs.includes(standard);
  return isEither('US', 'SS', 'OW') || isEither('OB', 'OW') ? vr : null;
}

function isStandard(uid: string): boolean {
  return uid.startsWith(STANDARD_ROOT) && /^[\d.]{1,64}$/u.test(uid);
}

/** From 90 years on an age is rare enough to tell who it is. */
function atMost90(age: string): string {
  return /^\d{3}Y$/u.test(age) && Number(age.slice(0, 3)) > 90 ? '090Y' : age;
}

function short(tag: Tag, vr: string, bytes: Buffer): Buffer | null {
  return bytes.length > MOST_SHORT ? null : writeElement(tag, vr, bytes);
}

/** A table of numbers may be longer than its VR can say, where it was written without one (PS3.5 §6.2.2). */
function numbers(tag: Tag, vr: string, bytes: Uint8Array): Buffer {
  return writeElement(tag, bytes.length > MOST_SHORT ? 'UN' : vr, bytes);
}
