/** Why something can not be told, in the order in which reasons are listed. Their meaning: `ConclusionReason` of the graph. */
export const CONCLUSION_REASONS = [
  'STALE',
  'SOURCE_DOWN',
  'NOT_COVERED',
  'IDENTITY_DOUBTFUL',
  'DISPUTED',
] as const;
export type ConclusionReason = (typeof CONCLUSION_REASONS)[number];

/** The name of the type in the graph. */
export const CONCLUSION_TYPE = 'Conclusion';

/** An answer that never takes missing data for a no. */
export interface Conclusion {
  readonly answer: 'YES' | 'NO' | 'CANNOT_TELL';
  /** In the order of `CONCLUSION_REASONS`; empty unless it can not be told. */
  readonly reasons: readonly ConclusionReason[];
  /** The subgraph that concluded; null where none did. */
  readonly source: string | null;
  /** RFC 3339: up to when the source was complete; null where it does not say or was not asked. */
  readonly asOf: string | null;
}

/** A conclusion that there is none, with each reason once. */
export function cannotTell(
  reasons: readonly ConclusionReason[],
  source: string | null,
  asOf: string | null,
): Conclusion {
  const given = new Set(reasons);
  return {
    answer: 'CANNOT_TELL',
    reasons: CONCLUSION_REASONS.filter((reason) => given.has(reason)),
    source,
    asOf,
  };
}
