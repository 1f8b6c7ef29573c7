import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import { counties } from '../places/commute.ts';
import { applyMarketSchema } from './apply-market-schema.ts';
import {
  insertJobseekers,
  keepProfile,
  readJobseeker,
  setAccepted,
  setConsented,
  setDeclined,
  setGroups,
  setStandings,
} from './keep-jobseeker.ts';
import {
  changeVacancy,
  expireVacancies,
  insertVacancies,
  lockVacancy,
  postVacancy,
  readVacancy,
  setFilled,
  withdrawVacancy,
} from './keep-vacancy.ts';
import { readJobseekerRecord, readJobseekers, readVacancies, readVacancyRecord } from './read-market.ts';
import { draftOf, jobseekerOf, profileOf, vacancyOf } from './testing/market-fixtures.ts';

const NOW = new Date('2026-11-01T02:00:00Z');
const EMPLOYER = vacancyOf().employer;
const DRAFT = draftOf(vacancyOf());

let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await createTestDatabase();
  client = await connect();
  await client.query('CREATE SCHEMA market');
  await applyMarketSchema(client);
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

async function connect(): Promise<pg.Client> {
  const { host, port, user, password } = database;
  const made = new pg.Client({ host, port, user, password, database: database.database });
  await made.connect();
  return made;
}

/** Until somebody waits for what this connection holds. */
async function isWaitedFor(by: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await by.query(
      'SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))',
    );
    if (rowCount !== 0) return;
    await sleep(10);
  }
}

/** Within one transaction, as callers do. */
async function kept<T>(work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  const result = await work();
  await client.query('COMMIT');
  return result;
}

test('the schema is applied over itself', async () => {
  await expect(applyMarketSchema(client)).resolves.toBeUndefined();
});

test('a vacancy is read as it was posted, open, with an id', async () => {
  const id = await kept(() => postVacancy(client, EMPLOYER, DRAFT, NOW));
  expect(id).toMatch(/^V\d{10}$/u);
  expect(await readVacancy(client, id)).toEqual({
    recordId: 1,
    vacancy: vacancyOf({ vacancyId: id }),
    faults: [],
  });
  expect(await readVacancyRecord(client, 1)).toEqual(await readVacancy(client, id));
  expect(await readVacancy(client, 'V9999999999')).toBeNull();
});

test('an unlawful vacancy is kept as refused with the reasons, and open once it is changed', async () => {
  const id = await kept(() => postVacancy(client, EMPLOYER, { ...DRAFT, text: '限男性，35岁以下' }, NOW));
  const refused = await readVacancy(client, id);
  expect(refused?.vacancy.status).toBe('REFUSED');
  expect(refused?.faults.map(({ code }) => code)).toEqual(['SEX', 'AGE']);
  expect(refused?.faults[0]?.statute).toContain('就业促进法');
  await kept(() => changeVacancy(client, id, { draft: DRAFT, held: 0 }, NOW));
  expect(await readVacancy(client, id)).toMatchObject({ vacancy: { status: 'OPEN' }, faults: [] });
});

test('what the law requires for the work is added, whatever the employer wrote', async () => {
  const draft = { ...DRAFT, licences: [], minimumAge: 16 as const };
  const id = await kept(() => postVacancy(client, EMPLOYER, draft, NOW));
  const posted = await readVacancy(client, id);
  expect(posted?.vacancy).toMatchObject({ licences: ['WELDING_WORK'], minimumAge: 18 });
});

test('the same again is refused, also when both are posted at once', async () => {
  const other = await connect();
  const post = async (by: pg.Client): Promise<string> => {
    await by.query('BEGIN');
    const id = await postVacancy(by, EMPLOYER, DRAFT, NOW);
    await by.query('COMMIT');
    return id;
  };
  const ids = await Promise.all([post(client), post(other)]);
  await other.end();
  const stored = await Promise.all(ids.map((id) => readVacancy(client, id)));
  expect(stored.map((each) => each?.vacancy.status).sort()).toEqual(['OPEN', 'REFUSED']);
  expect(stored.flatMap((each) => each?.faults.map(({ code }) => code))).toEqual(['DUPLICATE']);
});

test('twins in two counties that are shut to different people do not both stay open, also when both are changed at once', async () => {
  const other = await connect();
  const twins: { county: string; id: string }[] = [];
  for (const county of ['230102', '230103']) {
    const draft = { ...DRAFT, county, text: `${county} 的另一岗位：收发货物，登记台账。` };
    twins.push({ county, id: await kept(() => postVacancy(client, EMPLOYER, draft, NOW)) });
  }
  const change = async (by: pg.Client, { county, id }: { county: string; id: string }): Promise<void> => {
    await by.query('BEGIN');
    await lockVacancy(by, id);
    const accommodations: typeof DRAFT.accommodations = county === '230103' ? ['SEATED'] : [];
    await changeVacancy(by, id, { draft: { ...DRAFT, county, accommodations }, held: 0 }, NOW);
  };
  const [first, second] = [twins[0]!, twins[1]!];
  await change(client, first);
  const changed = change(other, second);
  await Promise.race([changed, isWaitedFor(client)]);
  await client.query('COMMIT');
  await changed;
  await other.query('COMMIT');
  await other.end();
  const stored = await Promise.all(twins.map(({ id }) => readVacancy(client, id)));
  expect(stored.map((each) => each?.vacancy.status).sort()).toEqual(['OPEN', 'REFUSED']);
  expect(stored.flatMap((each) => each?.faults.map(({ code }) => code))).toEqual(['NEAR_DUPLICATE']);
});

test('whoever has five hundred vacancies open, in whatever counties and for whatever work, posts no more until one is taken back', async () => {
  const open = Array.from({ length: 500 }, (_, i) => ({
    vacancy: vacancyOf({
      vacancyId: `V${9_000_000_000 + i}`,
      title: `岗位 ${i}`,
      text: `${i} `.repeat(20),
      occupation: i % 2 === 0 ? '6-18-02-04' : '4-02-06-01',
      county: counties[i % counties.length] ?? DRAFT.county,
    }),
    faults: [],
  }));
  await insertVacancies(client, open, NOW);
  const post = () => kept(() => postVacancy(client, EMPLOYER, DRAFT, NOW));
  const refused = await readVacancy(client, await post());
  expect(refused?.faults.map(({ code }) => code)).toEqual(['TOO_MANY']);
  await withdrawVacancy(client, 'V9000000300', NOW);
  const id = await post();
  expect((await readVacancy(client, id))?.vacancy.status).toBe('OPEN');
  // What is open may be changed, though there is no room for another.
  await kept(() => changeVacancy(client, id, { draft: { ...DRAFT, title: '电焊工' }, held: 0 }, NOW));
  expect(await readVacancy(client, id)).toMatchObject({ vacancy: { title: '电焊工', status: 'OPEN' } });
});

test('the same words of another employer are no duplicate', async () => {
  await kept(() => postVacancy(client, EMPLOYER, DRAFT, NOW));
  const another = '91239900MA0000002X' as typeof EMPLOYER;
  const id = await kept(() => postVacancy(client, another, DRAFT, NOW));
  expect(await readVacancy(client, id)).toMatchObject({ vacancy: { status: 'OPEN' }, faults: [] });
});

test('a vacancy that is withdrawn stays on record, and its text may be posted again', async () => {
  const id = await kept(() => postVacancy(client, EMPLOYER, DRAFT, NOW));
  await withdrawVacancy(client, id, NOW);
  expect((await readVacancy(client, id))?.vacancy.status).toBe('WITHDRAWN');
  const again = await kept(() => postVacancy(client, EMPLOYER, DRAFT, NOW));
  expect((await readVacancy(client, again))?.vacancy.status).toBe('OPEN');
});

test('a vacancy whose last day is over is taken back with the reason; on its last day it is not', async () => {
  const over = vacancyOf({ vacancyId: 'V0000000001', openUntil: '2026-10-31' });
  const last = vacancyOf({ vacancyId: 'V0000000002', openUntil: '2026-11-01' });
  await insertVacancies(
    client,
    [over, last].map((vacancy) => ({ vacancy, faults: [] })),
    NOW,
  );
  expect(await expireVacancies(client, NOW)).toEqual(['V0000000001']);
  const expired = await readVacancy(client, 'V0000000001');
  expect(expired?.vacancy.status).toBe('WITHDRAWN');
  expect(expired?.faults.map(({ code }) => code)).toEqual(['EXPIRED']);
  expect((await readVacancy(client, 'V0000000002'))?.vacancy.status).toBe('OPEN');
  expect(await expireVacancies(client, NOW)).toEqual([]);
});

test('the last place is seen by one transaction at a time', async () => {
  const id = await kept(() => postVacancy(client, EMPLOYER, { ...DRAFT, places: 1 }, NOW));
  const other = await connect();
  await client.query('BEGIN');
  await other.query('BEGIN');
  const first = (await lockVacancy(client, id))!;
  expect(first.filled).toBe(0);
  const second = lockVacancy(other, id);
  await setFilled(client, first, { filled: 1, held: 0 });
  await client.query('COMMIT');
  expect(await second).toMatchObject({ filled: 1, status: 'FILLED' });
  await other.query('ROLLBACK');
  await other.end();
});

test('every vacancy and every jobseeker is read as a stream, across pages', async () => {
  const vacancies = Array.from({ length: 2_100 }, (_, i) =>
    vacancyOf({ vacancyId: `V${String(i + 1).padStart(10, '0')}` }),
  );
  await insertVacancies(
    client,
    vacancies.map((vacancy) => ({ vacancy, faults: [] })),
    NOW,
  );
  const read = [];
  for await (const { vacancy } of readVacancies(client)) read.push(vacancy);
  expect(read).toEqual(vacancies);
  await insertJobseekers(client, [{ jobseeker: jobseekerOf(), consented: true, obstacles: [] }], NOW);
  const people = [];
  for await (const each of readJobseekers(client)) people.push(each);
  expect(people).toEqual([{ recordId: 1, jobseeker: jobseekerOf(), consented: true, obstacles: [] }]);
});

test('a profile that is kept again leaves consent, declines and groups as they are', async () => {
  const { personKey } = jobseekerOf();
  const profile = profileOf(jobseekerOf());
  await kept(() => keepProfile(client, personKey, profile, NOW));
  expect(await readJobseeker(client, personKey)).toMatchObject({
    consented: false,
    jobseeker: { groups: [] },
  });
  const declined = [{ what: 'SHIFT', value: 'NIGHT', reason: '身体吃不消' }] as const;
  await setConsented(client, personKey, true);
  await setDeclined(client, personKey, declined);
  await setGroups(client, new Map([[personKey, ['DISABLED']]]));
  await kept(() => keepProfile(client, personKey, { ...profile, years: 9, occupations: [] }, NOW));
  expect(await readJobseeker(client, personKey)).toEqual({
    recordId: 1,
    consented: true,
    obstacles: [],
    jobseeker: { ...jobseekerOf({ years: 9, occupations: [] }), declined, groups: ['DISABLED'] },
  });
  expect(await readJobseekerRecord(client, 1)).toEqual(await readJobseeker(client, personKey));
});

test('who is dead or employed is marked with the reason, which a new profile does not take away', async () => {
  const { personKey } = jobseekerOf();
  const profile = profileOf(jobseekerOf());
  const codes = async (): Promise<readonly string[] | undefined> =>
    (await readJobseeker(client, personKey))?.obstacles.map(({ code }) => code);
  await kept(() =>
    keepProfile(client, personKey, { ...profile, occupations: [], skills: [], text: '' }, NOW),
  );
  expect(await codes()).toEqual(['EMPTY_PROFILE']);
  await kept(() => setStandings(client, new Map([[personKey, { employed: true, deceased: false }]])));
  await kept(() => keepProfile(client, personKey, profile, NOW));
  expect(await codes()).toEqual(['EMPLOYED']);
  await kept(() => setStandings(client, new Map([[personKey, { employed: false, deceased: false }]])));
  expect(await codes()).toEqual([]);
});

test('nothing is known of a person without a profile, and nothing happens to one', async () => {
  const { personKey } = jobseekerOf();
  expect(await readJobseeker(client, personKey)).toBeNull();
  await setConsented(client, personKey, true);
  await setStandings(client, new Map([[personKey, { employed: true, deceased: true }]]));
  expect(await readJobseeker(client, personKey)).toBeNull();
});

test('what is concluded of several at once is kept of each, and of nobody who has no profile', async () => {
  const personOf = (number: number): PersonKey => `PASSPORT:UTO-T${number}` as PersonKey;
  const [first, second, stranger] = [personOf(1), personOf(2), personOf(3)];
  for (const personKey of [first, second])
    await kept(() => keepProfile(client, personKey, profileOf(jobseekerOf({ personKey })), NOW));
  await setGroups(
    client,
    new Map([
      [first, ['DISABLED', 'LONG_TERM']],
      [second, []],
      [stranger, ['DISABLED']],
    ]),
  );
  await setStandings(
    client,
    new Map([
      [first, { employed: false, deceased: false }],
      [second, { employed: true, deceased: false }],
      [stranger, { employed: true, deceased: false }],
    ]),
  );
  const { rows } = await client.query(
    `SELECT person_key AS key, groups, obstacles #>> '{0,code}' AS obstacle FROM market.jobseeker ORDER BY 1`,
  );
  expect(rows).toEqual([
    { key: first, groups: ['DISABLED', 'LONG_TERM'], obstacle: null },
    { key: second, groups: [], obstacle: 'EMPLOYED' },
  ]);
});

test('a change is told by the number of the record, without the key of any person', async () => {
  const listener = await connect();
  const told: (string | undefined)[] = [];
  const three = new Promise<void>((resolve) => {
    listener.on('notification', ({ payload }) => {
      if (told.push(payload) === 3) resolve();
    });
  });
  await listener.query('LISTEN market_changed');
  const { personKey } = jobseekerOf();
  const profile = profileOf(jobseekerOf());
  const id = await kept(() => postVacancy(client, EMPLOYER, DRAFT, NOW));
  await withdrawVacancy(client, id, NOW);
  await kept(() => keepProfile(client, personKey, profile, NOW));
  await three;
  await listener.end();
  expect(told).toEqual(['vacancy 1', 'vacancy 1', 'jobseeker 1']);
});

test('work that was accepted stays known through profiles and registers, until the registers see it end', async () => {
  const { personKey } = jobseekerOf();
  const profile = profileOf(jobseekerOf());
  const codes = async () => (await readJobseeker(client, personKey))?.obstacles.map(({ code }) => code);
  const employed = (is: boolean) =>
    setStandings(client, new Map([[personKey, { employed: is, deceased: false }]]));
  await setAccepted(client, personKey, true);
  await keepProfile(client, personKey, profile, NOW);
  expect(await codes()).toEqual([]);
  await setAccepted(client, personKey, true);
  await keepProfile(client, personKey, { ...profile, years: 9 }, NOW);
  // Not registered yet is no end.
  await employed(false);
  expect(await codes()).toEqual(['ACCEPTED']);
  await employed(true);
  expect(await codes()).toEqual(['EMPLOYED', 'ACCEPTED']);
  await employed(false);
  expect(await codes()).toEqual([]);
});
