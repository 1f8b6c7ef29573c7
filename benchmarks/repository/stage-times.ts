import type pg from 'pg';
import type { MadeRegistration } from './make-registrations.ts';

/** Where the time of a change goes, in ms, one stage after the other. */
export interface StageTimes {
  /** From the commit to the event being in the stream. */
  readonly captured: readonly number[];
  /** From there to the reader's question: it gathers, and keeps what it read before. */
  readonly waited: readonly number[];
  /** From the question to its answer: the gateway and the agencies. */
  readonly read: readonly number[];
  /** From there to a picture that others can read. */
  readonly kept: readonly number[];
}

export interface StageParts {
  /** The hub database, by a role that reads the stream and the ledger. */
  readonly hub: pg.Pool;
  readonly matching: pg.Pool;
  readonly registrations: readonly MadeRegistration[];
  /** Occupation of a registration → when a picture that names it was seen. */
  readonly seen: ReadonlyMap<string, number>;
}

/** Of one person there may be several registrations: the event of one is the first that was committed after it was made. */
const PUBLISHED = `
WITH told AS (
  SELECT key ->> 'key' AS person, committed_at, published_at
  FROM stream.event, jsonb_array_elements(keys) AS key
  WHERE relation = 'employment_registration' AND key ->> 'type' = 'Person'
)
SELECT occupation, (extract(epoch FROM min(published_at)) * 1000)::float8 AS at
FROM unnest($1::text[], $2::text[], $3::float8[]) AS made (occupation, person, at)
JOIN told USING (person) WHERE told.committed_at >= to_timestamp(made.at / 1000) GROUP BY 1`;

/** The instant of a row is taken when its answer is there. */
const KEPT = `
SELECT occupation, exchange_id AS exchange, (extract(epoch FROM recorded_from) * 1000)::float8 AS at
FROM repository.person_picture WHERE valid_to IS NULL AND occupation = ANY ($1)`;

const ASKED = `SELECT exchange_id AS exchange, entry::json ->> 'startedAt' AS at FROM ledger.entry WHERE exchange_id = ANY ($1)`;

/** Of every registration that was seen. */
export async function stageTimes({ hub, matching, registrations, seen }: StageParts): Promise<StageTimes> {
  const occupations = registrations.map(({ occupation }) => occupation);
  const people = registrations.map(({ person }) => person);
  const made = registrations.map(({ at }) => at);
  const published = await hub.query<{ occupation: string; at: number }>(PUBLISHED, [
    occupations,
    people,
    made,
  ]);
  const kept = await matching.query<{ occupation: string; exchange: string; at: number }>(KEPT, [
    occupations,
  ]);
  const asked = await hub.query<{ exchange: string; at: string }>(ASKED, [
    kept.rows.map(({ exchange }) => exchange),
  ]);
  const publishedAt = new Map(published.rows.map(({ occupation, at }) => [occupation, at]));
  const keptAs = new Map(kept.rows.map((row) => [row.occupation, row]));
  const askedAt = new Map(asked.rows.map(({ exchange, at }) => [exchange, Date.parse(at)]));
  const whole = registrations.flatMap(({ occupation, at }) => {
    const row = keptAs.get(occupation);
    const times = [
      at,
      publishedAt.get(occupation),
      askedAt.get(row?.exchange ?? ''),
      row?.at,
      seen.get(occupation),
    ];
    return times.every((time) => time !== undefined) ? [times] : [];
  });
  const between = (stage: number): readonly number[] =>
    whole.map((times) => (times[stage + 1] ?? NaN) - (times[stage] ?? NaN));
  return { captured: between(0), waited: between(1), read: between(2), kept: between(3) };
}
