import type { TrainingRecord } from './person-records.ts';
import { covers } from './span.ts';

/** What labour has on record of somebody's vocational training, as of a day. */
export interface Training {
  /** The occupation for which the person is being trained; null for none. */
  readonly training: string | null;
  /** The occupations for which the person passed, sorted. */
  readonly trainedFor: readonly string[];
}

/** Of several trainings at once, the one that began last counts. */
export function trainingOn(trainings: readonly TrainingRecord[], day: string): Training {
  const running = trainings.filter(
    ({ startedOn, endedOn }) => startedOn !== null && covers({ from: startedOn, to: endedOn }, day),
  );
  const order = ({ startedOn, recordKey }: TrainingRecord): string => `${startedOn} ${recordKey}`;
  const last = running.toSorted((one, other) => (order(one) < order(other) ? -1 : 1)).at(-1);
  const passed = trainings.flatMap(({ result, endedOn, occupation }) =>
    result === 'PASSED' && endedOn !== null && endedOn <= day && occupation !== null ? [occupation] : [],
  );
  return { training: last?.occupation ?? null, trainedFor: [...new Set(passed)].sort() };
}

/** On which days it may change. */
export function trainingDays(trainings: readonly TrainingRecord[]): readonly string[] {
  return trainings.flatMap(({ startedOn, endedOn }) => [startedOn, endedOn].filter((day) => day !== null));
}
