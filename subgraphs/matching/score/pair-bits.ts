import type { Jobseeker } from '../market/jobseeker.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { ACCOMMODATIONS, CONTRACTS, PHYSICAL_DEMANDS, SHIFTS } from '../market/working-terms.ts';
import { unlawfulIn } from '../constraints/lawful.ts';
import type { IsoDate } from '../market/measures.ts';

/**
 * The constraints that are sets, as bits of one number: a vacancy has bits, a jobseeker forbids some and requires others.
 * The files of `constraints/` say what they mean; a test holds the two together.
 */
const DEMANDS_AT = 0;
const ACCOMMODATIONS_AT = DEMANDS_AT + PHYSICAL_DEMANDS.length;
const SHIFTS_AT = ACCOMMODATIONS_AT + ACCOMMODATIONS.length;
const CONTRACTS_AT = SHIFTS_AT + SHIFTS.length;
const LODGING = 1 << (CONTRACTS_AT + CONTRACTS.length);
const ADULTS_ONLY = LODGING << 1;
/** Withdrawn, refused, full, or of unlawful demands: forbidden by everybody. */
const SHUT = ADULTS_ONLY << 1;

/** What a vacancy demands, offers and is, with what is lawful on this day. */
export function bitsOf(vacancy: Vacancy, day: IsoDate): number {
  const isShut =
    vacancy.status !== 'OPEN' || vacancy.filled >= vacancy.places || unlawfulIn(vacancy, day).length > 0;
  return (
    bitsAt(DEMANDS_AT, PHYSICAL_DEMANDS, vacancy.demands) |
    bitsAt(ACCOMMODATIONS_AT, ACCOMMODATIONS, vacancy.accommodations) |
    bitsAt(SHIFTS_AT, SHIFTS, [vacancy.shift]) |
    bitsAt(CONTRACTS_AT, CONTRACTS, [vacancy.contract]) |
    (vacancy.lodging ? LODGING : 0) |
    (vacancy.minimumAge > 16 ? ADULTS_ONLY : 0) |
    (isShut ? SHUT : 0)
  );
}

/** The bits of which none may be there. Of age: `minorBits`. */
export function forbiddenBits({ cannot, shifts, contracts, declined }: Jobseeker): number {
  const declinedShifts = declined.filter(({ what }) => what === 'SHIFT').map(({ value }) => value);
  const barred = (all: readonly string[], accepted: readonly string[]): readonly string[] =>
    all.filter((one) => !accepted.includes(one));
  return (
    SHUT |
    bitsAt(DEMANDS_AT, PHYSICAL_DEMANDS, cannot) |
    bitsAt(SHIFTS_AT, SHIFTS, [...barred(SHIFTS, shifts), ...declinedShifts]) |
    bitsAt(CONTRACTS_AT, CONTRACTS, barred(CONTRACTS, contracts))
  );
}

/** What is forbidden beside to whoever is not yet eighteen. */
export const minorBits = ADULTS_ONLY;

/** The bits that must all be there. */
export function requiredBits({ needs, needsLodging }: Jobseeker): number {
  return bitsAt(ACCOMMODATIONS_AT, ACCOMMODATIONS, needs) | (needsLodging ? LODGING : 0);
}

/** Whether lodging is among what must be there. */
export function needsLodging(required: number): boolean {
  return (required & LODGING) !== 0;
}

/** The bits of a vacancy's shift alone. */
export function shiftBits(bits: number): number {
  return bits & bitsAt(SHIFTS_AT, SHIFTS, SHIFTS);
}

function bitsAt(at: number, all: readonly string[], some: readonly string[]): number {
  return some.reduce((bits, one) => {
    const index = all.indexOf(one);
    return index < 0 ? bits : bits | (1 << (at + index));
  }, 0);
}
