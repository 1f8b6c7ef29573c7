import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { ConstraintName, Violation } from '../constraints/constraint.ts';
import type { ScoreTerm } from './score-term.ts';

/** A pair in which every hard constraint holds, and how well its two sides fit. It says nothing about a person. */
export interface Suggestion {
  readonly kind: 'SUGGESTION';
  readonly vacancyId: string;
  readonly personKey: PersonKey;
  /** 0..1: the weighted mean of its terms. It orders pairs, and means nothing on its own. */
  readonly score: number;
  readonly terms: readonly ScoreTerm[];
  /** All hard constraints, in their order: a pair that violates one is refused. */
  readonly satisfied: readonly ConstraintName[];
}

/** A pair that is out of the question, with every reason. */
export interface Refusal {
  readonly kind: 'REFUSAL';
  readonly vacancyId: string;
  readonly personKey: PersonKey;
  /** Never empty. */
  readonly violations: readonly Violation[];
}
