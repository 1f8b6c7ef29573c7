import { createHmac } from 'node:crypto';

/** New names in place of those that tell who somebody is: the same for the same, and for nobody without the key to undo. */
export interface KeyedNames {
  uid(original: string): string;
  /** Of a person, however the hospital names him; at most 64 characters. */
  patient(identity: string): string;
  /** By how many days the dates of a person are moved into the past: at least a month, at most ten years. */
  daysEarlier(identity: string): number;
}

const LEAST_DAYS = 31;
const MOST_DAYS = 3652;

/** @param key at least 32 bytes that nobody else knows; another key gives other names */
export function keyedNames(key: Uint8Array): KeyedNames {
  if (key.length < 32) throw new RangeError('a key has at least 32 bytes');
  const digest = (what: string, of: string): Buffer =>
    createHmac('sha256', key).update(`sluice ${what}\0${of}`).digest();
  return {
    uid: (original) => `2.25.${BigInt(`0x${asUuid(digest('uid', original))}`)}`,
    patient: (identity) => `S${digest('patient', identity).toString('hex').slice(0, 24).toUpperCase()}`,
    daysEarlier: (identity) =>
      LEAST_DAYS + (digest('days', identity).readUInt32BE() % (MOST_DAYS - LEAST_DAYS)),
  };
}

/** What stands behind 2.25 is a UUID (PS3.5 §B.2); version 8 is for those of one's own making (RFC 9562). */
function asUuid(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex');
}
