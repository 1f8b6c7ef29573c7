import type { KeyObject } from 'node:crypto';
import {
  BLOCK_BYTES,
  createSha256Lanes,
  LANES,
  PLACES,
  type Sha256Lanes,
  STATE_BYTES,
  WORDS_BYTES,
  writeWords,
} from './sha256-lanes.ts';

/** Longest message that has room in one block, behind it the bit that ends it and its length. */
export const LONGEST_IN_LANE = BLOCK_BYTES - 9;

const INNER = PLACES.free;
const OUTER = INNER + STATE_BYTES;
/** The words of the second hash: the first one, and what ends a message of a block and a hash. */
const SECOND = OUTER + STATE_BYTES;
const SECOND_ENDS = [0x80000000, 0, 0, 0, 0, 0, 0, (BLOCK_BYTES + 32) * 8];

/** HMAC-SHA-256 under one key, of four short messages at once: RFC 2104. */
export class HmacLanes {
  private static readonly known = new WeakMap<KeyObject, HmacLanes>();
  private readonly sha256: Sha256Lanes;
  private readonly hashes: Uint8Array;

  private constructor(key: KeyObject) {
    const secret = key.export();
    if (secret.length > BLOCK_BYTES) throw new Error('a key is at most a block long');
    this.sha256 = createSha256Lanes();
    this.hashes = this.sha256.memory.subarray(PLACES.hashes, PLACES.hashes + LANES * 32);
    this.begin(secret, 0x36, INNER);
    this.begin(secret, 0x5c, OUTER);
    writeWords(this.sha256.memory, SECOND + WORDS_BYTES / 2, SECOND_ENDS);
  }

  /** That of a key, made once. */
  static of(key: KeyObject): HmacLanes {
    const lanes = this.known.get(key) ?? new HmacLanes(key);
    this.known.set(key, lanes);
    return lanes;
  }

  /**
   * @param blocks four messages written by `writeMessage`
   * @returns their MACs, one behind the other, until it is called again
   */
  macs(blocks: Uint8Array): Uint8Array {
    const { sha256 } = this;
    sha256.memory.set(blocks, PLACES.blocks);
    sha256.load();
    sha256.compress(INNER, PLACES.words, SECOND);
    sha256.compress(OUTER, SECOND, PLACES.ended);
    sha256.store();
    return this.hashes;
  }

  private begin(secret: Buffer, pad: number, to: number): void {
    const block = Buffer.alloc(BLOCK_BYTES, pad).map((byte, at) => byte ^ (secret[at] ?? 0));
    for (let lane = 0; lane < LANES; lane += 1)
      this.sha256.memory.set(block, PLACES.blocks + lane * BLOCK_BYTES);
    this.sha256.load();
    this.sha256.begin(to);
    this.sha256.compress(to, PLACES.words, to);
  }
}

/**
 * Writes a message into its lane of four blocks, as it follows the block of the key.
 * @param end at most `LONGEST_IN_LANE` bytes behind `start`
 */
export function writeMessage(
  blocks: Uint8Array,
  lane: number,
  from: Uint8Array,
  [start, end]: readonly [start: number, end: number],
): void {
  const first = lane * BLOCK_BYTES;
  const last = first + BLOCK_BYTES - 1;
  const bits = (BLOCK_BYTES + end - start) * 8;
  // WHY no `set` and no `fill`: calling them costs more than the few bytes that they are for.
  let to = first;
  for (let at = start; at < end; at += 1) blocks[to++] = from[at] ?? 0;
  blocks[to++] = 0x80;
  while (to < last - 1) blocks[to++] = 0;
  blocks[last - 1] = bits >>> 8;
  blocks[last] = bits & 0xff;
}
