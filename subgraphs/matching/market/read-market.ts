import type pg from 'pg';
import {
  JOBSEEKER_SELECTION,
  storedJobseeker,
  type JobseekerRow,
  type StoredJobseeker,
} from './jobseeker-rows.ts';
import { storedVacancy, VACANCY_SELECTION, type StoredVacancy, type VacancyRow } from './vacancy-rows.ts';

/** Pages of this size keep a market of any size out of memory. */
const PAGE = 1_000;

/** Every vacancy, in the order in which they were posted, refused and withdrawn ones too. */
export async function* readVacancies(client: Queryable): AsyncGenerator<StoredVacancy> {
  yield* pages(async (after) => {
    const { rows } = await client.query<VacancyRow>(
      `SELECT ${VACANCY_SELECTION} FROM market.vacancy WHERE vacancy.record_id > $1
       ORDER BY vacancy.record_id LIMIT ${PAGE}`,
      [after],
    );
    return rows.map(storedVacancy);
  });
}

/** Everybody with a profile, in the order in which they came, also those who have not consented or can not be matched. */
export async function* readJobseekers(client: Queryable): AsyncGenerator<StoredJobseeker> {
  yield* pages(async (after) => {
    const { rows } = await client.query<JobseekerRow>(
      `SELECT ${JOBSEEKER_SELECTION} FROM market.jobseeker WHERE jobseeker.record_id > $1
       ORDER BY jobseeker.record_id LIMIT ${PAGE}`,
      [after],
    );
    return rows.map(storedJobseeker);
  });
}

/** What a message of change names; null where it is there no more. */
export async function readVacancyRecord(client: Queryable, recordId: number): Promise<StoredVacancy | null> {
  const { rows } = await client.query<VacancyRow>(
    `SELECT ${VACANCY_SELECTION} FROM market.vacancy WHERE record_id = $1`,
    [recordId],
  );
  return rows[0] === undefined ? null : storedVacancy(rows[0]);
}

/** What a message of change names; null where it is there no more. */
export async function readJobseekerRecord(
  client: Queryable,
  recordId: number,
): Promise<StoredJobseeker | null> {
  const { rows } = await client.query<JobseekerRow>(
    `SELECT ${JOBSEEKER_SELECTION} FROM market.jobseeker WHERE record_id = $1`,
    [recordId],
  );
  return rows[0] === undefined ? null : storedJobseeker(rows[0]);
}

type Queryable = pg.ClientBase | pg.Pool;

async function* pages<Stored extends { readonly recordId: number }>(
  readPage: (after: number) => Promise<readonly Stored[]>,
): AsyncGenerator<Stored> {
  for (let after = 0; ;) {
    const page = await readPage(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.recordId;
  }
}
