import type { PriorityGroup } from '../market/priority-group.ts';
import type { IsoDate } from '../market/measures.ts';
import type { PriorityDataset } from './priority-facts.ts';

/** A condition on facts: one key each. Missing facts make it undecided, not false. */
export type PriorityCondition =
  | { readonly all: readonly PriorityCondition[] }
  | { readonly any: readonly PriorityCondition[] }
  | { readonly sex: 'MALE' | 'FEMALE' }
  /** From the birthday on which somebody is so many years old. */
  | { readonly ageFrom: number }
  /** Before that birthday. */
  | { readonly ageBelow: number }
  | { readonly registeredUnemployed: true }
  /** Registered as unemployed for so many months without a break. */
  | { readonly unemployedMonths: number }
  | { readonly graduatedWithinMonths: number }
  | { readonly holds: 'disability' | 'dibao' | 'landless' }
  | { readonly householdWithoutWork: HouseholdWithoutWork };

/** Nobody of working age in the household works, and somebody of them is registered as unemployed. */
export interface HouseholdWithoutWork {
  readonly settings: readonly ('URBAN' | 'RURAL')[];
  readonly workingAgeFrom: number;
  readonly workingAgeBelow: number;
}

/** Who counts to a priority group, in a division and for a time. */
export interface PriorityRule {
  readonly id: string;
  readonly group: PriorityGroup;
  /** Six digits of GB/T 2260, trailing zeros for everything below; of several the nearest goes before. */
  readonly division: string;
  readonly validFrom: IsoDate;
  /** The first day on which it is in force no more; null: for good. */
  readonly validTo: IsoDate | null;
  readonly statute: string;
  readonly words: string;
  readonly wordsChinese: string;
  /** What it rests on. */
  readonly evidence: readonly PriorityDataset[];
  readonly when: PriorityCondition;
}
