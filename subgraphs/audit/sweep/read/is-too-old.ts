import { CLOCK_TOLERANCE_MS } from '../../../kit/dataset-states.ts';
import type { RuleDefinition } from '../../definition/audit-definition.ts';
import type { SweepRelation } from '../plan/sweep-plan.ts';
import type { RelationAnswer } from './ask-relation.ts';

const HOUR_MS = 3_600_000;

/**
 * Whether a relation is older than a rule bears, or whatever else sets limits. A source that does not say up to when it is
 * complete, or says what is no time or one to come, can be of any age.
 */
export function isTooOld(
  { definition }: { readonly definition: Pick<RuleDefinition, 'maxAgeHours'> },
  relation: Pick<SweepRelation, 'typeName'>,
  { state, fetchedAt }: Pick<RelationAnswer, 'state' | 'fetchedAt'>,
  asOf: string | null,
): boolean {
  const limit = definition.maxAgeHours[relation.typeName];
  if (limit === undefined) return false;
  if (state.asOf === null) return true;
  const now = asOf === null ? fetchedAt.getTime() : Date.parse(asOf);
  const age = now - Date.parse(state.asOf);
  return !(age >= -CLOCK_TOLERANCE_MS && age <= limit * HOUR_MS);
}
