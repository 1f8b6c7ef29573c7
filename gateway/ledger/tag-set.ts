import { createHash } from 'node:crypto';

/** Bytes of one tag. */
export const TAG_BYTES = 32;

/** What an entry says of the people (or keys) that it names no more: enough to find the set and to check it. */
export interface TagSetName {
  /** SHA-256, in hex, over the tags in ascending order. */
  readonly commitment: string;
  readonly count: number;
}

/** Distinct tags in ascending order, one behind the other. */
export interface TagSet {
  readonly name: TagSetName;
  readonly tags: Buffer;
}

/** @param tags distinct ones in any order, one behind the other */
export function tagSetOf(tags: Buffer): TagSet {
  const sorted = sortedTags(tags);
  return { name: { commitment: commitmentOf(sorted), count: sorted.length / TAG_BYTES }, tags: sorted };
}

export function commitmentOf(sorted: Buffer): string {
  return createHash('sha256').update(sorted).digest('hex');
}

const BUCKETS = 65_536;

/**
 * WHY not `sort`: that of half a million Buffers takes seconds. Tags are evenly spread, so that their first two bytes
 * part them into buckets of a few each.
 */
function sortedTags(tags: Buffer): Buffer {
  const count = tags.length / TAG_BYTES;
  const bucketOf = (number: number) => tags.readUInt16BE(number * TAG_BYTES);
  const next = new Uint32Array(BUCKETS + 1);
  for (let number = 0; number < count; number += 1) {
    const bucket = bucketOf(number) + 1;
    next[bucket] = (next[bucket] ?? 0) + 1;
  }
  for (let bucket = 1; bucket <= BUCKETS; bucket += 1)
    next[bucket] = (next[bucket] ?? 0) + (next[bucket - 1] ?? 0);
  const sorted = Buffer.allocUnsafe(tags.length);
  const begins = next.slice();
  for (let number = 0; number < count; number += 1) {
    const bucket = bucketOf(number);
    insert(tags, number, sorted, begins[bucket] ?? 0, next[bucket] ?? 0);
    next[bucket] = (next[bucket] ?? 0) + 1;
  }
  return sorted;
}

/** Puts a tag among those of its bucket, which stand in order from `begin` up to `end`. */
function insert(tags: Buffer, number: number, sorted: Buffer, begin: number, end: number): void {
  const from = number * TAG_BYTES;
  let at = end;
  while (at > begin) {
    const before = (at - 1) * TAG_BYTES;
    if (tags.compare(sorted, before, before + TAG_BYTES, from, from + TAG_BYTES) >= 0) break;
    sorted.copyWithin(at * TAG_BYTES, before, before + TAG_BYTES);
    at -= 1;
  }
  tags.copy(sorted, at * TAG_BYTES, from, from + TAG_BYTES);
}
