import type { AuditRule } from '../../rules/audit-rule.ts';
import type { SweepRelation } from '../plan/sweep-plan.ts';
import type { RelationAnswer } from './ask-relation.ts';

const HOUR_MS = 3_600_000;

/** Whether a relation is older than a rule bears. A source that does not say up to when it is complete can be of any age. */
export function isTooOld(
  { definition }: AuditRule,
  relation: SweepRelation,
  { state, fetchedAt }: Pick<RelationAnswer, 'state' | 'fetchedAt'>,
  asOf: string | null,
): boolean {
  const limit = definition.maxAgeHours[relation.typeName];
  if (limit === undefined) return false;
  if (state.asOf === null) return true;
  const now = asOf === null ? fetchedAt.getTime() : Date.parse(asOf);
  return now - Date.parse(state.asOf) > limit * HOUR_MS;
}
