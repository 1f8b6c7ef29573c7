import { rounded, shareBounds, type Concern } from './concern.ts';

/** How the work of a model at a site went lately. */
export interface Operations {
  /** Jobs that ended. */
  readonly jobs: number;
  /** Of them those that nobody could do. */
  readonly canceled: number;
  /** Of them those of which the model said nothing. */
  readonly abstained: number;
  /** 95 of 100 were answered within so many seconds of being asked; null where none was. */
  readonly p95Seconds: number | null;
}

const FEWEST_JOBS = 20;
const MOST_CANCELED = 0.02;
/** More than this and what the hospital sends does not say what a model must know. */
const MOST_ABSTAINED = 0.5;
const SLOWEST_SECONDS = 60;

/** Where jobs fail, take too long, or mostly end without an answer. */
export function operationsConcern({ jobs, canceled, abstained, p95Seconds }: Operations): Concern | null {
  if (jobs < FEWEST_JOBS) return null;
  const figures: Record<string, number> = {};
  if (shareBounds(canceled, jobs).low > MOST_CANCELED) figures['canceled'] = rounded(canceled / jobs);
  if (shareBounds(abstained, jobs).low > MOST_ABSTAINED) figures['abstained'] = rounded(abstained / jobs);
  if (p95Seconds !== null && p95Seconds > SLOWEST_SECONDS) figures['p95_seconds'] = rounded(p95Seconds);
  if (Object.keys(figures).length === 0) return null;
  return { kind: 'OPERATIONS', label: null, figures: { ...figures, jobs } };
}
