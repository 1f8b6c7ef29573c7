import { createSecretKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { applyLedgerSchema } from '../../gateway/ledger/apply-ledger-schema.ts';
import { createLedger, type Ledger } from '../../gateway/ledger/create-ledger.ts';
import type { LedgerRecord } from '../../gateway/ledger/ledger-entry.ts';
import { createTagStore, type TagStore } from '../../gateway/ledger/tag-store.ts';
import { setOfPeople, tagsOf } from '../../gateway/ledger/testing/tags-of.ts';
import { verifyLedger } from '../../gateway/ledger/verify-ledger.ts';
import type { ExchangeId } from '../../gateway/stages/stage-types.ts';
import type { Catalogue } from '../../policies/catalogue.ts';
import { shippedPolicies, shippedSchema } from '../../policies/testing/shipped-policies.ts';
import { createTestDatabase, createTestRole, testPostgres } from '../testing/test-database.ts';
import type { TestDatabase, TestServer } from '../testing/test-database.ts';
import { type AgencyAccess, agencyAccesses } from './agency-accesses.ts';
import { applyReleaseSchema } from './apply-release-schema.ts';
import { personInLedger } from './person-in-ledger.ts';
import { delayRelease, listDelays, type ReleaseDelay } from './release-delays.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const tagKey = createSecretKey(Buffer.alloc(32, 3));
const PEOPLE = ['RID:1', 'RID:2', 'RID:3'];
const DAY_MS = 86_400_000;

let catalogue: Catalogue;
let writer: TestServer;
let keeperRole: TestServer;
let database: TestDatabase;
let owner: pg.Client;
let keeper: pg.Client;
let ledger: Ledger;
let store: TagStore;

beforeAll(async () => {
  ({ catalogue } = shippedPolicies(shippedSchema()));
  writer = await createTestRole(testPostgres(), 'hub_ledger_writer');
  keeperRole = await createTestRole(testPostgres(), 'hub_release_keeper');
  database = await createTestDatabase();
  owner = await connect(testPostgres());
  await applyLedgerSchema(owner);
  await applyReleaseSchema(owner);
  keeper = await connect(keeperRole);
  const login = { ...writer, database: database.database };
  ledger = createLedger({ database: login, signingKey: privateKey });
  store = createTagStore(login);
});
afterAll(async () => {
  await Promise.all([ledger.close(), store.close(), keeper.end(), owner.end()]);
  await database.drop();
});

async function connect({ host, port, user, password }: TestServer): Promise<pg.Client> {
  const client = new pg.Client({ host, port, user, password, database: database.database });
  await client.connect();
  return client;
}

const newId = (): ExchangeId => randomUUID() as string as ExchangeId;

function sweep(more: Partial<LedgerRecord>): LedgerRecord {
  const use = { use: 'project', rules: [], mask: null };
  return {
    exchangeId: newId(),
    parent: null,
    startedAt: '2026-11-01T08:00:00.000Z',
    subject: { application: 'audit-engine', department: 'audit-office', official: 'au-0007' },
    purpose: 'assistance-audit',
    caseHash: null,
    asOf: null,
    legalBasis: [],
    policyVersion: 'v1',
    operationHash: null,
    variablesHash: null,
    fields: [
      { ...use, coordinate: 'Person.id', effect: 'permit' },
      { ...use, coordinate: 'Vehicle.status', effect: 'permit' },
      { ...use, coordinate: 'Vehicle.plate', effect: 'deny' },
      { ...use, coordinate: 'Payment.payMonth', effect: 'permit' },
    ],
    dataSubjects: [],
    relation: null,
    counts: { dataSubjects: 3 },
    outcomes: [],
    ...more,
  };
}

async function told(agency: string, at = new Date()): Promise<readonly AgencyAccess[]> {
  const found: AgencyAccess[] = [];
  for await (const access of agencyAccesses(keeper, { agency, catalogue, at })) found.push(access);
  return found;
}

let audit: ExchangeId;
let read: ExchangeId;
beforeEach(async () => {
  [audit, read] = [newId(), newId()];
  await ledger.append(sweep({ exchangeId: audit, fields: [] }));
  await ledger.append(sweep({ exchangeId: read, parent: audit }));
});

const delayOf = (more: Partial<ReleaseDelay> = {}): ReleaseDelay => ({
  exchangeId: audit,
  agency: 'vehicles',
  until: new Date(Date.now() + 30 * DAY_MS),
  reason: 'the agency itself is being audited',
  proposedBy: 'au-0007',
  approvedBy: 'au-0001',
  ...more,
});

test('an agency is told who read which of its own fields for what, of how many people and never of whom', async () => {
  expect((await told('vehicles')).at(-1)).toEqual({
    exchangeId: read,
    at: '2026-11-01T08:00:00.000Z',
    application: 'audit-engine',
    department: 'audit-office',
    purpose: 'assistance-audit',
    fields: ['Vehicle.status'],
    people: 3,
  });
  expect((await told('civil-affairs')).at(-1)?.fields).toEqual(['Payment.payMonth']);
  expect(await told('housing')).toEqual([]);
});

test('an access of which nobody recorded the end is told too, once', async () => {
  const [open, done] = [newId(), newId()];
  await ledger.appendIntent(sweep({ exchangeId: open }));
  const intent = await ledger.appendIntent(sweep({ exchangeId: done }));
  await ledger.appendOutcome(intent, sweep({ exchangeId: done }));
  const found = await told('vehicles');
  expect(found.filter(({ exchangeId }) => exchangeId === open).map(({ people }) => people)).toEqual([null]);
  expect(found.filter(({ exchangeId }) => exchangeId === done).map(({ people }) => people)).toEqual([3]);
});

test('a delay holds back what was read on behalf of one exchange from one agency, until its day comes', async () => {
  const before = await verifyLedger(owner, publicKey);
  await delayRelease(keeper, delayOf());
  const isTold = async (agency: string, at?: Date) =>
    (await told(agency, at)).some(({ exchangeId }) => exchangeId === read);
  expect([await isTold('vehicles'), await isTold('civil-affairs')]).toEqual([false, true]);
  expect(await isTold('vehicles', new Date(Date.now() + 31 * DAY_MS))).toBe(true);
  expect(await verifyLedger(owner, publicKey)).toEqual(before);
  expect((await listDelays(keeper))[0]).toMatchObject({
    exchangeId: audit,
    agency: 'vehicles',
    approvedBy: 'au-0001',
  });
});

test('whoever names a delayed exchange as parent without being the audit engine is told of all the same', async () => {
  const exchangeId = newId();
  const subject = { application: 'hospital', department: 'hospital', official: null };
  await ledger.append(sweep({ exchangeId, parent: audit, subject }));
  await delayRelease(keeper, delayOf());
  const found = (await told('vehicles')).map((each) => each.exchangeId);
  expect([found.includes(exchangeId), found.includes(read)]).toEqual([true, false]);
});

describe('a delay is refused', () => {
  test('of an exchange that is not in the ledger', async () => {
    await expect(delayRelease(keeper, delayOf({ exchangeId: newId() }))).rejects.toThrow(/no such exchange/u);
  });

  test.each(['a parent first', 'a child first'])(
    'that comes to more than ninety days by %s',
    async (order) => {
      const [first, second] = order === 'a parent first' ? [audit, read] : [read, audit];
      await delayRelease(keeper, delayOf({ exchangeId: first }));
      await owner.query('ALTER TABLE release.delay DISABLE TRIGGER append_only');
      await owner.query(
        `UPDATE release.delay SET decided_at = decided_at - interval '60 days' WHERE exchange_id = $1`,
        [first],
      );
      await owner.query('ALTER TABLE release.delay ENABLE TRIGGER append_only');
      const until = new Date(Date.now() + 31 * DAY_MS);
      await expect(delayRelease(keeper, delayOf({ exchangeId: second, until }))).rejects.toThrow(
        /ninety days/u,
      );
    },
  );

  test.each<[string, () => Partial<ReleaseDelay>, RegExp]>([
    ['that one person decides', () => ({ approvedBy: 'AU-0007' }), /two people/u],
    ['of more than ninety days', () => ({ until: new Date(Date.now() + 91 * DAY_MS) }), /ninety days/u],
    ['that is over', () => ({ until: new Date(Date.now() - DAY_MS) }), /in the future/u],
    ['without a reason', () => ({ reason: 'because' }), /10 to 500/u],
  ])('%s', async (_, change, words) => {
    await expect(delayRelease(keeper, delayOf(change()))).rejects.toThrow(words);
    expect((await told('vehicles')).some(({ exchangeId }) => exchangeId === read)).toBe(true);
  });

  test('that comes to more than ninety days by a second decision', async () => {
    await delayRelease(keeper, delayOf());
    await owner.query('ALTER TABLE release.delay DISABLE TRIGGER append_only');
    await owner.query(
      `UPDATE release.delay SET decided_at = decided_at - interval '60 days' WHERE exchange_id = $1`,
      [audit],
    );
    await owner.query('ALTER TABLE release.delay ENABLE TRIGGER append_only');
    await expect(
      delayRelease(keeper, delayOf({ until: new Date(Date.now() + 31 * DAY_MS) })),
    ).rejects.toThrow(/ninety days/u);
    await delayRelease(keeper, delayOf({ until: new Date(Date.now() + 29 * DAY_MS) }));
  });

  test('once it is decided it can be neither changed nor taken back, nor dated back', async () => {
    await delayRelease(keeper, delayOf());
    for (const statement of ['DELETE FROM release.delay', `UPDATE release.delay SET until = now()`])
      await expect(keeper.query(statement)).rejects.toThrow(/permission denied/u);
    await expect(owner.query('DELETE FROM release.delay')).rejects.toThrow(/append-only/u);
    await expect(keeper.query('INSERT INTO release.delay (decided_at) VALUES (now())')).rejects.toThrow(
      /permission denied/u,
    );
  });
});

test('a person is found where records were read or asked for, in sets as among single tags', async () => {
  const setOf = (people: readonly string[]) => store.keep(setOfPeople(people, tagKey));
  const relation = { subgraph: 'vehicles', type: 'Vehicle', isComplete: true, keys: await setOf(PEOPLE) };
  const [single, whole] = [newId(), newId()];
  const tag = tagsOf(['RID:2'], tagKey)[0]?.toString('base64url') ?? '';
  await ledger.append(sweep({ exchangeId: single, dataSubjects: [tag] }));
  await ledger.append(
    sweep({ exchangeId: whole, relation: { ...relation, subjects: await setOf(['RID:1']) } }),
  );
  const whereIs = async (personKey: string, exchangeId: string | null = null) => {
    const found: string[] = [];
    for await (const each of personInLedger(owner, { personKey, tagKey, exchangeId }))
      found.push(`${each.was} ${each.exchangeId}`);
    return found;
  };
  expect(await whereIs('RID:1')).toEqual([`read ${whole}`]);
  expect(await whereIs('RID:2')).toEqual([`read ${single}`, `asked ${whole}`]);
  expect(await whereIs('RID:2', single)).toEqual([`read ${single}`]);
  expect(await whereIs('RID:4')).toEqual([]);
});
