import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { createPostgresConnector } from '../../../connectors/postgres/postgres-connector.ts';
import { verifyMappingAgainstSource } from '../../kit/verify-mapping-against-source.ts';
import { subgraph } from '../subgraph.ts';
import { applyAuditSchema } from './apply-audit-schema.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  client = new pg.Client({ host, port, user, password, database: database.database });
  await client.connect();
  await client.query('CREATE SCHEMA audit');
  await applyAuditSchema(client);
  await client.query(
    `INSERT INTO audit.saved_audit_version (name, version, definition, definition_hash) VALUES ('a', 1, '{}', 'h')`,
  );
  await client.query(
    `INSERT INTO audit.run
       (run_id, audit_name, audit_version, status, requested_by, parent_exchange, parameters, policy_version)
     VALUES ('r', 'a', 1, 'RUNNING', 'auditor', 'x', '{}', 'v1')`,
  );
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

test('the schema can be applied again over what is there', async () => {
  await applyAuditSchema(client);
  const { rows } = await client.query('SELECT run_id FROM audit.run');
  expect(rows).toEqual([{ run_id: 'r' }]);
});

test('what the subgraph serves is there to be read', async () => {
  const connector = createPostgresConnector({ ...database, poolSize: 1, maxRows: 10 });
  try {
    expect(await verifyMappingAgainstSource(subgraph.mapping, connector)).toEqual([]);
  } finally {
    await connector.close();
  }
});

// T3 of the safeguards: rule and version, statute, source, record key, value, as-of time, fetch time, match tier.
test.each([
  ['finding', ['rule_id', 'rule_version', 'statute', 'nature', 'stage', 'match_tier', 'evidence_hash']],
  [
    'evidence',
    ['source_agency', 'source_record_key', 'value', 'as_of', 'fetched_at', 'match_tier', 'exchange_id'],
  ],
])('every column that a %s needs to be derived again is NOT NULL', async (table, columns) => {
  const { rows } = await client.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns
     WHERE table_schema = 'audit' AND table_name = $1 AND is_nullable = 'NO'`,
    [table],
  );
  expect(rows.map(({ column_name }) => column_name)).toEqual(expect.arrayContaining(columns));
});

const FINDING = {
  finding_id: 'f',
  run_id: 'r',
  rule_id: 'rule',
  rule_version: 1,
  statute: 'art. 9',
  nature: 'ADVERSE',
  stage: 'LIVE',
  outcome: 'YES',
  missing: null,
  case_kind: 'Person',
  case_key: 'RID:239901198001010019',
  division: '230102',
  person_key: 'RID:239901198001010019',
  match_tier: 'A',
  evidence_key: 'k',
  evidence_hash: '0'.repeat(64),
  found_at: '2026-11-01T00:00:00Z',
};

async function insert(change: object): Promise<void> {
  const row = { ...FINDING, ...change };
  const columns = Object.keys(row);
  await client.query('BEGIN');
  try {
    await client.query(
      `INSERT INTO audit.finding (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
      Object.values(row),
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

test.each([
  ['a finding without evidence', {}],
  ['a finding by name alone', { match_tier: 'C' }],
  ['a finding about nobody', { person_key: null }],
  ['a finding with something missing', { missing: 'vehicle.use' }],
  ['a CANNOT_TELL without a reason', { outcome: 'CANNOT_TELL' }],
  ['a NO', { outcome: 'NO' }],
  ['a finding without a statute', { statute: '' }],
])('%s can not be written', async (_, change) => {
  await expect(insert(change)).rejects.toMatchObject({ code: '23514' });
});

test('a CANNOT_TELL with its reason can', async () => {
  await insert({ outcome: 'CANNOT_TELL', missing: 'member.person', match_tier: 'C', person_key: null });
  const { rows } = await client.query('SELECT outcome FROM audit.served_finding');
  expect(rows).toEqual([{ outcome: 'CANNOT_TELL' }]);
});

test('the key of a case, which may be the number of a person, stands in no column that is served', async () => {
  const { rows } = await client.query<object>('SELECT * FROM audit.served_finding');
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(FINDING.case_key);
  const { rows: columns } = await client.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns WHERE table_schema = 'audit' AND table_name = 'served_finding'`,
  );
  expect(columns.map(({ column_name }) => column_name)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(case|evidence)_key$/)]),
  );
});

test('one path may be read in several records, each once', async () => {
  await client.query('BEGIN');
  try {
    await client.query(`UPDATE audit.finding SET nature = nature WHERE finding_id = 'f'`);
    const item = (recordKey: string): Promise<unknown> =>
      client.query(
        `INSERT INTO audit.evidence VALUES
           (DEFAULT, 'f', 'income.amount', 'labour', '12', 'InsuranceInterval', 'base', $1, '1', now(), now(), 'A', 'x')`,
        [recordKey],
      );
    await item('I1');
    await item('I2');
    await expect(item('I1')).rejects.toMatchObject({ code: '23505' });
  } finally {
    await client.query('ROLLBACK');
  }
});

test('T4 a rule that could not be verified has no findings and names what was missing', async () => {
  const insertRule = (state: string, missing: string | null, findings: number): Promise<unknown> =>
    client.query(
      `INSERT INTO audit.run_rule (run_id, rule_id, rule_version, rule_hash, stage, state, missing, finding_count)
       VALUES ('r', 'rule', 1, 'h', 'LIVE', $1, $2, $3)`,
      [state, missing, findings],
    );
  await expect(insertRule('CANNOT_VERIFY', null, 0)).rejects.toMatchObject({ code: '23514' });
  await expect(insertRule('CANNOT_VERIFY', 'Vehicle', 1)).rejects.toMatchObject({ code: '23514' });
  await insertRule('CANNOT_VERIFY', 'Vehicle', 0);
});

test('a run that failed says with which code', async () => {
  const fail = `UPDATE audit.run SET status = 'FAILED', finished_at = now() WHERE run_id = 'r'`;
  await expect(client.query(fail)).rejects.toMatchObject({ code: '23514' });
});
