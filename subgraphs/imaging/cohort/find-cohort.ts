import type pg from 'pg';
import type { Rectangle } from '../deidentify/deidentify-options.ts';
import { CohortRefusal } from './cohort-refusal.ts';
import type { CohortCriteria } from './select-cohort.ts';

export interface Cohort {
  readonly cohortId: string;
  readonly name: string;
  readonly criteria: CohortCriteria;
  readonly dates: 'remove' | 'shift';
  readonly mask: readonly Rectangle[];
  readonly madeAt: Date;
  readonly madeBy: string;
  /** Null until a reader study is opened. */
  readonly labels: readonly string[] | null;
  /** Images by what became of them. */
  readonly images: Readonly<Partial<Record<'SELECTED' | 'EXPORTED' | 'REFUSED' | 'WITHDRAWN', number>>>;
}

interface CohortRow {
  readonly cohort_id: string;
  readonly name: string;
  readonly criteria: CohortCriteria;
  readonly dates: 'remove' | 'shift';
  readonly mask: readonly Rectangle[];
  readonly made_at: Date;
  readonly made_by: string;
  readonly labels: string[] | null;
  readonly images: Cohort['images'] | null;
}

/** All cohorts, the newest first. */
export async function listCohorts(
  client: pg.ClientBase,
  name: string | null = null,
): Promise<readonly Cohort[]> {
  const { rows } = await client.query<CohortRow>(
    `SELECT cohort_id, name, criteria, dates, mask, made_at, made_by, labels,
            (SELECT jsonb_object_agg(state, count) FROM (
               SELECT state, count(*) FROM cohort.image WHERE image.cohort_id = cohort.cohort_id GROUP BY state) counted
            ) AS images
       FROM cohort.cohort WHERE $1::text IS NULL OR name = $1 ORDER BY made_at DESC, name`,
    [name],
  );
  return rows.map(({ cohort_id: cohortId, made_at: madeAt, made_by: madeBy, images, ...row }) => ({
    ...row,
    cohortId,
    madeAt,
    madeBy,
    images: images ?? {},
  }));
}

/** @throws CohortRefusal where there is none of this name */
export async function findCohort(client: pg.ClientBase, name: string): Promise<Cohort> {
  const [cohort] = await listCohorts(client, name);
  if (cohort === undefined) throw new CohortRefusal(`there is no cohort \`${name}\``);
  return cohort;
}

/** Person keys of everybody of whom an image is in a cohort and may leave. @throws CohortRefusal */
export async function peopleOfCohort(client: pg.ClientBase, name: string): Promise<readonly string[]> {
  const { cohortId } = await findCohort(client, name);
  const { rows } = await client.query<{ patient_key: string }>(
    `SELECT DISTINCT patient_key FROM cohort.image WHERE cohort_id = $1 AND state <> 'WITHDRAWN' ORDER BY 1`,
    [cohortId],
  );
  return rows.map(({ patient_key: person }) => person);
}
