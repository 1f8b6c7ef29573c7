import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, createTestRole, testPostgres } from '../../hub/testing/test-database.ts';
import type { TestDatabase, TestServer } from '../../hub/testing/test-database.ts';
import type { ExchangeId, Receipt } from '../stages/stage-types.ts';
import { applyLedgerSchema } from './apply-ledger-schema.ts';
import { createLedger, type Ledger } from './create-ledger.ts';
import type { LedgerRecord } from './ledger-entry.ts';
import { verifyLedger, verifyReceipt, verifyReceiptInLedger } from './verify-ledger.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
let writer: TestServer;
let database: TestDatabase;
let owner: pg.Client;
const ledgers: Ledger[] = [];

beforeAll(async () => {
  writer = await createTestRole(testPostgres(), 'hub_ledger_writer');
});
beforeEach(async () => {
  database = await createTestDatabase();
  owner = await connect(testPostgres());
  await applyLedgerSchema(owner);
});
afterEach(async () => {
  await Promise.all(ledgers.splice(0).map((ledger) => ledger.close()));
  await owner.end();
  await database.drop();
});

async function connect({ host, port, user, password }: TestServer): Promise<pg.Client> {
  const client = new pg.Client({ host, port, user, password, database: database.database });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function open(signingKey = privateKey): Ledger {
  const ledger = createLedger({ database: { ...writer, database: database.database }, signingKey });
  ledgers.push(ledger);
  return ledger;
}

function aRecord(more: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    exchangeId: randomUUID() as string as ExchangeId,
    parent: null,
    startedAt: '2026-11-01T08:00:00.000Z',
    subject: { application: 'social-assistance', department: 'civil-affairs', official: null },
    purpose: 'assistance-eligibility',
    caseHash: null,
    asOf: null,
    legalBasis: ['社会救助暂行办法'],
    policyVersion: 'v1',
    operationHash: 'a'.repeat(64),
    variablesHash: 'b'.repeat(43),
    fields: [
      { coordinate: 'Vehicle.plate', use: 'project', effect: 'permit', rules: ['vehicles.1'], mask: null },
    ],
    dataSubjects: [],
    relation: null,
    counts: { fetches: 2 },
    outcomes: [],
    ...more,
  };
}

async function rowsOf(): Promise<readonly { exchange_id: string; entry: string }[]> {
  const text = 'SELECT exchange_id, entry FROM ledger.entry ORDER BY entry_index';
  return (await owner.query<{ exchange_id: string; entry: string }>(text)).rows;
}

test('two gateways appending a thousand entries at once make one chain without a gap or a fork', async () => {
  const [one, two] = [open(), open()];
  const receipts = await Promise.all(
    Array.from({ length: 1000 }, async (_, number) => {
      // Spread over some turns, so that the two interleave in many batches.
      await new Promise((resolve) => setTimeout(resolve, number % 40));
      return (number % 2 === 0 ? one : two).append(aRecord());
    }),
  );
  const report = await verifyLedger(owner, publicKey);
  expect(report).toMatchObject({ entries: 1000, problems: [], openIntents: [] });
  expect(report.checkpoints).toBeLessThan(1000);
  expect(new Set(receipts.map(({ index }) => index)).size).toBe(1000);
  const rows = await rowsOf();
  for (const receipt of receipts) {
    expect(rows[receipt.index]?.exchange_id).toBe(receipt.exchangeId);
    expect(verifyReceipt(receipt, publicKey, rows[receipt.index]?.entry)).toBe('valid');
  }
});

test('an entry that was acknowledged is there, however often connections are cut', async () => {
  const ledger = open();
  const acknowledged: Receipt[] = [];
  let refused = 0;
  for (let round = 0; round < 30; round += 1) {
    const appends = Array.from({ length: 20 }, () => ledger.append(aRecord()));
    const cut = owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'sluice-ledger' AND datname = current_database()`,
    );
    for (const result of await Promise.allSettled(appends)) {
      if (result.status === 'fulfilled') acknowledged.push(result.value);
      else {
        expect(result.reason).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
        refused += 1;
      }
    }
    await cut;
  }
  expect(refused).toBeGreaterThan(0);
  acknowledged.push(await open().append(aRecord()));
  const rows = await rowsOf();
  for (const { index, exchangeId } of acknowledged) expect(rows[index]?.exchange_id).toBe(exchangeId);
  expect((await verifyLedger(owner, publicKey)).problems).toEqual([]);
});

test('a transaction that fails half way leaves nothing and acknowledges nothing', async () => {
  const ledger = open();
  const first = await ledger.append(aRecord());
  const again = aRecord({ exchangeId: first.exchangeId });
  const both = await Promise.allSettled([ledger.append(aRecord()), ledger.append(again)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await rowsOf()).toHaveLength(1);
  const next = await ledger.append(aRecord());
  expect(next.index).toBe(1);
});

test('a ledger that can not be reached refuses, and says so to operators', async () => {
  const ledger = createLedger({
    database: { ...writer, port: 1, database: database.database },
    signingKey: privateKey,
  });
  ledgers.push(ledger);
  await expect(ledger.append(aRecord())).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  expect(await ledger.isReachable()).toBe(false);
  expect(await open().isReachable()).toBe(true);
});

test('an asynchronous commit is refused by the database itself', async () => {
  const careless = await connect(writer);
  await careless.query('SET synchronous_commit = off');
  await expect(
    careless.query(`SELECT ledger.append(-1, '\\x', '{}', '{}', '{}', '\\x', '', '\\x')`),
  ).rejects.toThrow(/synchronous_commit/);
  await careless.end();
});

test.each([
  `UPDATE ledger.entry SET entry = '{}'`,
  'DELETE FROM ledger.entry',
  'TRUNCATE ledger.entry CASCADE',
  'UPDATE ledger.checkpoint SET signature = chain_hash',
  'DELETE FROM ledger.checkpoint',
])('%s is refused to the writer by its role and to the owner by a trigger', async (statement) => {
  await open().append(aRecord());
  const asWriter = await connect(writer);
  await expect(asWriter.query(statement)).rejects.toThrow(/permission denied/);
  await asWriter.end();
  await expect(owner.query(statement)).rejects.toThrow(/append-only/);
});

test('the writer can not insert rows of its own making', async () => {
  const asWriter = await connect(writer);
  await expect(
    asWriter.query(`INSERT INTO ledger.entry VALUES (0, 'x', 'exchange', '{}', '\\x00')`),
  ).rejects.toThrow(/permission denied/);
  await asWriter.end();
});

test('a gateway that chains wrongly is refused', async () => {
  const asWriter = await connect(writer);
  await expect(
    asWriter.query(
      `SELECT ledger.append(-1, $1, '{x}', '{exchange}', ARRAY[$2::text], '\\x00', 'key', '\\x00')`,
      [Buffer.alloc(32), '{"exchangeId":"x","kind":"exchange"}'],
    ),
  ).rejects.toThrow(/does not chain/);
  await asWriter.end();
  expect(await rowsOf()).toHaveLength(0);
});

test('what is no entry, or another one than is said, is refused: it could never be taken out again', async () => {
  const asWriter = await connect(writer);
  for (const entry of ['not json', '{}', '{"exchangeId":"y","kind":"exchange"}'])
    await expect(
      asWriter.query(
        `SELECT ledger.append(-1, $1, '{x}', '{exchange}', ARRAY[$2::text], '\\x00', 'key', '\\x00')`,
        [Buffer.alloc(32), entry],
      ),
    ).rejects.toThrow(/json|is not the entry/);
  await asWriter.end();
  expect(await rowsOf()).toHaveLength(0);
});

test('no lock that others may take keeps the gateways from writing', async () => {
  const asWriter = await connect(writer);
  await asWriter.query('BEGIN');
  await asWriter.query('SELECT pg_advisory_xact_lock(7305805)');
  await asWriter.query('LOCK TABLE ledger.entry IN ACCESS SHARE MODE');
  await expect(asWriter.query('LOCK TABLE ledger.entry IN ROW EXCLUSIVE MODE')).rejects.toThrow(
    /permission denied/,
  );
  await asWriter.query('ROLLBACK');
  await asWriter.end();
});

/** What somebody could do who rules the database server but not the ledger's key. */
async function tamper(...statements: readonly string[]): Promise<void> {
  await owner.query('SET session_replication_role = replica');
  for (const statement of statements) await owner.query(statement);
  await owner.query('SET session_replication_role = origin');
}

/** Makes the hashes right again after a change. */
const RECHAIN = `
  WITH RECURSIVE chain AS (
    SELECT entry_index, sha256(decode(repeat('00', 32), 'hex') || sha256('\\x00' || convert_to(entry, 'UTF8'))) AS hash
      FROM ledger.entry WHERE entry_index = 0
    UNION ALL
    SELECT e.entry_index, sha256(chain.hash || sha256('\\x00' || convert_to(e.entry, 'UTF8')))
      FROM chain JOIN ledger.entry e ON e.entry_index = chain.entry_index + 1)
  UPDATE ledger.entry e SET chain_hash = chain.hash FROM chain WHERE chain.entry_index = e.entry_index`;

test.each([
  ['changed', [`UPDATE ledger.entry SET entry = replace(entry, 'v1', 'v2') WHERE entry_index = 3`], 3],
  ['taken out', ['DELETE FROM ledger.entry WHERE entry_index = 3'], 3],
  ['given to another exchange', [`UPDATE ledger.entry SET exchange_id = 'x' WHERE entry_index = 3`], 3],
  [
    'changed and the chain made right again',
    [`UPDATE ledger.entry SET entry = replace(entry, 'v1', 'v2') WHERE entry_index = 3`, RECHAIN],
    3,
  ],
  [
    'added at the end',
    [
      `INSERT INTO ledger.entry SELECT 6, 'x', kind, replace(entry, exchange_id, 'x'),
         sha256(chain_hash || sha256('\\x00' || convert_to(replace(entry, exchange_id, 'x'), 'UTF8')))
         FROM ledger.entry WHERE entry_index = 5`,
    ],
    6,
  ],
] as const)('an entry that was %s is found', async (_, statements, index) => {
  const ledger = open();
  for (let number = 0; number < 6; number += 1) await ledger.append(aRecord());
  expect((await verifyLedger(owner, publicKey)).problems).toEqual([]);
  await tamper(...statements);
  const { problems } = await verifyLedger(owner, publicKey);
  expect(problems[0]?.index).toBe(index);
});

test('a cut-off end is shown by a receipt', async () => {
  const ledger = open();
  const kept = await ledger.append(aRecord());
  const lost = await ledger.append(aRecord());
  expect(await verifyReceiptInLedger(owner, lost, publicKey)).toBe('valid');
  await tamper(
    'DELETE FROM ledger.checkpoint WHERE entry_index = 1',
    'DELETE FROM ledger.entry WHERE entry_index = 1',
  );
  expect(await verifyReceiptInLedger(owner, kept, publicKey)).toBe('valid');
  expect(await verifyReceiptInLedger(owner, lost, publicKey)).toBe('not-in-ledger');
});

test('a receipt is verified with nothing but the public key, and not when anything in it was changed', async () => {
  const receipt = JSON.parse(JSON.stringify(await open().append(aRecord()))) as Receipt;
  const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
  expect(verifyReceipt(receipt, key)).toBe('valid');
  expect(verifyReceipt(receipt, key, '{}')).toBe('other-entry');
  for (const change of [
    { index: 1 },
    { exchangeId: 'x' },
    { entryHash: receipt.chainHash },
    { chainHash: receipt.entryHash },
    { recordedAt: '2026-01-01T00:00:00.000Z' },
    { signature: Buffer.alloc(64).toString('base64url') },
  ])
    expect(verifyReceipt({ ...receipt, ...change }, key)).toBe('signature-wrong');
  expect(verifyReceipt({ ...receipt, index: '0' }, key)).toBe('malformed');
  expect(verifyReceipt(null, key)).toBe('malformed');
  expect(verifyReceipt(receipt, generateKeyPairSync('ed25519').publicKey)).toBe('other-key');
});

test('an intent stays open until its outcome is recorded', async () => {
  const ledger = open();
  const record = aRecord();
  const intent = await ledger.appendIntent(record);
  expect(await verifyLedger(owner, publicKey)).toMatchObject({ problems: [], openIntents: [0] });
  await ledger.append(aRecord());
  await ledger.appendOutcome(intent, { ...record, outcomes: ['SOURCE_DOWN'] });
  expect(await verifyLedger(owner, publicKey)).toMatchObject({ entries: 3, problems: [], openIntents: [] });
  const outcome = JSON.parse((await rowsOf())[2]!.entry) as Record<string, unknown>;
  expect(outcome).toMatchObject({ kind: 'outcome', intent: 0, outcomes: ['SOURCE_DOWN'] });
});

test('an outcome without its intent is a problem', async () => {
  const ledger = open();
  const receipt = await ledger.append(aRecord());
  await ledger.appendOutcome(receipt, aRecord());
  const { problems } = await verifyLedger(owner, publicKey);
  expect(problems).toEqual([{ index: 1, problem: 'the outcome has no intent before it' }]);
});

test('keyed hashes are stable for one key and differ for another', () => {
  const [one, two] = [open(), open()];
  const other = open(generateKeyPairSync('ed25519').privateKey);
  const variables = { id: 'RID:239901199001011234' };
  expect(one.keyedHash(variables)).toBe(two.keyedHash({ ...variables }));
  expect(one.keyedHash(variables)).not.toBe(other.keyedHash(variables));
  expect(one.keyedHash(variables)).not.toBe(one.keyedHash({ id: 'RID:239901199001011235' }));
});
