import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  createTestDatabase,
  createTestRole,
  type TestDatabase,
  testPostgres,
  type TestServer,
} from '../../hub/testing/test-database.ts';
import type { PurposeId } from '../../policies/vocabulary.ts';
import type { HubDatabase } from '../hub-database.ts';
import { applyCasesSchema } from './apply-cases-schema.ts';
import type { EmergencyOpening } from './emergency-store.ts';
import { type HubCaseRegistry, openHubCaseRegistry } from './hub-case-registry.ts';
import { type HubEmergencyStore, openHubEmergencyStore } from './hub-emergency-store.ts';
import {
  CLOSED,
  describeCaseRegistry,
  type KeptCase,
  OPENED,
  peopleOf,
} from './testing/describe-case-registry.ts';

let database: TestDatabase;
let owner: pg.Client;
let reader: HubDatabase;
let gateway: HubDatabase;
let keeper: HubDatabase;

beforeAll(async () => {
  const roles: TestServer[] = [];
  for (const role of ['hub_case_reader', 'hub_ledger_writer', 'hub_case_keeper'])
    roles.push(await createTestRole(testPostgres(), role));
  database = await createTestDatabase();
  [reader, gateway, keeper] = roles.map((role) => ({ ...role, database: database.database })) as [
    HubDatabase,
    HubDatabase,
    HubDatabase,
  ];
  owner = await connect({ ...testPostgres(), database: database.database });
  await applyCasesSchema(owner);
  await applyCasesSchema(owner);
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function connect(login: HubDatabase): Promise<pg.Client> {
  const client = new pg.Client({ ...login });
  await client.connect();
  return client;
}

async function keep(client: pg.Client, kept: KeptCase): Promise<void> {
  const { caseNumber, department, officials, people, openedAt, closedAt } = kept;
  const values = [caseNumber, department, openedAt, closedAt];
  await client.query('DELETE FROM cases.case_official WHERE case_number = $1', [caseNumber]);
  await client.query(
    'INSERT INTO cases.registered_case VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    values,
  );
  await client.query('INSERT INTO cases.case_official SELECT $1, unnest($2::text[])', [
    caseNumber,
    officials,
  ]);
  await client.query('INSERT INTO cases.case_person SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
    caseNumber,
    people,
  ]);
}

const closing: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(closing.map((each) => each.close())));

function opened<T extends { close(): Promise<void> }>(one: T): T {
  closing.push(one);
  return one;
}

const nowhere = { host: '127.0.0.1', port: 1, database: 'hub', user: 'nobody', password: 'none' };

describeCaseRegistry(
  'the hub’s own',
  () => {
    const registry = openHubCaseRegistry(reader);
    return Promise.resolve({
      registryFor: async (kept) => {
        await keep(owner, kept);
        return registry;
      },
      close: () => registry.close(),
    });
  },
  opened(openHubCaseRegistry(nowhere)),
);

describe('consent', () => {
  let registry: HubCaseRegistry;
  const [anna = '', ben = '', cleo = ''] = peopleOf(3);
  const question = {
    department: 'hospital',
    purpose: 'settlement' as PurposeId,
    among: null,
    at: CLOSED,
    limit: 10,
  };
  beforeAll(async () => {
    registry = opened(openHubCaseRegistry(reader));
    const give = (key: string, department: string, purpose: string, from: Date, to: Date | null) =>
      owner.query('INSERT INTO cases.consent VALUES ($1, $2, $3, $4, $5)', [
        key,
        department,
        purpose,
        from,
        to,
      ]);
    await give(anna, 'hospital', 'settlement', OPENED, null);
    await give(ben, 'hospital', 'settlement', OPENED, CLOSED);
    await give(cleo, 'hospital', 'diagnosis', OPENED, null);
    await give(cleo, 'clinic', 'settlement', OPENED, null);
  });

  test('is to one department and purpose, from when it was given until it is withdrawn', async () => {
    expect(await registry.consenting(question)).toEqual([anna]);
    const before = new Date(CLOSED.getTime() - 1);
    expect(await registry.consenting({ ...question, at: before })).toEqual([anna, ben].toSorted());
    expect(await registry.consenting({ ...question, at: new Date(OPENED.getTime() - 1) })).toEqual([]);
  });

  test('is asked of those who are named, and of no more than are wanted', async () => {
    const before = { ...question, at: OPENED };
    expect(await registry.consenting({ ...before, among: [ben, cleo] })).toEqual([ben]);
    expect(await registry.consenting({ ...before, among: [] })).toEqual([]);
    expect(await registry.consenting({ ...before, limit: 1 })).toHaveLength(1);
  });

  test('of whom it is not known is nobody’s guess', async () => {
    const down = opened(openHubCaseRegistry(nowhere));
    await expect(down.consenting(question)).rejects.toMatchObject({ code: 'CASE_UNAVAILABLE' });
  });
});

describe('emergency accesses', () => {
  let store: HubEmergencyStore;
  let number = 0;
  const [patient = ''] = peopleOf(1);
  const HOUR = 3_600_000;
  const later = (ms: number) => new Date(OPENED.getTime() + ms);
  const openingOf = (more: Partial<EmergencyOpening> = {}): EmergencyOpening => ({
    emergencyNumber: `EMG-${(number += 1)}`,
    exchangeId: `exchange-${number}`,
    application: 'hospital',
    department: 'hospital',
    official: 'doctor-1',
    purpose: 'emergency-care' as PurposeId,
    patient,
    reason: 'unconscious, nobody to ask',
    openedAt: OPENED,
    expiresAt: later(4 * HOUR),
    reviewDue: later(40 * HOUR),
    notices: { patient: { en: 'to you', zh: '致您' }, privacyOfficer: { en: 'to review', zh: '请复核' } },
    ...more,
  });
  const reviewAs = async (reviewer: string, { emergencyNumber, reviewDue }: EmergencyOpening) => {
    const client = await connect(keeper);
    await client
      .query(
        `UPDATE cases.emergency_access SET reviewed_at = $2, reviewed_by = $3, verdict = 'JUSTIFIED'
          WHERE emergency_number = $1`,
        [emergencyNumber, reviewDue, reviewer],
      )
      .finally(() => client.end());
  };
  beforeAll(() => {
    store = opened(openHubEmergencyStore(gateway));
  });
  beforeEach(() => owner.query('TRUNCATE cases.emergency_access, cases.notice'));

  test('an opening writes the access and a notice to the patient and to the privacy officer', async () => {
    const opening = openingOf();
    expect(await store.open(opening)).toBe(true);
    expect(await store.find(opening.emergencyNumber, later(HOUR))).toEqual({
      application: 'hospital',
      department: 'hospital',
      official: 'doctor-1',
      purpose: 'emergency-care',
      patient,
      openedAt: OPENED,
      expiresAt: later(4 * HOUR),
      isSuspended: false,
    });
    const { rows } = await owner.query(
      'SELECT recipient, person_key, text_en, text_zh FROM cases.notice ORDER BY notice_id',
    );
    expect(rows).toEqual([
      { recipient: 'PATIENT', person_key: patient, text_en: 'to you', text_zh: '致您' },
      { recipient: 'PRIVACY_OFFICER', person_key: null, text_en: 'to review', text_zh: '请复核' },
    ]);
  });

  test('an opening whose notice can not be written is no opening', async () => {
    const notices = { patient: { en: 'x', zh: '' }, privacyOfficer: { en: 'y', zh: '' } };
    await expect(store.open(openingOf({ notices }))).rejects.toMatchObject({ code: 'EMERGENCY_UNAVAILABLE' });
    expect((await owner.query('SELECT FROM cases.emergency_access')).rowCount).toBe(0);
  });

  test('an official whose access was not reviewed in time has none and opens none, until it is', async () => {
    const first = openingOf();
    await store.open(first);
    const due = first.reviewDue;
    const isSuspended = async (at: Date) => (await store.find(first.emergencyNumber, at))?.isSuspended;
    expect([await isSuspended(new Date(due.getTime() - 1)), await isSuspended(due)]).toEqual([false, true]);
    const next = {
      openedAt: due,
      expiresAt: new Date(due.getTime() + HOUR),
      reviewDue: new Date(due.getTime() + 30 * HOUR),
    };
    expect(await store.open(openingOf(next))).toBe(false);
    expect(await store.open(openingOf({ ...next, application: 'another-of-theirs' }))).toBe(false);
    expect(await store.open(openingOf({ ...next, official: 'doctor-2' }))).toBe(true);
    expect(await store.open(openingOf({ ...next, department: 'clinic' }))).toBe(true);
    await reviewAs('officer', first);
    expect(await store.open(openingOf(next))).toBe(true);
  });

  test('an official has at most five accesses that are not reviewed, also of those opened at once', async () => {
    const openings = Array.from({ length: 8 }, (_, index) =>
      openingOf({ application: `application-${index % 2}` }),
    );
    const areOpen = await Promise.all(openings.map((opening) => store.open(opening)));
    expect(areOpen.filter(Boolean)).toHaveLength(5);
    expect(await store.open(openingOf({ official: 'doctor-2' }))).toBe(true);
    expect(await store.open(openingOf({ department: 'clinic' }))).toBe(true);
    const first = openings[areOpen.indexOf(true)] ?? openingOf();
    expect((await store.find(first.emergencyNumber, later(HOUR)))?.isSuspended).toBe(false);
    await reviewAs('officer', first);
    expect([await store.open(openingOf()), await store.open(openingOf())]).toEqual([true, false]);
  });

  test('nobody reviews what they opened', async () => {
    const opening = openingOf();
    await store.open(opening);
    await expect(reviewAs(opening.official, opening)).rejects.toMatchObject({
      constraint: 'reviewed_by_another',
    });
    await reviewAs('doctor-2', opening);
    const { rows } = await owner.query('SELECT reviewed_by FROM cases.emergency_access');
    expect(rows).toEqual([{ reviewed_by: 'doctor-2' }]);
  });

  test('a store that can not be reached says so, and may be asked again', async () => {
    const down = opened(openHubEmergencyStore(nowhere));
    await expect(down.find('EMG-1', OPENED)).rejects.toMatchObject({ code: 'EMERGENCY_UNAVAILABLE' });
    await expect(down.open(openingOf())).rejects.toMatchObject({ code: 'EMERGENCY_UNAVAILABLE' });
  });
});

describe('each role may do its part and no more', () => {
  const INSERT_ACCESS = `INSERT INTO cases.emergency_access VALUES ('EMG-X', 'x', 'a', 'd', 'o', 'p', 'k', 'a reason of some', now(), now() + interval '1 hour', now() + interval '2 hours')`;
  test.each<[string, () => HubDatabase, string]>([
    ['the reader sees no emergency', () => reader, 'SELECT FROM cases.emergency_access'],
    ['the reader sees no notice', () => reader, 'SELECT FROM cases.notice'],
    ['the reader opens no emergency', () => reader, `SELECT cases.find_emergency('EMG-1', now())`],
    ['the reader closes no case', () => reader, 'UPDATE cases.registered_case SET closed_at = now()'],
    ['the reader gives no consent', () => reader, `INSERT INTO cases.consent VALUES ('a', 'b', 'c', now())`],
    ['the gateway lists no emergencies', () => gateway, 'SELECT FROM cases.emergency_access'],
    ['the gateway writes none but with its notices', () => gateway, INSERT_ACCESS],
    ['the gateway reads no case by that login', () => gateway, 'SELECT FROM cases.registered_case'],
    ['the keeper opens no emergency', () => keeper, INSERT_ACCESS],
    ['the keeper changes no notice', () => keeper, `UPDATE cases.notice SET text_en = 'x'`],
    ['the keeper takes nobody out of a case', () => keeper, 'DELETE FROM cases.case_person'],
    ['the keeper puts nothing off', () => keeper, 'UPDATE cases.emergency_access SET review_due = now()'],
    ['the keeper takes no access away', () => keeper, 'DELETE FROM cases.emergency_access'],
  ])('%s', async (_, login, statement) => {
    const client = await connect(login());
    await expect(client.query(statement)).rejects.toThrow(/permission denied/);
    await client.end();
  });
});
