import type { Words } from '../models/model-card.ts';

/** What is looked at. `…-to`: we call the hospital; `…-from`: it calls us. */
export type ConformanceCheckName =
  | 'site'
  | 'echo-to'
  | 'store-to'
  | 'query-to'
  | 'dicomweb-to'
  | 'notice-to'
  | 'echo-from'
  | 'store-from'
  | 'query-from'
  | 'commitment-from'
  | 'character-sets'
  | 'patient-identifiers';

/** `NOT_SEEN`: the hospital has not done it yet; `SKIPPED`: nothing that the connection needs. */
export type ConformanceOutcome = 'PASSED' | 'FAILED' | 'NOT_SEEN' | 'SKIPPED';

export interface ConformanceCheck {
  readonly check: ConformanceCheckName;
  readonly outcome: ConformanceOutcome;
  /** What was found; holds nothing of a patient. */
  readonly found: Words;
  /** What is to be mended, and by whom; null where nothing is. */
  readonly mend: Words | null;
}

export function passed(check: ConformanceCheckName, en: string, zh: string): ConformanceCheck {
  return { check, outcome: 'PASSED', found: { en, zh }, mend: null };
}

export function skipped(check: ConformanceCheckName, en: string, zh: string): ConformanceCheck {
  return { check, outcome: 'SKIPPED', found: { en, zh }, mend: null };
}

export function amiss(
  check: ConformanceCheckName,
  outcome: Exclude<ConformanceOutcome, 'PASSED'>,
  found: Words,
  mend: Words,
): ConformanceCheck {
  return { check, outcome, found, mend };
}
