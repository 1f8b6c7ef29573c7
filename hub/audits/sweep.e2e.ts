import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { compileAudit } from '../../subgraphs/audit/definition/compile-audit.ts';
import { ruleParameters } from '../../subgraphs/audit/definition/parameter-values.ts';
import { deriveAgain } from '../../subgraphs/audit/run/derive-again.ts';
import { shippedAudit, testGraph, testThresholds } from '../../subgraphs/audit/testing/audit-fixtures.ts';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';
import { createAuditClient, type AuditClient, type AuditRun } from './audit-client.ts';
import { concludedBy } from './concluded.ts';

const DAY = '2026-11-01';
const SHIPPED = readdirSync(new URL('../../subgraphs/audit/audits/', import.meta.url))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));
const MODES = ['SWEEP', 'CASES'] as const;

let hub: OwnHub;
let client: AuditClient;
let audits: pg.Client;

beforeAll(async () => {
  hub = await startOwnHub();
  client = createAuditClient(hub);
  audits = await hub.connect('hub');
}, 180_000);
afterAll(async () => {
  await audits.end();
  await hub.stop();
});

async function run(name: string, mode: (typeof MODES)[number]): Promise<AuditRun> {
  const { runId } = await client.start(name, [{ name: 'asOf', value: JSON.stringify(DAY) }], { mode });
  const ended = await client.follow(runId, () => undefined);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', errorCode: null, mode });
  return ended;
}

async function controlsOf({ runId }: AuditRun): Promise<readonly object[]> {
  const { rows } = await audits.query<object>(
    `SELECT rule_id, count(*) AS kept,
       count(*) FILTER (WHERE EXISTS (
         SELECT FROM audit.finding WHERE (finding.run_id, finding.rule_id, finding.case_key)
           = (control_case.run_id, control_case.rule_id, control_case.case_key))) AS flagged
     FROM audit.control_case WHERE run_id = $1 GROUP BY rule_id ORDER BY rule_id`,
    [runId],
  );
  return rows;
}

test.each(SHIPPED)(
  'the set-based run and the run case by case say the same: %s',
  async (name) => {
    const [sweep, cases] = [await run(name, 'SWEEP'), await run(name, 'CASES')];
    const concluded = await concludedBy(audits, sweep.runId);
    expect(concluded.length).toBeGreaterThan(0);
    expect(concluded).toEqual(await concludedBy(audits, cases.runId));
    expect(sweep.populationSeen).toBe(cases.populationSeen);
    expect(sweep.ruleStates).toEqual(cases.ruleStates);
    const controls = await controlsOf(sweep);
    expect(controls.length).toBeGreaterThan(0);
    expect(controls).toEqual(await controlsOf(cases));
  },
  120_000,
);

interface FindingRow {
  readonly findingId: string;
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly statute: string;
  readonly division: string;
  readonly matchTier: string;
}

interface EvidenceRow {
  readonly path: string;
  readonly sourceAgency: string;
  readonly sourceDataset: string;
  readonly sourceRecordKey: string;
  readonly value: string;
  readonly asOf: Date;
  readonly fetchedAt: Date;
  readonly matchTier: string;
  readonly exchangeId: string;
}

/** A finding by chance, with everything that it rests on. */
async function anyFinding(
  runId: string,
): Promise<{ readonly finding: FindingRow; readonly evidence: EvidenceRow[] }> {
  const [finding] = (
    await audits.query<FindingRow>(
      `SELECT finding_id AS "findingId", rule_id AS "ruleId", rule_version AS "ruleVersion", statute, division,
         match_tier AS "matchTier"
       FROM audit.finding WHERE run_id = $1 AND outcome = 'YES' ORDER BY random() LIMIT 1`,
      [runId],
    )
  ).rows;
  const { rows } = await audits.query<EvidenceRow>(
    `SELECT path, source_agency AS "sourceAgency", source_dataset AS "sourceDataset",
       source_record_key AS "sourceRecordKey", value, as_of AS "asOf", fetched_at AS "fetchedAt",
       match_tier AS "matchTier", exchange_id AS "exchangeId"
     FROM audit.evidence WHERE finding_id = $1`,
    [finding!.findingId],
  );
  return { finding: finding!, evidence: rows };
}

test.each(['barred-vehicle', 'dead-and-paid', 'company-control'])(
  'T3 a random finding of %s says what it rests on, and follows from that alone',
  async (name) => {
    const { runId } = await run(name, 'SWEEP');
    const { finding, evidence } = await anyFinding(runId);
    const thresholds = testThresholds();
    const audit = compileAudit(shippedAudit(name), new Map([['asOf', DAY]]), testGraph(), thresholds);
    const rule = audit.rules.find(({ definition }) => definition.id === finding.ruleId);
    const { version, statute } = rule!.definition;
    expect(finding).toMatchObject({ ruleVersion: version, statute });
    expect(finding.matchTier).toMatch(/^[AB]$/);
    expect(evidence.length).toBeGreaterThan(0);
    for (const piece of evidence) {
      const { sourceAgency, sourceDataset, sourceRecordKey, exchangeId, asOf, fetchedAt } = piece;
      for (const text of [sourceAgency, sourceDataset, sourceRecordKey, exchangeId])
        expect(text).not.toBe('');
      expect(piece.matchTier).toMatch(/^[ABC]$/);
      expect(asOf.getTime()).toBeLessThan(fetchedAt.getTime());
    }
    const exchanges = [...new Set(evidence.map(({ exchangeId }) => exchangeId))];
    const recorded = await audits.query(
      'SELECT DISTINCT exchange_id FROM ledger.entry WHERE exchange_id::text = ANY($1)',
      [exchanges],
    );
    expect(recorded.rows).toHaveLength(exchanges.length);
    const parameters = ruleParameters(audit.definition.parameters, audit.values);
    expect(deriveAgain(rule!, evidence, { division: finding.division, parameters, thresholds })).toBe('YES');
  },
  60_000,
);

/** A run of the rule about vehicles, of which one source is not as it should be. */
async function expectUnverifiable(mode: (typeof MODES)[number]): Promise<void> {
  const ended = await run('barred-vehicle', mode);
  expect(ended).toMatchObject({ findingCount: 0, shadowFindingCount: 0, cannotTellCount: 0 });
  expect(ended.ruleStates).toMatchObject([{ state: 'CANNOT_VERIFY', missing: 'Vehicle' }]);
  expect(await concludedBy(audits, ended.runId)).toEqual([]);
  expect(await controlsOf(ended)).toEqual([]);
}

test('T4 with a source older than the rule bears, the rule can not be verified and flags nobody', async () => {
  const vehicles = await hub.connect('vehicles');
  try {
    await vehicles.query(`CREATE TABLE former_state AS SELECT * FROM dataset_state`);
    await vehicles.query(`UPDATE dataset_state SET complete_to = complete_to - interval '97 hours'`);
    // What a source says of its state is believed for a minute.
    await hub.stopProcess('vehicles');
    await hub.startProcess('vehicles');
    for (const mode of MODES) await expectUnverifiable(mode);
  } finally {
    await vehicles.query(`TRUNCATE dataset_state`);
    await vehicles.query(`INSERT INTO dataset_state SELECT * FROM former_state`);
    await vehicles.query(`DROP TABLE former_state`);
    await vehicles.end();
    await hub.stopProcess('vehicles');
    await hub.startProcess('vehicles');
  }
}, 240_000);

test('T4 while a source is down the rule can not be verified and flags nobody; when it is back a run is whole', async () => {
  const whole = await concludedBy(audits, (await run('barred-vehicle', 'SWEEP')).runId);
  await hub.stopProcess('vehicles');
  try {
    await Promise.all(MODES.map(expectUnverifiable));
  } finally {
    await hub.startProcess('vehicles');
  }
  for (const mode of MODES)
    expect(await concludedBy(audits, (await run('barred-vehicle', mode)).runId)).toEqual(whole);
}, 300_000);

test('a sweep that is cancelled midway leaves nothing, and one begun anew finds everything once', async () => {
  const whole = await concludedBy(audits, (await run('barred-vehicle', 'SWEEP')).runId);
  const { runId } = await client.start('barred-vehicle', [{ name: 'asOf', value: JSON.stringify(DAY) }], {
    mode: 'SWEEP',
  });
  expect(await client.cancel(runId)).toMatchObject({ status: 'CANCELLED' });
  const again = await run('barred-vehicle', 'SWEEP');
  expect(again.runId).not.toBe(runId);
  expect(await concludedBy(audits, again.runId)).toEqual(whole);
  expect(await concludedBy(audits, runId)).toEqual([]);
}, 180_000);
