import type pg from 'pg';
import type { CreditCode } from '../../../identifiers/credit-code.ts';
import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { licencesFor } from '../occupations/licences.ts';
import { minimumAgeFor } from '../occupations/minimum-age.ts';
import { checkVacancy, expiredFault, MOST_OPEN, type OtherVacancy } from './check-vacancy.ts';
import {
  storedVacancy,
  VACANCY_COLUMNS,
  VACANCY_SELECTION,
  vacancyRow,
  type StoredVacancy,
  type VacancyRow,
} from './vacancy-rows.ts';
import type { VacancyFault } from './vacancy-fault.ts';
import { shutByFaults, stillShut, vacancyStatus, type PlacesTaken } from './vacancy-status.ts';
import type { LockedVacancy, Vacancy } from './vacancy.ts';

/** What an employer says of a vacancy; the rest comes from the market. */
export type VacancyDraft = Omit<Vacancy, 'vacancyId' | 'employer' | 'filled' | 'status'>;

const INSERT = `INSERT INTO market.vacancy (${VACANCY_COLUMNS.join(', ')})
  SELECT ${VACANCY_COLUMNS.join(', ')} FROM jsonb_populate_recordset(NULL::market.vacancy, $1)`;
/** All but what is the market's own: who offers it, how much is taken, when it was posted. */
const CHANGED = VACANCY_COLUMNS.filter(
  (column) => !['vacancy_id', 'employer', 'filled', 'posted_at'].includes(column),
);
/** All of that but when it was changed. */
const SAID = CHANGED.filter((column) => column !== 'changed_at');
const of = (row: 'vacancy' | 'said', columns: readonly string[]): string =>
  columns.map((column) => `${row}.${column}`).join(', ');
const UPDATE = `UPDATE market.vacancy SET (${CHANGED.join(', ')}) = (SELECT ${of('said', CHANGED)})
  FROM jsonb_populate_record(NULL::market.vacancy, $2) AS said
  WHERE vacancy.vacancy_id = $1 AND (${of('vacancy', SAID)}) IS DISTINCT FROM (${of('said', SAID)})`;

/**
 * Keeps a new vacancy, whatever is wrong with it: one that demands what is unlawful or makes no sense is kept as
 * refused, with the reasons. What the law requires for the work is added where the employer left it out.
 * @returns its id
 */
export async function postVacancy(
  client: pg.ClientBase,
  employer: CreditCode,
  draft: VacancyDraft,
  now: Date,
): Promise<string> {
  await holdEmployer(client, employer);
  const { rows } = await client.query<{ id: string }>(
    `SELECT 'V' || lpad(nextval('market.vacancy_number')::text, 10, '0') AS id`,
  );
  const vacancyId = rows[0]?.id ?? '';
  const posted = lawful({ ...draft, vacancyId, employer, filled: 0, status: 'OPEN' });
  const faults = await faultsOf(client, posted, now);
  const status = vacancyStatus({ ...posted, held: 0 }, shutByFaults(faults));
  await insertVacancies(client, [{ vacancy: { ...posted, status }, faults }], now);
  return vacancyId;
}

/** What an employer puts in the place of a vacancy, of which some places are held. */
export interface VacancyChange extends Pick<PlacesTaken, 'held'> {
  readonly draft: VacancyDraft;
}

/**
 * Puts another text and other terms in place of a vacancy's, checked as if it were new; nothing where there is none.
 * @returns whether it says anything else than before
 */
export async function changeVacancy(
  client: pg.ClientBase,
  vacancyId: string,
  { draft, held }: VacancyChange,
  now: Date,
): Promise<boolean> {
  const known = await readVacancy(client, vacancyId);
  if (known === null) return false;
  const { employer, filled } = known.vacancy;
  await holdEmployer(client, employer);
  const changed = lawful({ ...draft, vacancyId, employer, filled, status: 'OPEN' });
  const faults = await faultsOf(client, changed, now);
  const status = vacancyStatus({ ...changed, held }, shutByFaults(faults));
  const row = vacancyRow({ ...changed, status }, faults, now);
  const { rowCount } = await client.query(UPDATE, [vacancyId, JSON.stringify(row)]);
  return rowCount === 1;
}

/** Takes a vacancy back; its record stays. */
export async function withdrawVacancy(client: pg.ClientBase, vacancyId: string, now: Date): Promise<void> {
  await client.query(
    `UPDATE market.vacancy SET status = 'WITHDRAWN', changed_at = $2 WHERE vacancy_id = $1`,
    [vacancyId, now],
  );
}

/**
 * Takes back every vacancy whose last day lies before this one, and says so in its faults.
 * @returns their ids
 */
export async function expireVacancies(client: pg.ClientBase, now: Date): Promise<readonly string[]> {
  const { rows } = await client.query<{ vacancy_id: string }>(
    // WHY locked in order: whoever withdraws consent locks all vacancies of the referrals, in the same.
    `WITH expired AS (
       SELECT vacancy_id FROM market.vacancy WHERE status IN ('OPEN', 'FILLED') AND open_until < $1::date
       ORDER BY vacancy_id FOR UPDATE
     )
     UPDATE market.vacancy SET status = 'WITHDRAWN', faults = faults || $2::jsonb, changed_at = $3
     FROM expired WHERE vacancy.vacancy_id = expired.vacancy_id RETURNING vacancy.vacancy_id`,
    [dayInChina(now), JSON.stringify([expiredFault()]), now],
  );
  return rows.map((row) => row.vacancy_id);
}

/** How many places are taken, and how many of them only held. */
export async function setFilled(
  client: pg.ClientBase,
  { vacancyId, places, status }: LockedVacancy,
  { filled, held }: Omit<PlacesTaken, 'places'>,
): Promise<void> {
  await client.query(
    `UPDATE market.vacancy SET filled = $2, status = $3, changed_at = now()
     WHERE vacancy_id = $1 AND (filled, status) IS DISTINCT FROM ($2, $3)`,
    [vacancyId, filled, vacancyStatus({ places, filled, held }, stillShut(status))],
  );
}

const WAS_REFUSED = `jsonb_path_exists(faults, '$[*] ? (@.effect == "REFUSED")')`;
const SHOWN = {
  VACANCY: `SELECT FROM market.vacancy WHERE vacancy_id = $1 AND NOT ${WAS_REFUSED} LIMIT 1`,
  EMPLOYER: `SELECT FROM market.vacancy WHERE employer = $1 AND NOT ${WAS_REFUSED} LIMIT 1`,
} as const;

/**
 * Whether there is a vacancy of this id, or of an employer of this credit code, that anybody is shown: one that was refused is not,
 * also where it was taken back since.
 */
export async function isShown(
  client: pg.ClientBase | pg.Pool,
  what: keyof typeof SHOWN,
  value: string,
): Promise<boolean> {
  return (await client.query(SHOWN[what], [value])).rowCount === 1;
}

/** How many vacancies of an employer are refused and wait to be changed. */
export async function countRefused(client: pg.ClientBase, employer: CreditCode): Promise<number> {
  const { rows } = await client.query<{ refused: number }>(
    `SELECT count(*)::int AS refused FROM market.vacancy WHERE employer = $1 AND status = 'REFUSED'`,
    [employer],
  );
  return rows[0]?.refused ?? 0;
}

/** One vacancy; null where there is none of this id. */
export async function readVacancy(client: pg.ClientBase, vacancyId: string): Promise<StoredVacancy | null> {
  const { rows } = await client.query<VacancyRow>(
    `SELECT ${VACANCY_SELECTION} FROM market.vacancy WHERE vacancy_id = $1`,
    [vacancyId],
  );
  return rows[0] === undefined ? null : storedVacancy(rows[0]);
}

/** The same, locked. */
export async function lockVacancy(client: pg.ClientBase, vacancyId: string): Promise<LockedVacancy | null> {
  const { rows } = await client.query<VacancyRow>(
    `SELECT ${VACANCY_SELECTION} FROM market.vacancy WHERE vacancy_id = $1 FOR UPDATE`,
    [vacancyId],
  );
  return rows[0] === undefined ? null : (storedVacancy(rows[0]).vacancy as LockedVacancy);
}

/** Keeps vacancies as they are given, with what was found wrong with them. */
export async function insertVacancies(
  client: pg.ClientBase,
  vacancies: readonly Omit<StoredVacancy, 'recordId'>[],
  at: Date,
): Promise<void> {
  const rows = vacancies.map(({ vacancy, faults }) => vacancyRow(vacancy, faults, at));
  await client.query(INSERT, [JSON.stringify(rows)]);
}

/** Of two alike that an employer posts or changes at once the second waits, and is seen beside the first. */
async function holdEmployer(client: pg.ClientBase, employer: CreditCode): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('vacancies of ' || $1, 0))`, [employer]);
}

/** What is found wrong with a vacancy beside the employer's others; of somebody who has too many none is read. */
async function faultsOf(
  client: pg.ClientBase,
  vacancy: Vacancy,
  now: Date,
): Promise<readonly VacancyFault[]> {
  const { rows } = await client.query<{ open: number }>(
    `SELECT count(*)::integer AS open FROM market.vacancy
     WHERE employer = $1 AND status IN ('OPEN', 'FILLED') AND vacancy_id <> $2`,
    [vacancy.employer, vacancy.vacancyId],
  );
  const open = rows[0]?.open ?? 0;
  const others = open < MOST_OPEN ? await othersBeside(client, vacancy) : [];
  return checkVacancy(vacancy, { day: dayInChina(now), open, others });
}

/**
 * Those for the same work in the same county, and of all counties and occupations those that ask of a body, or offer it,
 * something else.
 */
async function othersBeside(client: pg.ClientBase, vacancy: Vacancy): Promise<readonly OtherVacancy[]> {
  const { employer, occupation, county, vacancyId, demands, accommodations } = vacancy;
  const { rows } = await client.query<OtherVacancy>(
    `SELECT vacancy_id AS "vacancyId", title, text, occupation, county, demands, accommodations
     FROM market.vacancy
     WHERE employer = $1 AND status IN ('OPEN', 'FILLED') AND vacancy_id <> $4
       AND ((occupation = $2 AND county = $3)
         OR NOT (demands @> $5 AND demands <@ $5 AND accommodations @> $6 AND accommodations <@ $6))
     ORDER BY record_id`,
    [employer, occupation, county, vacancyId, demands, accommodations],
  );
  return rows;
}

/** With every licence and the age that the law sets for the work, whatever the employer wrote. */
function lawful<T extends Vacancy>(vacancy: T): T {
  const licences = [...new Set([...vacancy.licences, ...licencesFor(vacancy.occupation)])];
  const minimumAge = minimumAgeFor(vacancy.occupation, vacancy.shift) === 18 ? 18 : vacancy.minimumAge;
  return { ...vacancy, licences, minimumAge };
}
