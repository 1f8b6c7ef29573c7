import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { compileAudit } from '../../subgraphs/audit/definition/compile-audit.ts';
import { ruleParameters } from '../../subgraphs/audit/definition/parameter-values.ts';
import { readAuditDocument } from '../../subgraphs/audit/definition/read-audit-document.ts';
import { deriveAgain } from '../../subgraphs/audit/run/derive-again.ts';
import { shippedAudit, testGraph, testThresholds } from '../../subgraphs/audit/testing/audit-fixtures.ts';
import { shippedAuditTexts } from '../../subgraphs/audit/testing/shipped-files.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { readReadyFile, type ReadyHub } from '../launch/ready-file.ts';
import {
  agencyDatabase,
  ALL_ROLES,
  AUDIT_ROLE,
  HUB_DATABASE,
  OWNER_ROLE,
  TRUTH_DATABASE,
} from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { testHub } from '../testing/test-hub.ts';
import { createAuditClient, type AuditRun } from './audit-client.ts';
import { concludedBy } from './concluded.ts';
import { askDatabase } from './read-truth.ts';
import { summaryLines } from './report-lines.ts';
import { reportOfRun, type RunBesideTruth } from './run-beside-truth.ts';

/**
 * Every audit that ships, once set by set and once case by case, over the synthetic province as of its day: both say
 * the same, it is what was planted, and nothing at the agencies is touched by it.
 */

const DAY = '2026-11-01';
const CIVIL_AFFAIRS = agencyDatabase('civil-affairs');
const hub = testHub();
const ready: ReadyHub = readReadyFile(hub.state)!;
const client = createAuditClient(ready);
const shipped = [...shippedAuditTexts().values()].map(readAuditDocument);
const audits = new pg.Client({
  ...ready.postgres,
  database: ready.databases[HUB_DATABASE]!,
  user: AUDIT_ROLE,
  password: readPassword(rolePasswordFile(stateDirectory(hub.state).keys, AUDIT_ROLE)),
});
const printed: string[] = [];
let untouched: readonly object[];

beforeAll(async () => {
  await audits.connect();
  untouched = await moneyAndCases();
});
afterAll(async () => {
  process.stdout.write(`${printed.join('\n')}\n`);
  await audits.end();
});

function asOwner<T extends pg.QueryResultRow>(
  database: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly T[]> {
  return askDatabase<T>({ hub: ready, statePath: hub.state, database, role: OWNER_ROLE }, sql, values);
}

/** What every payment and every case is, and which transaction wrote it. */
function moneyAndCases(): Promise<readonly object[]> {
  return asOwner(
    CIVIL_AFFAIRS,
    `SELECT (SELECT sum(hashtextextended(p::text || p.xmin::text, 0)) FROM payment p) AS payments,
       (SELECT sum(hashtextextended(f::text || f.xmin::text, 0)) FROM assistance_family f) AS families`,
  );
}

interface BothRuns {
  readonly sweep: AuditRun;
  readonly cases: AuditRun;
}

const begun = new Map<string, Promise<BothRuns>>();

/** Both runs of an audit, at once; each audit is run for the first test that asks. */
function bothRuns(name: string): Promise<BothRuns> {
  const known = begun.get(name);
  if (known !== undefined) return known;
  const run = async (mode: 'SWEEP' | 'CASES'): Promise<AuditRun> => {
    const { runId } = await client.start(name, [{ name: 'asOf', value: JSON.stringify(DAY) }], { mode });
    const ended = await client.follow(runId, () => undefined);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', errorCode: null, mode });
    return ended;
  };
  const both = Promise.all([run('SWEEP'), run('CASES')]).then(([sweep, cases]) => ({ sweep, cases }));
  begun.set(name, both);
  return both;
}

async function sweepBesideTruth(name: string): Promise<RunBesideTruth> {
  const { sweep } = await bothRuns(name);
  return { run: sweep, ...(await reportOfRun(ready, hub.state, sweep.runId)) };
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

test.each(shipped.map(({ name }) => name))(
  'set by set and case by case %s says the same: every planted case and no exempt one',
  async (name) => {
    const { sweep, cases } = await bothRuns(name);
    const concluded = await concludedBy(audits, sweep.runId);
    expect(concluded.length).toBeGreaterThan(0);
    expect(concluded).toEqual(await concludedBy(audits, cases.runId));
    expect(sweep.populationSeen).toBe(cases.populationSeen);
    expect(sweep.ruleStates).toEqual(cases.ruleStates);
    const controls = await controlsOf(sweep);
    expect(controls.length).toBeGreaterThan(0);
    expect(controls).toEqual(await controlsOf(cases));

    const beside = await sweepBesideTruth(name);
    printed.push(...summaryLines(beside));
    const { audit, rules } = beside.report!;
    expect(audit).toMatchObject({ recall: 1, flaggedExemptions: {} });
    expect(audit.planted).toBeGreaterThan(0);
    for (const rule of Object.values(rules)) expect(rule.flaggedExemptions).toEqual({});
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
    const { finding, evidence } = await anyFinding((await bothRuns(name)).sweep.runId);
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
    const recorded = await asOwner(
      HUB_DATABASE,
      'SELECT DISTINCT exchange_id FROM ledger.entry WHERE exchange_id::text = ANY($1)',
      [exchanges],
    );
    expect(recorded).toHaveLength(exchanges.length);
    const parameters = ruleParameters(audit.definition.parameters, audit.values);
    expect(deriveAgain(rule!, evidence, { division: finding.division, parameters, thresholds })).toBe('YES');
  },
  120_000,
);

async function everyRun(): Promise<readonly BothRuns[]> {
  const runs: BothRuns[] = [];
  // One after the other: an application has few unfinished runs.
  for (const { name } of shipped) runs.push(await bothRuns(name));
  return runs;
}

test('T6 planted namesakes never give a finding', async () => {
  const runs = await everyRun();
  const namesakes = await asOwner<{ caseNumber: string; namesake: string | null }>(
    TRUTH_DATABASE,
    `SELECT case_number AS "caseNumber", detail ->> 'namesake' AS namesake
     FROM planted_case WHERE exemption LIKE '%NAMESAKE%'`,
  );
  expect(namesakes.length).toBeGreaterThan(0);
  const found = await audits.query(
    `SELECT rule_id FROM audit.finding
     WHERE run_id = ANY($1) AND outcome = 'YES' AND nature = 'ADVERSE'
       AND (case_key = ANY($2) OR person_key = ANY($3))`,
    [
      runs.flatMap(({ sweep, cases }) => [sweep.runId, cases.runId]),
      namesakes.map(({ caseNumber }) => caseNumber),
      namesakes.flatMap(({ namesake }) => namesake ?? []),
    ],
  );
  expect(found.rows).toEqual([]);
}, 300_000);

test('T10 a sweep finds the households that were seeded as entitled and not paid', async () => {
  const underEntitled = shipped.flatMap(({ name, rules }) =>
    rules.filter(({ nature }) => nature === 'UNDER_ENTITLEMENT').map(({ id }) => ({ name, id })),
  );
  const missed = underEntitled.filter(({ name }) => name === 'missed-household' || name === 'missed-tekun');
  expect(missed.length).toBeGreaterThan(1);
  for (const { name, id } of underEntitled)
    expect([id, (await sweepBesideTruth(name)).report!.rules[id]?.recall]).toEqual([id, 1]);
}, 300_000);

test('T1 runs of either kind that find payments to stop leave every payment and case as it was', async () => {
  await everyRun();
  const { sweep, cases } = await bothRuns('paid-after-stop');
  for (const { findingCount, shadowFindingCount } of [sweep, cases])
    expect(findingCount + shadowFindingCount).toBeGreaterThan(0);
  expect(await moneyAndCases()).toEqual(untouched);
}, 300_000);

test('T1 no role of the hub but the owner may change a case, a payment or a decision', async () => {
  const roles = ALL_ROLES.filter((role) => role !== OWNER_ROLE);
  const may = await asOwner(
    CIVIL_AFFAIRS,
    `SELECT role, relation, privilege FROM unnest($1::text[]) AS role, unnest($2::text[]) AS relation,
       unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
     WHERE has_table_privilege(role, relation, privilege)`,
    [roles, ['assistance_family', 'payment', 'assistance_decision']],
  );
  expect(roles.length).toBeGreaterThan(10);
  expect(may).toEqual([]);
});
