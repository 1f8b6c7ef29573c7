import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import type { PurposeId, Subject } from '../../policies/vocabulary.ts';
import { fromBase32, toBase32 } from './base32.ts';

/** What every pseudonym begins with, so that an argument can tell one from a person key. */
export const PSEUDONYM_PREFIX = 'PSN:';

/** Person keys are padded to whole blocks of this length, so that the length does not tell the kind of identity. */
const BLOCK = 32;
const TAG_LENGTH = 16;
/** 130 bits: enough that no two of a country's people ever share one. */
const TOKEN_LENGTH = 26;

/** WHY key objects: bytes are made into one at every use, which takes five times as long as the use itself. */
interface DerivedKeys {
  readonly mac: KeyObject;
  readonly cipher: KeyObject;
}

/**
 * Turns a person key into the stable stand-in that one application under one purpose gets for it, and back.
 * Deterministic authenticated encryption in the manner of AES-SIV (RFC 5297): the first 16 bytes are an HMAC over the
 * padded key and serve as the counter block of AES-256-CTR; turning back recomputes them. Equal persons have equal
 * pseudonyms within one application, purpose and epoch, and unlinkable ones otherwise. Tokens, which nobody turns back,
 * come from the same master key.
 */
export class PseudonymCipher {
  private readonly masterKey: Uint8Array;
  private readonly epoch: number;
  private readonly derived = new Map<string, DerivedKeys>();

  /** @param masterKey at least 32 bytes. @param epoch a new one makes every earlier pseudonym meaningless. */
  constructor(masterKey: Uint8Array, epoch: number) {
    if (masterKey.length < 32) throw new RangeError('the pseudonym key is shorter than 32 bytes');
    this.masterKey = masterKey;
    this.epoch = epoch;
  }

  /** The pseudonym of a person key: `PSN:` and base32. */
  conceal(personKey: string, subject: Subject, purpose: PurposeId): string {
    const keys = this.keysFor(subject, purpose);
    const plain = pad(Buffer.from(personKey, 'utf8'));
    const tag = tagOf(keys.mac, plain);
    const cipher = createCipheriv('aes-256-ctr', keys.cipher, tag);
    return PSEUDONYM_PREFIX + toBase32(Buffer.concat([tag, cipher.update(plain), cipher.final()]));
  }

  /** The person key behind a pseudonym; null where it was not made for this application, purpose and epoch. */
  reveal(pseudonym: string, subject: Subject, purpose: PurposeId): string | null {
    if (!pseudonym.startsWith(PSEUDONYM_PREFIX)) return null;
    const bytes = fromBase32(pseudonym.slice(PSEUDONYM_PREFIX.length));
    if (!bytes || bytes.length <= TAG_LENGTH || (bytes.length - TAG_LENGTH) % BLOCK !== 0) return null;
    const keys = this.keysFor(subject, purpose);
    const tag = bytes.subarray(0, TAG_LENGTH);
    const decipher = createDecipheriv('aes-256-ctr', keys.cipher, tag);
    const plain = Buffer.concat([decipher.update(bytes.subarray(TAG_LENGTH)), decipher.final()]);
    if (!timingSafeEqual(tag, tagOf(keys.mac, plain))) return null;
    return unpad(plain);
  }

  /** What stands for a text under one purpose, whoever asks: 26 characters that nobody can turn back. */
  token(text: string, purpose: PurposeId): string {
    const { mac } = this.derive(['token', purpose, this.epoch]);
    return toBase32(createHmac('sha256', mac).update(text, 'utf8').digest()).slice(0, TOKEN_LENGTH);
  }

  private keysFor({ application }: Subject, purpose: PurposeId) {
    return this.derive(['pseudonym', application, purpose, this.epoch]);
  }

  private derive(parts: readonly (string | number)[]) {
    const scope = JSON.stringify(parts);
    const known = this.derived.get(scope);
    if (known) return known;
    const bytes = new Uint8Array(hkdfSync('sha256', this.masterKey, new Uint8Array(0), scope, 64));
    const keys = { mac: createSecretKey(bytes.subarray(0, 32)), cipher: createSecretKey(bytes.subarray(32)) };
    this.derived.set(scope, keys);
    return keys;
  }
}

function tagOf(key: KeyObject, plain: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(plain).digest().subarray(0, TAG_LENGTH);
}

/** One bit and zeros, as ISO/IEC 7816-4 pads. */
function pad(bytes: Uint8Array): Uint8Array {
  const padded = Buffer.alloc(Math.ceil((bytes.length + 1) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  return padded;
}

function unpad(bytes: Buffer): string | null {
  const end = bytes.lastIndexOf(0x80);
  return end < 0 ? null : bytes.subarray(0, end).toString('utf8');
}
