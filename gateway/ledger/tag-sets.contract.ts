import { createSecretKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, createTestRole, testPostgres } from '../../hub/testing/test-database.ts';
import type { TestDatabase, TestServer } from '../../hub/testing/test-database.ts';
import type { ExchangeId } from '../stages/stage-types.ts';
import { applyLedgerSchema } from './apply-ledger-schema.ts';
import { createLedger } from './create-ledger.ts';
import { recordOfAct } from './record-of-act.ts';
import { createTagStore, type TagStore } from './tag-store.ts';
import type { TagSet } from './tag-set.ts';
import { setOfPeople, tagsOf } from './testing/tags-of.ts';
import { verifyLedger } from './verify-ledger.ts';
import { isInTagSet } from './verify-tag-sets.ts';

const key = createSecretKey(Buffer.alloc(32, 3));
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const setOf = (people: readonly string[]): TagSet => setOfPeople(people, key);
const tagOf = (person: string): Buffer => tagsOf([person], key)[0] ?? Buffer.alloc(0);
/** More than one part holds. */
const MANY = Array.from({ length: 70_000 }, (_, number) => `RID:2399${number}`);

let database: TestDatabase;
let writer: TestServer;
let owner: pg.Client;
let store: TagStore;

beforeAll(async () => {
  writer = await createTestRole(testPostgres(), 'hub_ledger_writer');
  database = await createTestDatabase();
  owner = new pg.Client({ ...testPostgres(), database: database.database });
  await owner.connect();
  await applyLedgerSchema(owner);
  store = createTagStore({ ...writer, database: database.database });
});
afterAll(async () => {
  await store.close();
  await owner.end();
  await database.drop();
});

const partsOf = async ({ name }: TagSet): Promise<readonly number[]> => {
  const { rows } = await owner.query<{ readonly bytes: number }>(
    'SELECT octet_length(tags) AS bytes FROM ledger.tag_set WHERE commitment = $1 ORDER BY part',
    [Buffer.from(name.commitment, 'hex')],
  );
  return rows.map(({ bytes }) => bytes);
};

test('a set is kept once, in parts, and whoever is in it is found by reading one', async () => {
  const set = setOf(MANY);
  expect(await store.keep(set)).toEqual(set.name);
  await store.keep(set);
  expect(await partsOf(set)).toEqual([1_048_576, 1_048_576, 70_000 * 32 - 2 * 1_048_576]);
  const isIn = (person: string) => isInTagSet(owner, set.name.commitment, tagOf(person));
  for (const person of [MANY[0], MANY[35_000], MANY.at(-1)]) expect(await isIn(person ?? '')).toBe(true);
  for (const person of ['RID:1', 'RID:2', 'RID:3']) expect(await isIn(person)).toBe(false);
});

test('nobody is a set as well', async () => {
  const nobody = setOf([]);
  await store.keep(nobody);
  expect(await partsOf(nobody)).toEqual([0]);
  expect(await isInTagSet(owner, nobody.name.commitment, tagOf('a'))).toBe(false);
});

test('what does not hash to its name is not kept, and what is kept stays', async () => {
  const { tags } = setOf(['a', 'b']);
  const { name } = setOf(['c']);
  await expect(store.keep({ name, tags })).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  const asWriter = new pg.Client({ ...writer, database: database.database });
  await asWriter.connect();
  for (const statement of [
    `INSERT INTO ledger.tag_set VALUES ('\\x00', 0, null, '')`,
    `DELETE FROM ledger.tag_set`,
    `UPDATE ledger.tag_set SET part = 7`,
  ])
    await expect(asWriter.query(statement)).rejects.toThrow(/permission denied/u);
  await asWriter.end();
  await expect(owner.query('DELETE FROM ledger.tag_set')).rejects.toThrow(/append-only/u);
});

test('the ledger is sound only where every set that it names is kept as it was', async () => {
  const ledger = createLedger({
    database: { ...writer, database: database.database },
    signingKey: privateKey,
  });
  const act = {
    exchangeId: randomUUID() as string as ExchangeId,
    startedAt: new Date(),
    subject: null,
    purpose: null,
    caseNumber: null,
    details: null,
    policyVersion: null,
    countedAs: 'reads',
  };
  const relation = { subgraph: 'vehicles', type: 'Vehicle', keys: setOf(MANY).name, isComplete: true };
  const kept = setOf(['a', 'b', 'c']);
  await store.keep(kept);
  const append = (subjects: TagSet['name']) =>
    ledger.append({
      ...recordOfAct({ ...act, exchangeId: randomUUID() as string as ExchangeId }, ledger, []),
      relation: { ...relation, subjects },
    });
  await append(kept.name);
  expect((await verifyLedger(owner, publicKey)).problems).toEqual([]);
  await append(setOf(['x']).name);
  await append({ ...kept.name, count: 4 });
  const problems = async () => (await verifyLedger(owner, publicKey)).problems.map(({ problem }) => problem);
  expect(await problems()).toEqual([
    'a set of tags has not as many as the entry says',
    'a set of tags that it names is missing',
  ]);
  await owner.query('ALTER TABLE ledger.tag_set DISABLE TRIGGER append_only');
  const [commitment, other] = [kept, setOf(['a', 'b', 'd'])].map((set) => set);
  await owner.query('UPDATE ledger.tag_set SET tags = $2 WHERE commitment = $1', [
    Buffer.from(commitment?.name.commitment ?? '', 'hex'),
    other?.tags,
  ]);
  expect(await problems()).toContain('a set of tags is not what its name says');
  await ledger.close();
});
