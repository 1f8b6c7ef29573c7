import type { Pair } from '../../constraints/constraint.ts';
import type { Fen } from '../../market/measures.ts';
import { withinUnit, type TermValue } from './term-value.ts';

/** Whoever names no floor is compared with this; no legal minimum wage of a month is lower. */
const LEAST_FLOOR_FEN = 100_000;

/** The logarithm of what is expected of an offer: the middle of its range. */
export function logOffer(lowFen: Fen, highFen: Fen): number {
  return Math.log(Math.max((lowFen + highFen) / 2, 1));
}

/** The logarithm of the floor that an offer is compared with. */
export function logFloor(floorFen: Fen): number {
  return Math.log(Math.max(floorFen, LEAST_FLOOR_FEN));
}

/** A wage is worth by its ratio to the floor, so by logarithms: 0 where they are equal, 1 where it is twice the floor. */
export function wageValue(offer: number, floor: number): number {
  return withinUnit((offer - floor) / Math.LN2);
}

export function wageTerm({ jobseeker, vacancy: { wageFen } }: Pair): TermValue {
  return {
    value: wageValue(logOffer(wageFen.low, wageFen.high), logFloor(jobseeker.wageFloorFen)),
    basis: {
      name: 'WAGE',
      lowFen: wageFen.low,
      highFen: wageFen.high,
      floorFen: jobseeker.wageFloorFen,
    },
  };
}
