import { CLOCK_TOLERANCE_MS } from '../../../kit/dataset-states.ts';
import type { RelationAnswer } from './ask-relation.ts';

const HOUR_MS = 3_600_000;

/**
 * Whether an answer is older than somebody bears. A source that does not say up to when it is complete, or says what is no
 * time or one to come, can be of any age.
 * @param maxAgeHours undefined: any age will do
 * @param asOf the instant as of which it was read, RFC 3339; null: now
 */
export function isTooOld(
  { state, fetchedAt }: Pick<RelationAnswer, 'state' | 'fetchedAt'>,
  maxAgeHours: number | undefined,
  asOf: string | null,
): boolean {
  if (maxAgeHours === undefined) return false;
  if (state.asOf === null) return true;
  const now = asOf === null ? fetchedAt.getTime() : Date.parse(asOf);
  const age = now - Date.parse(state.asOf);
  return !(age >= -CLOCK_TOLERANCE_MS && age <= maxAgeHours * HOUR_MS);
}
