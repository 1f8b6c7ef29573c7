import type pg from 'pg';
import type { MadeRegistration } from './make-registrations.ts';

export interface Effects {
  /** People whose picture does not name the last registration that was made of them. */
  readonly lost: number;
  /** Registrations that were written into more than one picture. */
  readonly doubled: number;
}

/** Compares what is held at the end, and was held on the way, with what was done. */
export async function comparePictures(
  matching: pg.Pool,
  registrations: readonly MadeRegistration[],
): Promise<Effects> {
  const { rows } = await matching.query<{ occupation: string; times: number; isHeld: boolean }>(
    `SELECT occupation, count(*)::int AS times, bool_or(recorded_to IS NULL) AS "isHeld"
     FROM repository.person_picture WHERE valid_to IS NULL AND occupation = ANY ($1) GROUP BY occupation`,
    [registrations.map(({ occupation }) => occupation)],
  );
  const held = new Set(rows.flatMap(({ occupation, isHeld }) => (isHeld ? [occupation] : [])));
  const last = new Map(registrations.map(({ person, occupation }) => [person, occupation]));
  return {
    lost: [...last.values()].filter((occupation) => !held.has(occupation)).length,
    doubled: rows.filter(({ times }) => times > 1).length,
  };
}
