import { createHmac, type KeyObject } from 'node:crypto';
import { HmacLanes, LONGEST_IN_LANE, writeMessage } from './hmac-lanes.ts';
import { BLOCK_BYTES, LANES } from './sha256-lanes.ts';
import { TAG_BYTES } from './tag-set.ts';

/** Tags of one block: so that no more is ever moved because one more has come. */
const BLOCK_TAGS = 32_768;

/**
 * Keyed tags of data subjects, one behind the other: as the agencies make them
 * (`subgraphs/kit/data-subject-tags.ts`), so that one person has one tag in the whole ledger.
 */
export class SubjectTags {
  private readonly key: KeyObject;
  private readonly lanes: HmacLanes;
  private readonly blocks: Buffer[] = [];
  private made = 0;
  /** Keys that wait until there are as many as are tagged together. */
  private readonly messages = new Uint8Array(LANES * BLOCK_BYTES);
  private waiting = 0;

  constructor(key: KeyObject) {
    this.key = key;
    this.lanes = HmacLanes.of(key);
  }

  get size(): number {
    return this.made + this.waiting;
  }

  /** Tags the key between `start` and `end`, which is not among those that were added before. */
  add(from: Uint8Array, start: number, end: number): void {
    if (end - start > LONGEST_IN_LANE) {
      this.tagWaiting();
      this.push(createHmac('sha256', this.key).update(from.subarray(start, end)).digest());
      return;
    }
    writeMessage(this.messages, this.waiting, from, [start, end]);
    this.waiting += 1;
    if (this.waiting === LANES) this.tagWaiting();
  }

  /** Takes a tag of another, by its number in the order in which they were added there. It stands before those that wait. */
  append(of: SubjectTags, number: number): void {
    of.tagWaiting();
    const at = (number % BLOCK_TAGS) * TAG_BYTES;
    const block = of.blocks[Math.floor(number / BLOCK_TAGS)];
    if (block) this.push(block.subarray(at, at + TAG_BYTES));
  }

  /** All of them. */
  all(): Buffer {
    this.tagWaiting();
    return Buffer.concat(this.blocks, this.made * TAG_BYTES);
  }

  private tagWaiting(): void {
    if (this.waiting === 0) return;
    const tags = this.lanes.macs(this.messages);
    this.push(this.waiting === LANES ? tags : tags.subarray(0, this.waiting * TAG_BYTES));
    this.waiting = 0;
  }

  private push(tags: Uint8Array): void {
    const at = (this.made % BLOCK_TAGS) * TAG_BYTES;
    if (at === 0) this.blocks.push(Buffer.allocUnsafeSlow(BLOCK_TAGS * TAG_BYTES));
    const room = BLOCK_TAGS * TAG_BYTES - at;
    this.blocks.at(-1)?.set(tags.length > room ? tags.subarray(0, room) : tags, at);
    this.made += Math.min(tags.length, room) / TAG_BYTES;
    if (tags.length > room) this.push(tags.subarray(room));
  }
}
