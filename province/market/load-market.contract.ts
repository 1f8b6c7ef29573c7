import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../hub/testing/test-database.ts';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { worldOn } from '../../subgraphs/matching/constraints/match-world.ts';
import { explain } from '../../subgraphs/matching/score/explain.ts';
import { VacancyIndex } from '../../subgraphs/matching/score/vacancy-index.ts';
import { readJobseekers, readVacancies } from '../../subgraphs/matching/market/read-market.ts';
import { postVacancy } from '../../subgraphs/matching/market/keep-vacancy.ts';
import { draftOf } from '../../subgraphs/matching/market/testing/market-fixtures.ts';
import type { StoredJobseeker } from '../../subgraphs/matching/market/jobseeker-rows.ts';
import type { VacancyFault } from '../../subgraphs/matching/market/vacancy-fault.ts';
import type { StoredVacancy } from '../../subgraphs/matching/market/vacancy-rows.ts';
import type { VacancyStatus } from '../../subgraphs/matching/market/vacancy.ts';
import type { Words } from '../../subgraphs/matching/occupations/words.ts';
import type { ProvinceServer } from '../load/table-load.ts';
import { makeProvince } from '../make-province.ts';
import {
  DEMONSTRATION_EMPLOYER,
  DEMONSTRATION_JOBSEEKER,
  demonstrationJobseeker,
  demonstrationVacancies,
} from './demonstration.ts';
import { ensureProvinceMarket } from './ensure-province-market.ts';
import { loadMarket } from './load-market.ts';
import { PLANTED_VACANCIES } from './plant-bad-vacancy.ts';

const TODAY = dayInChina(new Date());
let database: TestDatabase;
let server: ProvinceServer;
let client: pg.Client;
let vacancies: readonly StoredVacancy[];
let jobseekers: readonly StoredJobseeker[];

beforeAll(async () => {
  database = await createTestDatabase();
  server = { ...database, databaseName: () => database.database };
  await makeProvince({ residents: 2_000, seed: 5, server });
  client = new pg.Client(database);
  await client.connect();
  await client.query('CREATE SCHEMA market; CREATE SCHEMA service');
  await ensureProvinceMarket(client, server, 5);
  [vacancies, jobseekers] = [await all(readVacancies(client)), await all(readJobseekers(client))];
}, 120_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const each of stream) found.push(each);
  return found;
}

test('every planted fault is kept with its reason, and what was refused is not open', () => {
  const found = vacancies.flatMap(({ vacancy: { status }, faults }) => [
    ...faults.map(({ code }) => code),
    ...(status === 'FILLED' ? [status] : []),
  ]);
  for (const { fault } of PLANTED_VACANCIES) if (fault !== null) expect([...new Set(found)]).toContain(fault);
  for (const { vacancy, faults } of vacancies) {
    const refused = faults.some(({ effect }) => effect === 'REFUSED');
    expect(vacancy.status === 'REFUSED').toBe(refused);
    if (faults.length === 0) expect(vacancy.status).toBe(vacancy.filled < vacancy.places ? 'OPEN' : 'FILLED');
  }
});

/** What whoever asks is told of a vacancy with these faults. */
function reasonOf(status: VacancyStatus, faults: readonly VacancyFault[]): Words {
  if (status === 'REFUSED') return { en: 'not published', zh: '未予发布' };
  return faults.some(({ code }) => code === 'EXPIRED')
    ? { en: 'closed after', zh: '截止' }
    : { en: 'places are taken', zh: '名额已满' };
}

test('of what is planted wrong nothing is matched with anybody, and whoever asks is told why', () => {
  const market = new VacancyIndex(worldOn(TODAY));
  for (const { vacancy } of vacancies) market.put(vacancy);
  const faulty = new Map(
    vacancies
      .filter(({ vacancy }) => vacancy.status !== 'OPEN')
      .map(({ vacancy, faults }) => [vacancy.vacancyId, reasonOf(vacancy.status, faults)]),
  );
  expect(faulty.size).toBeGreaterThanOrEqual(PLANTED_VACANCIES.filter(({ fault }) => fault !== null).length);
  const somebody = jobseekers.filter(({ obstacles }) => obstacles.length === 0).slice(0, 60);
  const suggested = somebody.flatMap(({ jobseeker }) =>
    market.top(jobseeker, 450).map((each) => each.vacancyId),
  );
  expect(suggested.length).toBeGreaterThan(100);
  expect(suggested.filter((id) => faulty.has(id))).toEqual([]);
  for (const [id, reason] of faulty) {
    const judged = market.judge(demonstrationJobseeker, id);
    if (judged.kind !== 'REFUSAL') throw new Error(`${id} is matched`);
    expect(judged.violations.map(({ constraint }) => constraint)).toContain('OPEN');
    const { en, zh } = explain(judged, 'JOBSEEKER');
    expect(en).toContain(reason.en);
    expect(zh).toContain(reason.zh);
  }
});

test('employers are firms of the province, jobseekers people on its registers', async () => {
  const { rows: firms } = await client.query<{ credit_code: string }>('SELECT credit_code FROM enterprise');
  const known = new Set([...firms.map((row) => row.credit_code), DEMONSTRATION_EMPLOYER]);
  expect(vacancies.filter(({ vacancy }) => !known.has(vacancy.employer))).toEqual([]);
  const { rows: people } = await client.query<{ person_key: string }>('SELECT person_key FROM resident');
  const residents = new Set([...people.map((row) => row.person_key), DEMONSTRATION_JOBSEEKER]);
  expect(jobseekers.length).toBeGreaterThan(40);
  expect(jobseekers.filter(({ jobseeker }) => !residents.has(jobseeker.personKey))).toEqual([]);
});

test('who is employed or dead by the registers is marked so among the jobseekers, and nobody else; some have not consented', async () => {
  const keys = jobseekers.map(({ jobseeker }) => jobseeker.personKey);
  const among = async (sql: string): Promise<readonly string[]> =>
    (await client.query<{ person_key: string }>(sql, [keys])).rows.map((row) => row.person_key).toSorted();
  const marked = (wanted: string): readonly string[] =>
    jobseekers
      .filter(({ obstacles }) => obstacles.some(({ code }) => code === wanted))
      .map(({ jobseeker }) => jobseeker.personKey)
      .toSorted();
  const dead = await among('SELECT DISTINCT person_key FROM death_certificate WHERE person_key = ANY ($1)');
  const employed = await among(
    `SELECT person_key FROM (
       SELECT DISTINCT ON (person_key) person_key, status FROM employment_registration
       WHERE recorded_to IS NULL AND person_key = ANY ($1) ORDER BY person_key, valid_from DESC) AS last
     WHERE status = 'EMPLOYED'`,
  );
  expect([dead.length > 0, employed.length > 5]).toEqual([true, true]);
  expect(marked('DECEASED')).toEqual(dead);
  expect(marked('EMPLOYED')).toEqual(employed.filter((key) => !dead.includes(key)));
  expect(marked('EMPTY_PROFILE').length).toBeGreaterThan(0);
  expect(jobseekers.filter(({ consented }) => !consented).length).toBeGreaterThan(0);
});

test('who consents is in the service chain as well, with a way to be reached', async () => {
  const { rows } = await client.query<{ person_key: string }>(
    `SELECT person_key FROM service.consent JOIN service.contact USING (person_key) WHERE withdrawn_at IS NULL`,
  );
  const consenting = jobseekers
    .filter(({ consented }) => consented)
    .map(({ jobseeker }) => jobseeker.personKey);
  expect(new Set(rows.map((row) => row.person_key))).toEqual(new Set(consenting));
  expect(consenting.length).toBeGreaterThan(40);
});

test('the demonstration has its firm, its vacancies and its jobseeker, to whom nothing is an obstacle', () => {
  const own = vacancies.filter(({ vacancy }) => vacancy.employer === DEMONSTRATION_EMPLOYER);
  expect(own.map(({ vacancy, faults }) => [vacancy.status, faults])).toEqual(
    demonstrationVacancies(0).map(() => ['OPEN', []]),
  );
  const person = jobseekers.find(({ jobseeker }) => jobseeker.personKey === DEMONSTRATION_JOBSEEKER);
  expect(person).toMatchObject({ consented: true, obstacles: [] });
});

test('what is posted next has a number of its own', async () => {
  const draft = draftOf(demonstrationVacancies(0)[0]!);
  await client.query('BEGIN');
  const id = await postVacancy(client, DEMONSTRATION_EMPLOYER, draft, new Date());
  await client.query('ROLLBACK');
  expect(vacancies.map(({ vacancy }) => vacancy.vacancyId)).not.toContain(id);
});

test('a market that is there is left as it is, and one that fails leaves nothing', async () => {
  await ensureProvinceMarket(client, server, 6);
  expect(await all(readVacancies(client))).toEqual(vacancies);
  const again = vacancies.slice(0, 1).map(({ vacancy }) => vacancy);
  const fresh = demonstrationVacancies(1_000_000);
  await expect(loadMarket(client, { vacancies: [...fresh, ...again], jobseekers: [] })).rejects.toThrow();
  expect(await all(readVacancies(client))).toEqual(vacancies);
});
