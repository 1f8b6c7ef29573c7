import type pg from 'pg';
import type { SeenCar } from './follow-findings.ts';
import type { MadeCar } from './make-changes.ts';

/** How long something took, in ms, of many. */
export interface Latency {
  readonly timed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? NaN);
  return { timed: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** From the commit of a change to its finding, or the withdrawal of it, being there for others to read. */
export function timesToVisible(
  cars: readonly MadeCar[],
  seen: ReadonlyMap<string, SeenCar>,
): readonly number[] {
  return cars.flatMap(({ recordKey, registeredAt, struckOffAt }) => {
    const { foundAt, withdrawnAt } = seen.get(recordKey) ?? { foundAt: null, withdrawnAt: null };
    return [
      ...(foundAt === null ? [] : [foundAt - registeredAt]),
      ...(withdrawnAt === null || struckOffAt === null ? [] : [withdrawnAt - struckOffAt]),
    ];
  });
}

/** Where the time of a new finding goes, one stage after the other. */
export interface StageTimes {
  /** From the commit to the event being in the stream. */
  readonly captured: readonly number[];
  /** From there to the hub's answer about the cases that it touches. */
  readonly answered: readonly number[];
  /** From there to the finding being there to read. */
  readonly kept: readonly number[];
}

/** @param stream the hub database, by a role that reads the stream */
export async function stageTimes(
  stream: pg.Pool,
  cars: readonly MadeCar[],
  seen: ReadonlyMap<string, SeenCar>,
): Promise<StageTimes> {
  const { rows } = await stream.query<{ plate: string; at: number }>(
    `SELECT (key ->> 'key')::jsonb ->> 0 AS plate, (extract(epoch FROM min(published_at)) * 1000)::float8 AS at
     FROM stream.event, jsonb_array_elements(keys) AS key
     WHERE agency = 'vehicles' AND key ->> 'type' = 'Vehicle' GROUP BY 1`,
  );
  const published = new Map(rows.map(({ plate, at }) => [plate, at]));
  const whole = cars.flatMap(({ plate, recordKey, registeredAt }) => {
    const publishedAt = published.get(plate);
    const car = seen.get(recordKey);
    return publishedAt === undefined || car === undefined ? [] : [{ registeredAt, publishedAt, ...car }];
  });
  return {
    captured: whole.map(({ registeredAt, publishedAt }) => publishedAt - registeredAt),
    answered: whole.map(({ publishedAt, answeredAt }) => answeredAt - publishedAt),
    kept: whole.map(({ answeredAt, foundAt }) => foundAt - answeredAt),
  };
}
