import { cannotTell, type Conclusion, type ConclusionReason } from '../../policies/conclusion.ts';
import type { DatasetState } from './dataset-states.ts';
import type { Doubt } from './quality-flags.ts';

/** One record that was found. */
export interface Sighting {
  /** Whether it satisfies the conditions; null where it does not say. */
  readonly matches: boolean | null;
  /** What keeps the record from being taken at its word; null for a sound one. */
  readonly doubt: Doubt | null;
}

/** What was looked through. */
export interface Search {
  readonly source: string;
  readonly sightings: readonly Sighting[];
  /** Of every relation that was read. */
  readonly states: readonly DatasetState[];
  /** Whether the grant kept records out of sight. */
  readonly isNarrowed: boolean;
}

/** Whether a record exists, from what was found and what the absence of more is worth. */
export function concludeExistence({ source, sightings, states, isNarrowed }: Search): Conclusion {
  const asOf = earliest(states);
  if (sightings.some(({ matches, doubt }) => matches === true && doubt === null))
    return { answer: 'YES', reasons: [], source, asOf };
  const reasons = [
    ...sightings.flatMap(doubtOfSighting),
    ...(isNarrowed || asOf === null ? (['NOT_COVERED'] as const) : []),
    ...(states.some((state) => state.asOf !== null && !state.isFresh) ? (['STALE'] as const) : []),
  ];
  return reasons.length > 0 ? cannotTell(reasons, source, asOf) : { answer: 'NO', reasons: [], source, asOf };
}

/**
 * Whose record it is does not matter for one that would not count. What a disputed record says, or an empty column
 * would have said, is not known, so neither speaks for a no.
 */
function doubtOfSighting({ matches, doubt }: Sighting): readonly ConclusionReason[] {
  if (doubt === 'DISPUTED') return ['DISPUTED'];
  if (matches === false) return [];
  return [doubt ?? 'DISPUTED'];
}

function earliest(states: readonly DatasetState[]): string | null {
  const times = states.map(({ asOf }) => asOf);
  return times.includes(null) ? null : (times.filter((time) => time !== null).toSorted()[0] ?? null);
}
