import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '../../../../errors/error-table.ts';
import { RunFailure } from '../../store/run-failure.ts';
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
export type Answered<T> = { readonly answer: T } | NotAnswered;

interface NotAnswered {
  readonly failed: ErrorCode;
  /** Whether policy or the question itself is at fault, so that asking later would not help. */
  readonly isRefused: boolean;
  readonly cause: unknown;
}

/**
 * Asks until the source answers or patience ends.
 * @throws the reason of the signal, and what is the fault of no source
 */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  { backoffMs, signal }: Patience,
): Promise<Answered<T>> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return { answer: await ask() };
    } catch (cause) {
      signal.throwIfAborted();
      const failed = codeOf(cause);
      if (failed === null) throw cause;
      const isRefused = cause instanceof RelationFailure && !cause.mayPass;
      const wait = cause instanceof RelationFailure ? backoffMs[attempt] : undefined;
      if (isRefused || wait === undefined) return { failed, isRefused, cause };
      await sleep(wait, undefined, { signal });
    }
  }
}

/**
 * As `untilAnswered`, for a relation of a run.
 * @throws RunFailure where policy refuses the relation or the population can not be had: then there is nobody to say
 *   anything about, whichever way the run goes about it
 */
export async function untilRead<T>(
  relation: SweepRelation,
  ask: () => Promise<T>,
  patience: Patience,
): Promise<Answered<T>> {
  const answered = await untilAnswered(ask, patience);
  if ('failed' in answered && (answered.isRefused || relation.through === 'population'))
    throw new RunFailure(answered.failed, placeOf(relation, answered.cause), { cause: answered.cause });
  return answered;
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
