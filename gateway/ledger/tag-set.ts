import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';

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

/** Tags sorted before others have their turn: some milliseconds. */
const TAGS_A_TURN = 32_768;
const WORDS = TAG_BYTES / 4;

/** @param tags distinct ones in any order, one behind the other */
export async function tagSetOf(tags: Buffer): Promise<TagSet> {
  const sorted = await sortedTags(tags);
  const hash = createHash('sha256');
  const part = TAGS_A_TURN * TAG_BYTES;
  for (let at = 0; at < sorted.length; at += part) {
    if (at > 0) await turn();
    hash.update(sorted.subarray(at, at + part));
  }
  return { name: { commitment: hash.digest('hex'), count: sorted.length / TAG_BYTES }, tags: sorted };
}

/**
 * WHY not `sort`: that of half a million Buffers takes seconds. Tags are evenly spread, so that their first bits part them
 * into about as many buckets as there are tags, of one or two each.
 */
async function sortedTags(tags: Buffer): Promise<Buffer> {
  const count = tags.length / TAG_BYTES;
  const bits = Math.min(Math.max(Math.ceil(Math.log2(count)), 1), 24);
  const firstOf = (number: number): number => tags.readUInt32BE(number * TAG_BYTES);
  const next = new Uint32Array(2 ** bits + 1);
  for (let number = 0; number < count; number += 1) {
    const bucket = (firstOf(number) >>> (32 - bits)) + 1;
    next[bucket] = (next[bucket] ?? 0) + 1;
  }
  for (let bucket = 1; bucket < next.length; bucket += 1)
    next[bucket] = (next[bucket] ?? 0) + (next[bucket - 1] ?? 0);
  const begins = next.slice();
  const sorted = Buffer.allocUnsafeSlow(tags.length);
  const room = { from: wordsOf(tags), to: wordsOf(sorted), sorted };
  for (let number = 0; number < count; number += 1) {
    if (number % TAGS_A_TURN === TAGS_A_TURN - 1) await turn();
    const bucket = firstOf(number) >>> (32 - bits);
    insert(room, number, begins[bucket] ?? 0, next[bucket] ?? 0);
    next[bucket] = (next[bucket] ?? 0) + 1;
  }
  return sorted;
}

/** The same bytes four at a time; a copy where they do not lie so. */
function wordsOf(tags: Buffer): Uint32Array {
  const whole = tags.byteOffset % 4 === 0 ? tags : new Uint8Array(tags);
  return new Uint32Array(whole.buffer, whole.byteOffset, tags.length / 4);
}

interface Room {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** The bytes of `to`. */
  readonly sorted: Buffer;
}

/** Puts a tag among those of its bucket, which stand in order from `begin` up to `end`. */
function insert({ from, to, sorted }: Room, number: number, begin: number, end: number): void {
  const tag = number * WORDS;
  let at = end;
  for (; at > begin; at -= 1) {
    // WHY in its place already: there it can be compared with the one before it.
    copyTag(from, tag, to, at * WORDS);
    const [own, before] = [at * TAG_BYTES, (at - 1) * TAG_BYTES];
    if (sorted.compare(sorted, before, own, own, own + TAG_BYTES) >= 0) return;
    copyTag(to, (at - 1) * WORDS, to, at * WORDS);
  }
  copyTag(from, tag, to, at * WORDS);
}

function copyTag(from: Uint32Array, at: number, to: Uint32Array, place: number): void {
  for (let word = 0; word < WORDS; word += 1) to[place + word] = from[at + word] ?? 0;
}
