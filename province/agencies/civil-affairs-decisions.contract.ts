import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../hub/testing/test-database.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client(database);
  await client.connect();
  await client.query(readFileSync(join(import.meta.dirname, 'civil-affairs.sql'), 'utf8'));
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const STAMP = `'2026-01-01', '2026-01-01'`;

beforeEach(async () => {
  await client.query('TRUNCATE assistance_family, payment, assistance_decision');
  await decide({ id: 'D1', kind: 'APPROVE' });
  await client.query(`INSERT INTO assistance_family (record_id, valid_from, recorded_from, case_number, scheme, setting,
      status, monthly_amount_fen, member_count, applied_on, decision_id, division)
    VALUES (1, ${STAMP}, 'C1', 'DIBAO', 'URBAN', 'ACTIVE', 50000, 1, '2025-12-01', 'D1', '230102001')`);
  await client.query(`INSERT INTO payment (record_id, valid_from, recorded_from, case_number, pay_month, scheme,
      approved_fen, approved_on, batch, status, division)
    VALUES (1, ${STAMP}, 'C1', '2026-01', 'DIBAO', 50000, '2026-01-02', 'B', 'APPROVED', '230102001')`);
});

async function decide(decision: {
  readonly id: string;
  readonly kind: string;
  readonly approver?: string;
  readonly reason?: string;
  readonly caseNumber?: string;
}): Promise<void> {
  await client.query(
    `INSERT INTO assistance_decision (record_id, valid_from, recorded_from, decision_id, case_number, kind,
       proposer_person_key, approver_person_key, reason, decided_on, division)
     VALUES ((SELECT count(*) + 1 FROM assistance_decision), ${STAMP}, $1, $2, $3, 'RID:A', $4, $5, '2026-02-01', '230102001')`,
    [
      decision.id,
      decision.caseNumber ?? 'C1',
      decision.kind,
      decision.approver ?? 'RID:B',
      decision.reason ?? '不再符合条件',
    ],
  );
}

const FAMILY_COLUMNS = `valid_from, recorded_from, case_number, scheme, setting, member_count, applied_on, division`;
const newVersion = (status: string, fen: number): string =>
  `INSERT INTO assistance_family (record_id, ${FAMILY_COLUMNS}, status, monthly_amount_fen, decision_id)
   SELECT 2, valid_from, '2026-02-01', case_number, scheme, setting, member_count, applied_on, division,
     '${status}', ${fen}, 'D2' FROM assistance_family WHERE record_id = 1`;

const ADVERSE: readonly (readonly [string, string])[] = [
  ['a case stopped in place', `UPDATE assistance_family SET status = 'STOPPED', decision_id = 'D2'`],
  [
    'a case ended by a date alone',
    `UPDATE assistance_family SET stopped_on = '2026-02-01', decision_id = 'D2'`,
  ],
  ['a grant lowered in place', `UPDATE assistance_family SET monthly_amount_fen = 49999, decision_id = 'D2'`],
  ['a case stopped by a new version', newVersion('STOPPED', 50_000)],
  ['a grant lowered by a new version', newVersion('ACTIVE', 40_000)],
  ['a payment stopped', `UPDATE payment SET status = 'STOPPED', decision_id = 'D2'`],
  ['a payment lowered', `UPDATE payment SET approved_fen = 1, decision_id = 'D2'`],
  [
    'a new payment of less than is granted',
    `INSERT INTO payment (record_id, valid_from, recorded_from, case_number, pay_month, scheme, approved_fen, approved_on,
       batch, status, decision_id, division)
     VALUES (2, ${STAMP}, 'C1', '2026-02', 'DIBAO', 20000, '2026-02-02', 'B', 'APPROVED', 'D2', '230102001')`,
  ],
];

test.each(ADVERSE)('T1 %s is refused without a decision', async (_, change) => {
  await expect(client.query(change)).rejects.toMatchObject({ code: '23514', constraint: 'decided' });
});

test.each(ADVERSE)('T1 %s is refused on a decision of another case, or another kind', async (_, change) => {
  await decide({ id: 'D2', kind: 'STOP', caseNumber: 'C2' });
  await decide({ id: 'D2', kind: 'REAPPROVE' });
  await expect(client.query(change)).rejects.toMatchObject({ constraint: 'decided' });
});

test.each(ADVERSE)('T1 %s goes through on a decision to stop or cut', async (_, change) => {
  await decide({ id: 'D2', kind: 'STOP' });
  expect((await client.query(change)).rowCount).toBe(1);
});

test.each([
  ['raised', `UPDATE assistance_family SET monthly_amount_fen = 60000`],
  ['paid', `UPDATE payment SET status = 'PAID', paid_fen = 50000, paid_on = '2026-01-10'`],
  ['sent back', `UPDATE payment SET status = 'RETURNED'`],
])('what is %s needs no decision', async (_, change) => {
  expect((await client.query(change)).rowCount).toBe(1);
});

test('T2 nobody approves what they proposed, and no decision is without a written reason', async () => {
  await expect(decide({ id: 'D2', kind: 'STOP', approver: 'RID:A' })).rejects.toMatchObject({
    constraint: 'two_people',
  });
  for (const reason of ['', ' \n'])
    await expect(decide({ id: 'D2', kind: 'STOP', reason })).rejects.toMatchObject({
      constraint: 'written_reason',
    });
});
