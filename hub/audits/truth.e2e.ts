import { beforeAll, expect, test } from '@jest/globals';
import { readAuditDocument } from '../../subgraphs/audit/definition/read-audit-document.ts';
import { shippedAuditTexts } from '../../subgraphs/audit/testing/shipped-files.ts';
import { readReadyFile, type ReadyHub } from '../launch/ready-file.ts';
import { AUDIT_ROLE, HUB_DATABASE, OWNER_ROLE, TRUTH_DATABASE } from '../postgres/databases.ts';
import { testHub } from '../testing/test-hub.ts';
import { createAuditClient } from './audit-client.ts';
import { askDatabase } from './read-truth.ts';
import { summaryLines } from './report-lines.ts';
import { runBesideTruth, type RunBesideTruth } from './run-beside-truth.ts';

// One sweep of every audit that ships, over the synthetic province, as of its day.

const hub = testHub();
const ready: ReadyHub = readReadyFile(hub.state)!;
const shipped = [...shippedAuditTexts().values()].map(readAuditDocument);
const sweep = new Map<string, RunBesideTruth>();

beforeAll(async () => {
  const auditNames = shipped.map(({ name }) => name);
  const client = createAuditClient(ready);
  for (const one of await runBesideTruth(ready, hub.state, client, { auditNames, mode: 'SWEEP' }))
    sweep.set(one.auditName, one);
  process.stdout.write(`${[...sweep.values()].flatMap(summaryLines).join('\n')}\n`);
}, 600_000);

test.each(shipped.map(({ name }) => name))('%s finds every planted case and flags no exempt one', (name) => {
  const { run, report } = sweep.get(name)!;
  expect(run).toMatchObject({ status: 'SUCCEEDED', errorCode: null });
  expect(report!.audit).toMatchObject({ recall: 1, flaggedExemptions: {} });
  expect(report!.audit.planted).toBeGreaterThan(0);
  for (const rule of Object.values(report!.rules)) expect(rule.flaggedExemptions).toEqual({});
});

test('T6 planted namesakes never give a finding', async () => {
  const namesakes = await askDatabase<{ caseNumber: string; namesake: string | null }>(
    { hub: ready, statePath: hub.state, database: TRUTH_DATABASE, role: OWNER_ROLE },
    `SELECT case_number AS "caseNumber", detail ->> 'namesake' AS namesake
     FROM planted_case WHERE exemption LIKE '%NAMESAKE%'`,
  );
  expect(namesakes.length).toBeGreaterThan(0);
  const found = await askDatabase<{ ruleId: string }>(
    { hub: ready, statePath: hub.state, database: HUB_DATABASE, role: AUDIT_ROLE },
    `SELECT rule_id AS "ruleId" FROM audit.finding
     WHERE run_id = ANY($1) AND outcome = 'YES' AND nature = 'ADVERSE'
       AND (case_key = ANY($2) OR person_key = ANY($3))`,
    [
      [...sweep.values()].map(({ run }) => run.runId),
      namesakes.map(({ caseNumber }) => caseNumber),
      namesakes.flatMap(({ namesake }) => namesake ?? []),
    ],
  );
  expect(found).toEqual([]);
});

test('T10 a sweep finds the households that were seeded as entitled and not paid', () => {
  const underEntitled = shipped.flatMap(({ name, rules }) =>
    rules.filter(({ nature }) => nature === 'UNDER_ENTITLEMENT').map(({ id }) => ({ name, id })),
  );
  const missed = underEntitled.filter(({ name }) => name === 'missed-household' || name === 'missed-tekun');
  expect(missed.length).toBeGreaterThan(1);
  for (const { name, id } of underEntitled)
    expect([id, sweep.get(name)!.report!.rules[id]?.recall]).toEqual([id, 1]);
});
