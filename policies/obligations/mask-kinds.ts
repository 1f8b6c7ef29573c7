import type { MaskKind } from '../vocabulary.ts';
import { addressCounty } from './addr-county.ts';
import { addressPrefecture } from './addr-prefecture.ts';
import { addressTownship } from './addr-township.ts';
import { ageBand } from './age-band.ts';
import { cardSixFour } from './card-6-4.ts';
import { constant } from './constant.ts';
import { dateFiveYears } from './date-five-years.ts';
import { dateMonth } from './date-month.ts';
import { dateQuarter } from './date-quarter.ts';
import { dateYear } from './date-year.ts';
import { exists } from './exists.ts';
import { idFull } from './id-full.ts';
import { idOneOne } from './id-1-1.ts';
import { idSixFour } from './id-6-4.ts';
import { idToken } from './id-token.ts';
import type { Mask } from './mask.ts';
import { nameLast } from './name-last.ts';
import { nameSurname } from './name-surname.ts';
import { nothing } from './nothing.ts';
import { numBucket } from './num-bucket.ts';
import { numRound } from './num-round.ts';
import { phoneThreeFour } from './phone-3-4.ts';
import { plate } from './plate.ts';
import { pseudonym } from './pseudonym.ts';
import { telephone } from './telephone.ts';

/**
 * Every mask that a policy can name. There is no plain hash: whoever can list the numbers that there are can hash them
 * all, so it would show what it seems to hide (decisions/2026-11-22-masks.md).
 */
export const MASKS: ReadonlyMap<MaskKind, Mask> = new Map(
  [
    idFull,
    idOneOne,
    idSixFour,
    idToken,
    pseudonym,
    nameSurname,
    nameLast,
    phoneThreeFour,
    telephone,
    plate,
    cardSixFour,
    addressPrefecture,
    addressCounty,
    addressTownship,
    dateMonth,
    dateQuarter,
    dateYear,
    dateFiveYears,
    ageBand,
    numBucket,
    numRound,
    constant,
    exists,
    nothing,
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
