import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '../../../../errors/error-table.ts';
import { RunFailure } from '../../run/run-failure.ts';
import type { SweepRelation } from '../plan/sweep-plan.ts';
import { RelationUnreadable } from '../sweep-engine.ts';
import { RelationFailure } from './relation-failure.ts';

/** How long one tries. */
export interface Patience {
  /** Waiting times before the second, third, … attempt, in milliseconds. */
  readonly backoffMs: readonly number[];
  readonly signal: AbortSignal;
}

/** What came of a question, or why its source counts as not to be had. */
export type Answered<T> = { readonly answer: T } | { readonly failed: ErrorCode };

/**
 * Asks until the source answers or patience ends.
 * @throws RunFailure where policy refuses the relation or the population can not be had: then there is nobody to say
 *   anything about, whichever way the run goes about it; and the reason of the signal
 */
export async function untilAnswered<T>(
  relation: SweepRelation,
  ask: () => Promise<T>,
  { backoffMs, signal }: Patience,
): Promise<Answered<T>> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return { answer: await ask() };
    } catch (error) {
      signal.throwIfAborted();
      const failed = codeOf(error);
      if (failed === null) throw error;
      const wait = error instanceof RelationFailure ? backoffMs[attempt] : undefined;
      const isRefused = error instanceof RelationFailure && !error.mayPass;
      if (isRefused || (wait === undefined && relation.through === 'population'))
        throw new RunFailure(failed, placeOf(relation, error), { cause: error });
      if (wait === undefined) return { failed };
      await sleep(wait, undefined, { signal });
    }
  }
}

/** Columns or lines that are not what the graph says are the source's failure too. */
function codeOf(error: unknown): ErrorCode | null {
  if (error instanceof RelationUnreadable) return 'SOURCE_ERROR';
  return error instanceof RelationFailure ? error.code : null;
}

function placeOf({ path }: SweepRelation, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
