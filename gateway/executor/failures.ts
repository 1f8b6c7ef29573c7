import type { ErrorCode } from '../../errors/error-table.ts';
import type { AnswerList, AnswerObject } from './answer-tree.ts';

/** Why a value is missing. */
export interface Failure {
  readonly code: ErrorCode;
  /** The subgraph that should have given it. */
  readonly source: string;
  /** A whole fetch failed: every object that it was for lacks the field, and one error says so for all of them. */
  readonly everywhere: boolean;
  /** What the subgraph may add, beside its name. */
  readonly detail?: Readonly<Record<string, string | number>>;
}

/**
 * Which places of the answer failed, by the object (or list) that lacks a value. Known beside the answer and not in
 * it, so that a null that an agency stated is never taken for one that stands for an error, nor the reverse.
 */
export interface Failures {
  record(parent: AnswerObject | AnswerList, key: string | number, failure: Failure): void;
  at(parent: AnswerObject | AnswerList, key: string | number): Failure | null;
}

export function createFailures(): Failures {
  const byParent = new WeakMap<AnswerObject | AnswerList, Map<string | number, Failure>>();
  return {
    record(parent, key, failure) {
      const keys = byParent.get(parent) ?? new Map<string | number, Failure>();
      byParent.set(parent, keys);
      if (!keys.has(key)) keys.set(key, failure);
    },
    at: (parent, key) => byParent.get(parent)?.get(key) ?? null,
  };
}
