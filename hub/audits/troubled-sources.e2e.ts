import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';
import { createAuditClient, type AuditClient, type AuditRun, type RunManner } from './audit-client.ts';
import { concludedBy } from './concluded.ts';

/** What both kinds of run make of a registry of vehicles that is stale, away, corrected, changed or doubled meanwhile. */

const AUDIT = 'barred-vehicle';
const MODES = ['SWEEP', 'CASES'] as const;
type Mode = (typeof MODES)[number];

let hub: OwnHub;
let client: AuditClient;
let audits: pg.Client;
let vehicles: pg.Client;
/** What is found while nothing is wrong. */
let whole: readonly object[];

beforeAll(async () => {
  hub = await startOwnHub();
  client = createAuditClient(hub);
  [audits, vehicles] = await Promise.all([hub.connect('hub'), hub.connect('vehicles')]);
  whole = await found('SWEEP');
  expect(whole.length).toBeGreaterThan(0);
}, 300_000);
afterAll(async () => {
  await Promise.all([audits.end(), vehicles.end()]);
  await hub.stop();
});

function start(mode: Mode, manner: RunManner = {}): Promise<AuditRun> {
  return client.start(AUDIT, [{ name: 'asOf', value: '"2026-11-01"' }], { mode, ...manner });
}

async function run(mode: Mode, manner: RunManner = {}): Promise<AuditRun> {
  const { runId } = await start(mode, manner);
  const ended = await client.follow(runId, () => undefined);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', errorCode: null, mode });
  return ended;
}

async function found(mode: Mode): Promise<readonly object[]> {
  return concludedBy(audits, (await run(mode)).runId);
}

/** With the hash of what they rest on; of what stands in it, the age of a source goes by when it was asked. */
async function conclusions({ runId }: AuditRun): Promise<readonly object[]> {
  return (await concludedBy(audits, runId)).map((conclusion) => ({ ...conclusion, evidence: null }));
}

/** What a source says of its state is believed for a minute, and no longer than its process runs. */
async function restartVehicles(): Promise<void> {
  await hub.stopProcess('vehicles');
  await hub.startProcess('vehicles');
}

async function expectUnverifiable(mode: Mode): Promise<void> {
  const ended = await run(mode);
  expect(ended).toMatchObject({ findingCount: 0, shadowFindingCount: 0, cannotTellCount: 0 });
  expect(ended.ruleStates).toMatchObject([{ state: 'CANNOT_VERIFY', missing: 'Vehicle' }]);
  expect(await concludedBy(audits, ended.runId)).toEqual([]);
  const kept = await audits.query('SELECT FROM audit.control_case WHERE run_id = $1', [ended.runId]);
  expect(kept.rowCount).toBe(0);
}

test('T4 with a source older than the rule bears, the rule can not be verified and flags nobody', async () => {
  try {
    await vehicles.query(`CREATE TABLE former_state AS SELECT * FROM dataset_state`);
    await vehicles.query(`UPDATE dataset_state SET complete_to = complete_to - interval '97 hours'`);
    await restartVehicles();
    await Promise.all(MODES.map(expectUnverifiable));
  } finally {
    await vehicles.query(`TRUNCATE dataset_state`);
    await vehicles.query(`INSERT INTO dataset_state SELECT * FROM former_state`);
    await vehicles.query(`DROP TABLE former_state`);
    await restartVehicles();
  }
}, 300_000);

test('T4 while a source is down the rule can not be verified and flags nobody; when it is back a run is whole', async () => {
  await hub.stopProcess('vehicles');
  try {
    await Promise.all(MODES.map(expectUnverifiable));
  } finally {
    await hub.startProcess('vehicles');
  }
  for (const mode of MODES) expect(await found(mode)).toEqual(whole);
}, 300_000);

test.each(MODES)(
  'T4 with a source whose schema changed the rule can not be verified (%s); a run is whole when it is as it was',
  async (mode) => {
    await vehicles.query('ALTER TABLE vehicle RENAME COLUMN use TO purpose');
    try {
      await expectUnverifiable(mode);
    } finally {
      await vehicles.query('ALTER TABLE vehicle RENAME COLUMN purpose TO use');
    }
    expect(await found(mode)).toEqual(whole);
  },
  300_000,
);

test.each(MODES)(
  'T4 a source whose schema changes during a run (%s) ends it in a clear state; begun anew it finds everything once',
  async (mode) => {
    const members = await hub.connect('civil_affairs');
    try {
      // What reads the members waits, and with it whatever is read of vehicles after them.
      await members.query('BEGIN; LOCK TABLE assistance_member IN ACCESS EXCLUSIVE MODE');
      const { runId } = await start(mode);
      await untilWaitedFor(members);
      await vehicles.query('ALTER TABLE vehicle RENAME COLUMN use TO purpose');
      await members.query('COMMIT');
      const ended = await client.follow(runId, () => undefined);
      expect(ended).toMatchObject({ status: 'SUCCEEDED', findingCount: 0, shadowFindingCount: 0 });
      expect(ended.ruleStates).toMatchObject([{ state: 'CANNOT_VERIFY', missing: 'Vehicle' }]);
      expect(await concludedBy(audits, runId)).toEqual([]);
    } finally {
      await members.end();
      await vehicles.query('ALTER TABLE vehicle RENAME COLUMN purpose TO use');
    }
    expect(await found(mode)).toEqual(whole);
  },
  300_000,
);

async function untilWaitedFor(holder: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await holder.query(
      `SELECT FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)) AND NOT granted`,
    );
    if (rowCount !== 0) return;
    await sleep(50);
  }
}

test('a source that has every record twice doubles no finding', async () => {
  await vehicles.query(`CREATE TABLE once AS SELECT * FROM vehicle`);
  try {
    await vehicles.query('ALTER TABLE vehicle DROP CONSTRAINT vehicle_pkey CASCADE');
    await vehicles.query('INSERT INTO vehicle SELECT * FROM once');
    for (const mode of MODES) expect(await found(mode)).toEqual(whole);
  } finally {
    await vehicles.query('TRUNCATE vehicle');
    await vehicles.query('INSERT INTO vehicle SELECT * FROM once');
    await vehicles.query('ALTER TABLE vehicle ADD PRIMARY KEY (record_id)');
    await vehicles.query('DROP TABLE once');
  }
}, 300_000);

test('two runs of one audit at once are either one run or find the same', async () => {
  const twice = await Promise.all([found('SWEEP'), found('SWEEP'), found('CASES'), found('CASES')]);
  for (const one of twice) expect(one).toEqual(whole);
}, 300_000);

test.each(MODES)(
  'a run (%s) that is cancelled at any point says so, and one begun anew finds everything once',
  async (mode) => {
    for (const afterMs of [0, 100, 300]) {
      const { runId } = await start(mode);
      await sleep(afterMs);
      const { status } = await client.cancel(runId);
      // One that had ended before stays as it ended.
      expect(status).toMatch(afterMs === 0 ? /^CANCELLED$/ : /^(CANCELLED|SUCCEEDED)$/);
      const left = await concludedBy(audits, runId);
      if (mode === 'SWEEP' && status === 'CANCELLED') expect(left).toEqual([]);
      const again = await run(mode);
      expect(again.runId).not.toBe(runId);
      expect(await concludedBy(audits, again.runId)).toEqual(whole);
    }
  },
  300_000,
);

test.each(MODES)(
  'T17 a run (%s) as of before a correction finds what was found before it',
  async (mode) => {
    const before = await run(mode);
    const instant = new Date().toISOString();
    const [first] = (await client.findings(before.runId, 1)).filter(({ outcome }) => outcome === 'YES');
    const key = first!.evidence
      .find(({ path }) => path === 'vehicle.use')!
      .sourceRecordKey.replace(/^vehicle:/u, '');
    // The registry corrects the record, as a source does that keeps what it knew.
    await vehicles.query('UPDATE vehicle SET recorded_to = clock_timestamp() WHERE record_id = $1', [key]);
    await vehicles.query(
      `INSERT INTO vehicle SELECT (jsonb_populate_record(old, jsonb_build_object(
         'record_id', (SELECT max(record_id) + 1 FROM vehicle), 'use', 'SOLE_LIVELIHOOD',
         'recorded_from', old.recorded_to, 'recorded_to', NULL))).*
       FROM vehicle AS old WHERE record_id = $1`,
      [key],
    );
    try {
      expect(await found(mode)).toHaveLength(whole.length - 1);
      const again = await run(mode, { asOf: instant });
      expect(Date.parse(again.asOf!)).toBe(Date.parse(instant));
      expect(await conclusions(again)).toEqual(await conclusions(before));
    } finally {
      await vehicles.query(
        `DELETE FROM vehicle WHERE recorded_from = (SELECT recorded_to FROM vehicle WHERE record_id = $1)`,
        [key],
      );
      await vehicles.query('UPDATE vehicle SET recorded_to = NULL WHERE record_id = $1', [key]);
    }
  },
  300_000,
);

test('an audit of a time to come is refused', async () => {
  await expect(client.start(AUDIT, [], { asOf: '2126-01-01T00:00:00Z' })).rejects.toThrow(
    'AUDIT_PARAMETER_INVALID',
  );
});
