import { vrOfTag } from './data-dictionary.ts';
import type { DataSet, Element, Tag } from './data-set.ts';
import { DicomRejection } from './dicom-rejection.ts';

/** How a data set is written, and how much of it is read. */
export interface ReadOptions {
  readonly explicitVr: boolean;
  readonly bigEndian: boolean;
  /** Of all elements, those of sequences and fragments included. */
  readonly maxElements?: number;
  readonly maxDepth?: number;
  /** Stops before the first element from this tag on (top level only). */
  readonly until?: Tag;
}

const MAX_ELEMENTS = 200_000;
const MAX_DEPTH = 16;
const UNDEFINED = 0xffffffff;
const ITEM = 'FFFEE000';
const ITEM_END = 'FFFEE00D';
const SEQUENCE_END = 'FFFEE0DD';
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const SHORT = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));

/** Reads a data set; values stay views into `bytes`. Throws `DicomRejection`, never anything else. */
export function readDataSet(bytes: Uint8Array, options: ReadOptions): DataSet {
  return new Reader(bytes, options).dataSet(bytes.length, 0).read;
}

/** Where the data set of `bytes` ends when it is read up to `until`. */
export function readDataSetUntil(
  bytes: Uint8Array,
  options: ReadOptions,
): { readonly read: DataSet; readonly end: number } {
  return new Reader(bytes, options).dataSet(bytes.length, 0);
}

interface Header {
  readonly tag: Tag;
  readonly vr: string;
  readonly length: number;
}

/**
 * WHY not dicom-parser: what is read here was sent by strangers. Every length is held against what contains it before it
 * is believed, depth and number of elements are bounded, and nothing is copied.
 */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #options: ReadOptions;
  #at = 0;
  #elements = 0;

  constructor(bytes: Uint8Array, options: ReadOptions) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#options = options;
  }

  dataSet(end: number, depth: number, explicit = this.#options.explicitVr, open = false) {
    if (depth > (this.#options.maxDepth ?? MAX_DEPTH))
      throw new DicomRejection('TOO_DEEP', `sequences nest deeper than ${depth - 1}`);
    const { until, bigEndian } = this.#options;
    const elements = new Map<Tag, Element>();
    let last = '';
    while (this.#at < end) {
      if (depth === 0 && until !== undefined && this.#peek(end) >= until) break;
      const header = this.#header(end, explicit);
      if (open && header.tag === ITEM_END) return { read: { elements, bigEndian }, end: this.#at };
      if (header.tag.startsWith('FFFE'))
        throw new DicomRejection('MALFORMED', `${header.tag} stands where an element is due`);
      if (header.tag <= last)
        throw new DicomRejection('MALFORMED', `${header.tag} does not come after ${last}`);
      last = header.tag;
      elements.set(header.tag, this.#element(header, end, depth, explicit));
    }
    if (open) throw new DicomRejection('TRUNCATED', 'an item does not end');
    return { read: { elements, bigEndian }, end: this.#at };
  }

  #element(header: Header, end: number, depth: number, explicit: boolean): Element {
    const { tag, vr, length } = header;
    const plain = { tag, vr, items: null, fragments: null };
    if (vr === 'SQ' || (length === UNDEFINED && vr === 'UN'))
      // A sequence whose VR got lost on its way is written implicitly (PS3.5 §6.2.2).
      return {
        ...plain,
        vr: 'SQ',
        bytes: this.#bytes.subarray(0, 0),
        items: this.#items(header, end, depth, explicit && vr === 'SQ'),
      };
    if (length === UNDEFINED) {
      if (tag !== '7FE00010') throw new DicomRejection('MALFORMED', `${tag} has no length`);
      return { ...plain, bytes: this.#bytes.subarray(0, 0), fragments: this.#fragments(end) };
    }
    return { ...plain, bytes: this.#take(length, end, tag) };
  }

  #items(header: Header, limit: number, depth: number, explicit: boolean): readonly DataSet[] {
    const open = header.length === UNDEFINED;
    const end = open ? limit : this.#at + header.length;
    if (end > limit) throw new DicomRejection('TRUNCATED', `${header.tag} is longer than what contains it`);
    const items: DataSet[] = [];
    while (this.#at < end) {
      const { tag, length } = this.#itemHeader(end);
      if (tag === SEQUENCE_END && open) return items;
      if (tag !== ITEM) throw new DicomRejection('MALFORMED', `${header.tag} holds ${tag} for an item`);
      const inside = length === UNDEFINED ? end : this.#at + length;
      if (inside > end) throw new DicomRejection('TRUNCATED', `an item of ${header.tag} is longer than it`);
      items.push(this.dataSet(inside, depth + 1, explicit, length === UNDEFINED).read);
    }
    if (open) throw new DicomRejection('TRUNCATED', `${header.tag} does not end`);
    return items;
  }

  #fragments(end: number): readonly Uint8Array[] {
    const fragments: Uint8Array[] = [];
    while (this.#at < end) {
      const { tag, length } = this.#itemHeader(end);
      if (tag === SEQUENCE_END) return fragments;
      if (tag !== ITEM || length === UNDEFINED)
        throw new DicomRejection('MALFORMED', `pixel data hold ${tag} for a fragment`);
      fragments.push(this.#take(length, end, 'a fragment'));
    }
    throw new DicomRejection('TRUNCATED', 'pixel data do not end');
  }

  #header(end: number, explicit: boolean): Header {
    const tag = this.#tag(end);
    if (tag.startsWith('FFFE')) return { tag, vr: '', length: this.#uint32(end) };
    if (!explicit) return { tag, vr: vrOfTag(tag), length: this.#uint32(end) };
    this.#need(4, end);
    const vr = String.fromCharCode(this.#view.getUint8(this.#at), this.#view.getUint8(this.#at + 1));
    if (SHORT.has(vr)) {
      const length = this.#view.getUint16(this.#at + 2, !this.#options.bigEndian);
      this.#at += 4;
      return { tag, vr, length };
    }
    if (!LONG.has(vr)) throw new DicomRejection('MALFORMED', `${tag} has no known value representation`);
    this.#at += 4;
    return { tag, vr, length: this.#uint32(end) };
  }

  #itemHeader(end: number): { readonly tag: Tag; readonly length: number } {
    return { tag: this.#tag(end), length: this.#uint32(end) };
  }

  #tag(end: number): Tag {
    if (++this.#elements > (this.#options.maxElements ?? MAX_ELEMENTS))
      throw new DicomRejection('TOO_MANY_ELEMENTS', `more than ${this.#elements - 1} elements`);
    const tag = this.#peek(end);
    this.#at += 4;
    return tag;
  }

  #peek(end: number): Tag {
    this.#need(4, end);
    const little = !this.#options.bigEndian;
    const number =
      this.#view.getUint16(this.#at, little) * 0x10000 + this.#view.getUint16(this.#at + 2, little);
    return number.toString(16).toUpperCase().padStart(8, '0');
  }

  #uint32(end: number): number {
    this.#need(4, end);
    const number = this.#view.getUint32(this.#at, !this.#options.bigEndian);
    this.#at += 4;
    return number;
  }

  #take(length: number, end: number, what: string): Uint8Array {
    if (length > end - this.#at)
      throw new DicomRejection('TRUNCATED', `${what} claims ${length} bytes of ${end - this.#at}`);
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }

  #need(length: number, end: number): void {
    if (this.#at + length > end) throw new DicomRejection('TRUNCATED', 'the bytes end inside an element');
  }
}
