import type { Predicate, SourceValue } from '../../../connectors/contract.ts';

/** Among whose questions an aggregate is compared: one application's, for one purpose, about one type of record. */
export interface AggregateAsker {
  readonly application: string;
  readonly purpose: string;
  readonly type: string;
}

/** What is kept of an aggregate that was answered: which rows it was about and how they were shown; no numbers. */
export interface AnsweredAggregate extends AggregateAsker {
  /** The day (or whatever the window is) in which it was asked, counted from the epoch. */
  readonly window: number;
  /** The rows it was about, row filters of the grant included. */
  readonly where: Predicate;
  /** Sorted. */
  readonly groupBy: readonly string[];
  readonly smallestGroup: number;
  /** The group folded into the remainder though it was large enough, its values in the order of `groupBy`. */
  readonly alsoFolded: readonly SourceValue[] | null;
}

/** Whether two aggregates show the same groups of the same rows, so that one tells nothing beside the other. */
export function isSameAggregate(one: AnsweredAggregate, other: AnsweredAggregate): boolean {
  return (
    one.smallestGroup === other.smallestGroup &&
    JSON.stringify([one.where, one.groupBy]) === JSON.stringify([other.where, other.groupBy])
  );
}
