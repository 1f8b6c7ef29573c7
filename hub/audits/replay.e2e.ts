import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { readReadyFile, type ReadyHub } from '../launch/ready-file.ts';
import { AUDIT_ROLE, HUB_DATABASE, OWNER_ROLE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { testHub } from '../testing/test-hub.ts';
import { createAuditClient, type AuditRun, type RunManner } from './audit-client.ts';

const hub = testHub();
const ready: ReadyHub = readReadyFile(hub.state)!;
const client = createAuditClient(ready);

async function onDatabase(
  database: string,
  role: string,
  text: string,
  values: unknown[] = [],
): Promise<object[]> {
  const password = readFileSync(rolePasswordFile(stateDirectory(hub.state).keys, role), 'utf8');
  const connection = new pg.Client({
    ...ready.postgres,
    database: ready.databases[database]!,
    user: role,
    password,
  });
  await connection.connect();
  try {
    return (await connection.query<object>(text, values)).rows;
  } finally {
    await connection.end();
  }
}

type Mode = NonNullable<RunManner['mode']>;

async function run(mode: Mode, asOf?: string): Promise<AuditRun> {
  const { runId } = await client.start('barred-vehicle', [], { mode, asOf });
  const ended = await client.follow(runId, () => undefined);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', errorCode: null });
  return ended;
}

/** Everything that a run concluded, less when and in which exchange. */
function concluded({ runId }: AuditRun): Promise<object[]> {
  return onDatabase(
    HUB_DATABASE,
    AUDIT_ROLE,
    `SELECT rule_id, outcome, missing, case_key, person_key, match_tier, evidence_key, evidence_hash
     FROM audit.finding WHERE run_id = $1 ORDER BY rule_id, case_key, evidence_key`,
    [runId],
  );
}

const onVehicles = (text: string, values: unknown[]): Promise<object[]> =>
  onDatabase('vehicles', OWNER_ROLE, text, values);

const MODES: readonly Mode[] = ['CASES', 'SWEEP'];

test.each(MODES)(
  'T17 a run (%s) as of before a correction finds what was found before it',
  async (mode) => {
    const before = await run(mode);
    const found = await concluded(before);
    const instant = new Date().toISOString();
    const [first] = (await client.findings(before.runId, 1)).filter(({ outcome }) => outcome === 'YES');
    const key = first!.evidence
      .find(({ path }) => path === 'vehicle.use')!
      .sourceRecordKey.replace(/^vehicle:/u, '');
    // The registry corrects the record, as a source does that keeps what it knew.
    await onVehicles('UPDATE vehicle SET recorded_to = clock_timestamp() WHERE record_id = $1', [key]);
    await onVehicles(
      `INSERT INTO vehicle SELECT (jsonb_populate_record(old, jsonb_build_object(
       'record_id', (SELECT max(record_id) + 1 FROM vehicle), 'use', 'SOLE_LIVELIHOOD',
       'recorded_from', old.recorded_to, 'recorded_to', NULL))).*
     FROM vehicle AS old WHERE record_id = $1`,
      [key],
    );
    try {
      expect(await concluded(await run(mode))).toHaveLength(found.length - 1);
      const again = await run(mode, instant);
      expect(again.asOf).toBe(instant);
      expect(await concluded(again)).toEqual(found);
    } finally {
      await onVehicles(
        `DELETE FROM vehicle WHERE recorded_from = (SELECT recorded_to FROM vehicle WHERE record_id = $1)`,
        [key],
      );
      await onVehicles('UPDATE vehicle SET recorded_to = NULL WHERE record_id = $1', [key]);
    }
  },
  120_000,
);

test('an audit of a time to come is refused', async () => {
  await expect(client.start('barred-vehicle', [], { asOf: '2126-01-01T00:00:00Z' })).rejects.toThrow(
    'AUDIT_PARAMETER_INVALID',
  );
});
