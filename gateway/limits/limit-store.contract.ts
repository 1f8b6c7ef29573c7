import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  createTestDatabase,
  createTestRole,
  type TestDatabase,
  testPostgres,
  type TestServer,
} from '../../hub/testing/test-database.ts';
import { applyLimitSchema } from './apply-limit-schema.ts';
import { createLimitStore, type LimitStore } from './create-limit-store.ts';
import { howManyOf, describeLimitStoreContract, HOLDER, limitOf } from './testing/limit-store-contract.ts';

let gateway: TestServer;
let database: TestDatabase;
let owner: pg.Client;
const stores: LimitStore[] = [];

beforeAll(async () => {
  gateway = await createTestRole(testPostgres(), 'hub_ledger_writer');
  database = await createTestDatabase();
  owner = await connect(testPostgres());
  await applyLimitSchema(owner);
});
beforeEach(() => owner.query('TRUNCATE limits.given'));
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function connect({ host, port, user, password }: TestServer): Promise<pg.Client> {
  const client = new pg.Client({ host, port, user, password, database: database.database });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function open(): LimitStore {
  const store = createLimitStore({ ...gateway, database: database.database });
  stores.push(store);
  return store;
}

describe('limits counted in the hub database', () => {
  describeLimitStoreContract(open);
});

test('several gateways count together', async () => {
  const [one, two] = [open(), open()];
  let turn = 0;
  const reserve = () => ((turn += 1) % 2 === 0 ? one : two).reserve(HOLDER, [limitOf('one', 25)]);
  expect(await howManyOf(80, reserve)).toBe(25);
});

test('the next day begins at midnight in China, and with nothing', async () => {
  const { rows } = await owner.query<{ same: boolean }>(
    `SELECT limits.today() = (now() AT TIME ZONE 'Asia/Shanghai')::date AS same`,
  );
  expect(rows).toEqual([{ same: true }]);
  const store = open();
  await store.reserve(HOLDER, [limitOf('one', 1)]);
  await owner.query('UPDATE limits.given SET day = day - 1');
  await store.reserve(HOLDER, [limitOf('one', 1)]);
  await expect(store.reserve(HOLDER, [limitOf('one', 1)])).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
});

test('applying the schema again keeps what today counted, and drops what is long past', async () => {
  const store = open();
  await store.reserve(HOLDER, [limitOf('old', 1)]);
  await owner.query('UPDATE limits.given SET day = day - 30');
  await store.reserve(HOLDER, [limitOf('new', 1)]);
  await applyLimitSchema(owner);
  const { rows } = await owner.query('SELECT rule FROM limits.given');
  expect(rows).toEqual([{ rule: 'new' }]);
});

test('a gateway can not read the counts, nor change them but upwards', async () => {
  await open().reserve(HOLDER, [limitOf('one', 1)]);
  const client = await connect(gateway);
  for (const text of [
    'SELECT * FROM limits.given',
    'UPDATE limits.given SET exchanges = 0',
    'DELETE FROM limits.given',
    'SELECT limits.today()',
  ])
    await expect(client.query(text)).rejects.toMatchObject({ code: '42501' });
  await expect(client.query(`SELECT * FROM limits.add_people('a', 'p', '{one}', '{9}', -1)`)).rejects.toThrow(
    'not counted down',
  );
  await client.end();
});

test('what can not be counted is refused', async () => {
  await owner.query('REVOKE EXECUTE ON FUNCTION limits.reserve, limits.add_people FROM hub_ledger_writer');
  const store = open();
  const limits = [limitOf('one', 9, 9)];
  try {
    await expect(store.reserve(HOLDER, limits)).rejects.toMatchObject({ code: 'LIMIT_UNAVAILABLE' });
    await expect(store.addPeople(HOLDER, limits, 1)).rejects.toMatchObject({ code: 'LIMIT_UNAVAILABLE' });
  } finally {
    await owner.query('GRANT EXECUTE ON FUNCTION limits.reserve, limits.add_people TO hub_ledger_writer');
  }
  const nowhere = createLimitStore({ ...gateway, database: database.database, port: 1 });
  stores.push(nowhere);
  await expect(nowhere.reserve(HOLDER, limits)).rejects.toMatchObject({ code: 'LIMIT_UNAVAILABLE' });
});
