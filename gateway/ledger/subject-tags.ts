import { createHmac, type KeyObject } from 'node:crypto';
import { TAG_BYTES } from './tag-set.ts';

const FIRST_ROOM = 1_024;

/**
 * Keyed tags of data subjects as they are found, one behind the other: as the agencies make them
 * (`subgraphs/kit/data-subject-tags.ts`), so that one person has one tag in the whole ledger.
 */
export class SubjectTags {
  private readonly key: KeyObject;
  private tags = Buffer.allocUnsafe(FIRST_ROOM * TAG_BYTES);
  private count = 0;

  constructor(key: KeyObject) {
    this.key = key;
  }

  get size(): number {
    return this.count;
  }

  /** @param personKey not among those that were added before */
  add(personKey: Uint8Array): void {
    this.append(createHmac('sha256', this.key).update(personKey).digest());
  }

  /** Takes a tag that is known already. */
  append(tag: Uint8Array): void {
    const at = this.count * TAG_BYTES;
    if (at === this.tags.length) this.tags = Buffer.concat([this.tags, Buffer.allocUnsafe(at)]);
    this.tags.set(tag, at);
    this.count += 1;
  }

  tag(number: number): Buffer {
    return this.tags.subarray(number * TAG_BYTES, (number + 1) * TAG_BYTES);
  }

  all(): Buffer {
    return this.tags.subarray(0, this.count * TAG_BYTES);
  }
}
