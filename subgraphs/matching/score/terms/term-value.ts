import type { TermBasis } from '../score-term.ts';

/** The value of a term for one pair, and what it rests on. */
export interface TermValue {
  /** 0..1. */
  readonly value: number;
  readonly basis: TermBasis;
}

/** Where one side says nothing, neither for the pair nor against it: silence must not sink anybody. */
export const UNSAID = 0.5;

/** Holds a value within what terms may be. */
export function withinUnit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
