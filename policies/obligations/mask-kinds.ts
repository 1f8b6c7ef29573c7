import type { MaskKind } from '../vocabulary.ts';
import { addressCounty } from './addr-county.ts';
import { cardSixFour } from './card-6-4.ts';
import { constant } from './constant.ts';
import { dateMonth } from './date-month.ts';
import { dateYear } from './date-year.ts';
import { idFull } from './id-full.ts';
import { idOneOne } from './id-1-1.ts';
import type { Mask } from './mask.ts';
import { nameSurname } from './name-surname.ts';
import { numBucket } from './num-bucket.ts';
import { phoneThreeFour } from './phone-3-4.ts';
import { plate } from './plate.ts';

/** Every mask that a policy can name. */
export const MASKS: ReadonlyMap<MaskKind, Mask> = new Map(
  [
    idFull,
    idOneOne,
    nameSurname,
    phoneThreeFour,
    plate,
    cardSixFour,
    constant,
    addressCounty,
    dateMonth,
    dateYear,
    numBucket,
  ].map((mask) => [mask.kind, mask]),
);

/** The stricter of two masks: the one that discloses less; at a tie the first by name, so that order never matters. */
export function stricterMask(one: MaskKind, other: MaskKind): MaskKind {
  const [left, right] = [MASKS.get(one), MASKS.get(other)];
  // WHY: an unknown mask refuses when it is applied, so it is the strictest of all.
  if (!left || !right) return left ? other : one;
  if (left.discloses !== right.discloses) return left.discloses < right.discloses ? one : other;
  return one < other ? one : other;
}
