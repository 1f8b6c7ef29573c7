import type { IdKind, PersonKey } from '../../identifiers/person-key.ts';
import type { Prng } from '../draw/prng.ts';
import type { Person } from './person.ts';

/** A person's number as one record has it. `key` is null where the number is unsound; `flag` says what is odd about it. */
export interface RecordedIdentity {
  readonly key: PersonKey | null;
  readonly kind: IdKind;
  readonly number: string | null;
  readonly flag: string | null;
}

const DIRT_SHARE = 0.03;

/** One record's copy of a number, with the dirt of real registers. Dirt that loses the key spares clean people. */
export function recordedIdentity(rng: Prng, person: Person): RecordedIdentity {
  const { kind, number, key } = person.identity;
  if (kind !== 'RID' || !rng.chance(DIRT_SHARE)) return { key, kind, number, flag: null };
  const at = rng.unit();
  if (at < 0.45 && number.startsWith('19', 6)) {
    return { key, kind, number: number.slice(0, 6) + number.slice(8, 17), flag: 'ID_15_DIGITS' };
  }
  if (at < 0.6) return { key, kind, number: toFullWidth(number), flag: 'ID_FULL_WIDTH' };
  if (at < 0.7) return { key, kind, number: number.toLowerCase(), flag: null };
  if (person.clean) return { key, kind, number, flag: null };
  if (at < 0.88) return { key: null, kind, number: withTypo(rng, number), flag: 'ID_CHECK_DIGIT' };
  return { key: null, kind, number: null, flag: 'ID_MISSING' };
}

/** One digit of the sequence or date changed: a check digit catches every such error. */
function withTypo(rng: Prng, number: string): string {
  const at = rng.between(6, 16);
  const wrong = (Number(number.charAt(at)) + rng.between(1, 9)) % 10;
  return number.slice(0, at) + String(wrong) + number.slice(at + 1);
}

function toFullWidth(number: string): string {
  return number.replace(/[0-9X]/gu, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
}
