import type { Jobseeker } from '../market/jobseeker.ts';
import type { Vacancy } from '../market/vacancy.ts';
import type { Words } from '../occupations/words.ts';
import type { MatchWorld } from './match-world.ts';

/** In the order in which they are checked and told. */
export const CONSTRAINT_NAMES = [
  'PROFILE',
  'OPEN',
  'LAWFUL',
  'LICENCE',
  'AGE',
  'ACCOMMODATION',
  'PHYSICAL',
  'SHIFT',
  'CONTRACT',
  'COMMUTE',
  'LODGING',
  'WAGE',
  'DECLINED',
] as const;
export type ConstraintName = (typeof CONSTRAINT_NAMES)[number];

/** Somebody and some work: what is judged here. Nobody is ever judged alone. */
export interface Pair {
  readonly jobseeker: Jobseeker;
  readonly vacancy: Vacancy;
}

/** Why a pair is out of the question. */
export interface Violation {
  readonly constraint: ConstraintName;
  /** What is asked for, by the one side or the law. */
  readonly asked: Words;
  /** What there is on the other side. */
  readonly there: Words;
  /** What would have to be otherwise. */
  readonly wouldChange: Words;
  /**
   * Its words tell what somebody needs, can not do or said no to: they are for that person alone. Everybody else is told
   * that the hard constraints do not all hold.
   */
  readonly confidential: boolean;
}

/** A condition without which a pair is never suggested, whatever its score. */
export interface Constraint {
  readonly name: ConstraintName;
  /** What is said of a pair in which it holds; nothing in it tells one such pair from another. */
  readonly holds: Words;
  /** Null where it holds. Pure. */
  violationOf(pair: Pair, world: MatchWorld): Violation | null;
}
