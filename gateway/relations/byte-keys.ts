import { randomBytes } from 'node:crypto';

const FIRST_ROOM = 1_024;
/** FNV-1a's prime. */
const PRIME = 0x01000193;
const NEW_LINE = 0x0a;

/**
 * A set of short texts as bytes, each with a number by the order in which it came: for keys that arrive by the hundred
 * thousand, of which a string and an object each would cost more than all else that is done with them.
 */
export class ByteKeys {
  /** All keys one behind the other; those after the last are zeros. */
  private bytes = Buffer.alloc(FIRST_ROOM * 16);
  /** Where each key ends; it begins where the one before ends. */
  private ends = new Uint32Array(FIRST_ROOM);
  /** Open addressing: the number of a key plus one, 0 where there is none. */
  private slots = new Uint32Array(FIRST_ROOM * 2);
  private count = 0;
  /** WHY at random: whoever chooses keys could otherwise choose such as all fall into one slot. */
  private readonly seed = randomBytes(4).readInt32LE();

  get size(): number {
    return this.count;
  }

  /** The number of a key; -1 where it is not in the set. */
  find(from: Uint8Array, start: number, end: number): number {
    const slot = this.slotOf(from, start, end);
    return (this.slots[slot] ?? 0) - 1;
  }

  /** The number of a key, which is then in the set; new where it equals the `size` of before. */
  add(from: Uint8Array, start: number, end: number): number {
    const slot = this.slotOf(from, start, end);
    const known = this.slots[slot] ?? 0;
    if (known > 0) return known - 1;
    const begin = this.beginOf(this.count);
    this.makeRoom(begin + end - start);
    this.bytes.set(from.subarray(start, end), begin);
    this.ends[this.count] = begin + end - start;
    this.count += 1;
    this.slots[slot] = this.count;
    if (this.count * 2 > this.slots.length) this.rehash();
    return this.count - 1;
  }

  /** The bytes of a key; not to be kept beyond the next `add`. */
  key(number: number): Buffer {
    return this.bytes.subarray(this.beginOf(number), this.ends[number]);
  }

  /** All keys, one a line. */
  lines(): Buffer {
    const lines = Buffer.allocUnsafe(this.beginOf(this.count) + this.count);
    let at = 0;
    for (let number = 0; number < this.count; number += 1) {
      at += this.key(number).copy(lines, at);
      lines[at] = NEW_LINE;
      at += 1;
    }
    return lines;
  }

  private beginOf(number: number): number {
    return number === 0 ? 0 : (this.ends[number - 1] ?? 0);
  }

  /** The slot of a key, or the free one where it belongs. */
  private slotOf(from: Uint8Array, start: number, end: number): number {
    const mask = this.slots.length - 1;
    let hash = this.seed;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (from[at] ?? 0), PRIME);
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const number = (this.slots[slot] ?? 0) - 1;
      if (number < 0 || this.isKey(number, from, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private isKey(number: number, from: Uint8Array, start: number, end: number): boolean {
    const begin = this.beginOf(number);
    const length = end - start;
    if ((this.ends[number] ?? 0) - begin !== length) return false;
    for (let at = 0; at < length; at += 1) if (this.bytes[begin + at] !== from[start + at]) return false;
    return true;
  }

  private makeRoom(bytes: number): void {
    if (bytes > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(bytes, this.bytes.length * 2));
      this.bytes.copy(larger);
      this.bytes = larger;
    }
    if (this.count < this.ends.length) return;
    const ends = new Uint32Array(this.ends.length * 2);
    ends.set(this.ends);
    this.ends = ends;
  }

  private rehash(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    for (let number = 0; number < this.count; number += 1) {
      const begin = this.beginOf(number);
      this.slots[this.slotOf(this.bytes, begin, this.ends[number] ?? 0)] = number + 1;
    }
  }
}
