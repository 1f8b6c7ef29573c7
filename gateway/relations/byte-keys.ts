import { randomBytes } from 'node:crypto';

const FIRST_ROOM = 1_024;
/** FNV-1a's prime. */
const PRIME = 0x01000193;
const NEW_LINE = 0x0a;
/**
 * The table is in parts, chosen by the first bits of a hash. WHY: each grows by itself, so that a set of a million keys
 * never keeps everybody waiting while all of it is laid out anew.
 */
const PARTS = 64;
const PART_SHIFT = 26;
const FIRST_SLOTS = 16;
/** Of a slot: where its key begins, plus one, or 0 where there is none; and the number of the key. */
const SLOT = 2;

/** Open addressing. */
interface Part {
  slots: Uint32Array;
  count: number;
}

/**
 * A set of short texts as bytes, each with a number by the order in which it came: for keys that arrive by the hundred
 * thousand, of which a string and an object each would cost more than all else that is done with them.
 */
export class ByteKeys {
  /** All keys, one a line: what follows a key tells whether another one is it, and they can be sent as they are. */
  private bytes = Buffer.allocUnsafeSlow(FIRST_ROOM * 16);
  private length = 0;
  private readonly parts: readonly Part[] = Array.from({ length: PARTS }, () => ({
    slots: new Uint32Array(FIRST_SLOTS * SLOT),
    count: 0,
  }));
  private count = 0;
  /** WHY at random: whoever chooses keys could otherwise choose such as all fall into one slot. */
  private readonly seed = randomBytes(4).readInt32LE();

  get size(): number {
    return this.count;
  }

  /** The number of a key, which holds no line feed; -1 where it is not in the set. */
  find(from: Uint8Array, start: number, end: number): number {
    const hash = this.hashOf(from, start, end);
    const { slots } = this.partOf(hash);
    const slot = this.slotIn(slots, hash, from, start, end);
    return slots[slot] === 0 ? -1 : (slots[slot + 1] ?? -1);
  }

  /** The number of a key, which is then in the set; new where it equals the `size` of before. */
  add(from: Uint8Array, start: number, end: number): number {
    const hash = this.hashOf(from, start, end);
    const part = this.partOf(hash);
    const slot = this.slotIn(part.slots, hash, from, start, end);
    if (part.slots[slot] !== 0) return part.slots[slot + 1] ?? -1;
    const begin = this.length;
    this.keep(from, start, end);
    part.slots[slot] = begin + 1;
    part.slots[slot + 1] = this.count;
    part.count += 1;
    this.count += 1;
    if (part.count * 2 * SLOT > part.slots.length) this.grow(part);
    return this.count - 1;
  }

  /** All keys, one a line; not to be kept beyond the next `add`. */
  lines(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private hashOf(from: Uint8Array, start: number, end: number): number {
    let hash = this.seed;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (from[at] ?? 0), PRIME);
    return hash ^ (hash >>> 15);
  }

  private partOf(hash: number): Part {
    const part = this.parts[hash >>> PART_SHIFT];
    if (!part) throw new Error('a hash has 32 bits');
    return part;
  }

  /** The slot of a key, or the free one where it belongs. */
  private slotIn(slots: Uint32Array, hash: number, from: Uint8Array, start: number, end: number): number {
    const mask = slots.length / SLOT - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const begin = (slots[place * SLOT] ?? 0) - 1;
      if (begin < 0 || this.isKey(begin, from, start, end)) return place * SLOT;
    }
  }

  private isKey(begin: number, from: Uint8Array, start: number, end: number): boolean {
    const { bytes } = this;
    let own = begin;
    for (let at = start; at < end; at += 1, own += 1) if (bytes[own] !== from[at]) return false;
    return bytes[own] === NEW_LINE;
  }

  private keep(from: Uint8Array, start: number, end: number): void {
    const length = this.length + end - start + 1;
    if (length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    const { bytes } = this;
    let to = this.length;
    for (let at = start; at < end; at += 1) bytes[to++] = from[at] ?? 0;
    bytes[to] = NEW_LINE;
    this.length = length;
  }

  private grow(part: Part): void {
    const { slots } = part;
    const larger = new Uint32Array(slots.length * 2);
    const mask = larger.length / SLOT - 1;
    for (let slot = 0; slot < slots.length; slot += SLOT) {
      const begin = (slots[slot] ?? 0) - 1;
      if (begin < 0) continue;
      let place = this.hashOf(this.bytes, begin, this.bytes.indexOf(NEW_LINE, begin)) & mask;
      while (larger[place * SLOT] !== 0) place = (place + 1) & mask;
      larger[place * SLOT] = begin + 1;
      larger[place * SLOT + 1] = slots[slot + 1] ?? 0;
    }
    part.slots = larger;
  }
}
