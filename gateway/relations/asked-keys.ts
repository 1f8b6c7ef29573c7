import { createHash, type KeyObject } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { setImmediate as turn } from 'node:timers/promises';
import { BoundedCache } from '../../policies/bounded-cache.ts';
import { HmacLanes } from '../ledger/hmac-lanes.ts';
import { SubjectTags } from '../ledger/subject-tags.ts';
import { tagSetOf, type TagSetName } from '../ledger/tag-set.ts';
import type { TagStore } from '../ledger/tag-store.ts';
import { ByteKeys } from './byte-keys.ts';
import { relationInvalid } from './relation-invalid.ts';

/** The keys of one question, tagged; their tags are kept durably. */
export interface AskedKeys {
  readonly keys: ByteKeys;
  /** By the numbers of `keys`. */
  readonly tags: SubjectTags;
  readonly name: TagSetName;
}

/** A key of a record: no identifier that the province knows is longer. */
const LONGEST_KEY = 128;
/** Sets kept at a time: an audit sends the same keys to eight agencies. */
const SETS_KEPT = 4;
const HELD_MS = 15 * 60 * 1_000;
/** Keys taken in before others have their turn: some milliseconds. */
const KEYS_A_TURN = 4_096;
const NEW_LINE = 0x0a;
const BACKSLASH = 0x5c;

/** Reads, tags and keeps the keys of questions; the same bytes once, however many agencies are asked. */
export class KeySets {
  private readonly tagKey: KeyObject;
  private readonly store: TagStore;
  private readonly known = new BoundedCache<string, Promise<AskedKeys>>(SETS_KEPT);

  constructor(tagKey: KeyObject, store: TagStore) {
    this.tagKey = tagKey;
    this.store = store;
    // Made now, and not while the first question waits.
    HmacLanes.of(tagKey);
  }

  /**
   * @param lines one key a line, the last with or without its line feed
   * @throws SluiceError RELATION_INVALID where they are not `count` distinct keys; LEDGER_UNAVAILABLE
   */
  async of(lines: Buffer, count: number): Promise<AskedKeys> {
    const name = `${createHash('sha256').update(lines).digest('base64url')} ${count}`;
    try {
      return await this.known.get(name, () => {
        // Keys are of people: they are held while an audit goes round the agencies, and no longer.
        setTimeout(() => this.known.forget(name), HELD_MS).unref();
        return this.make(lines, count);
      });
    } catch (error) {
      // WHY: what failed once, such as the ledger, may not fail again.
      this.known.forget(name);
      throw error;
    }
  }

  /** WHY in one pass: what is looked at, put into the set and tagged at once is fetched from memory once. */
  private async make(lines: Buffer, count: number): Promise<AskedKeys> {
    if (!isUtf8(lines)) throw relationInvalid('a key is no text');
    const keys = new ByteKeys();
    const tags = new SubjectTags(this.tagKey);
    for (let start = 0; start < lines.length;) {
      const end = endOfKey(lines, start);
      if (keys.add(lines, start, end) < keys.size - 1) throw relationInvalid('a key is repeated');
      tags.add(lines, start, end);
      if (keys.size % KEYS_A_TURN === 0) await turn();
      start = end + 1;
    }
    if (keys.size !== count) throw relationInvalid('the keys are not as many as it says');
    return { keys, tags, name: await this.store.keep(await tagSetOf(tags.all())) };
  }
}

/** Where the key that begins here ends, once each of its bytes was looked at. */
function endOfKey(lines: Buffer, start: number): number {
  let at = start;
  while (at < lines.length && lines[at] !== NEW_LINE) {
    if (!isOfKey(lines[at] ?? 0)) throw relationInvalid('a line of keys is no key');
    at += 1;
  }
  if (at === start || at - start > LONGEST_KEY) throw relationInvalid('a line of keys is no key');
  return at;
}

/** No control characters, which no identifier has, and nothing that COPY text would have to escape. */
function isOfKey(byte: number): boolean {
  return byte >= 0x20 && byte !== 0x7f && byte !== BACKSLASH;
}
