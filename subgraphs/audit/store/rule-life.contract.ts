import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import type { ParameterValue } from '../definition/audit-definition.ts';
import { shippedAudit } from '../testing/audit-fixtures.ts';
import {
  AUDIT as audit,
  AUTHOR,
  caseOf,
  openRuleLife,
  RULE,
  SECOND,
  THIRD,
  type Item,
  type RuleLife,
} from '../testing/rule-life.ts';
import type { AuditStore } from './audit-store.ts';
import { controlRank, CONTROLS_KEPT } from './control-cases.ts';
import type { ActingOfficial } from './saved-audit-store.ts';

let life: RuleLife;
let pool: RuleLife['pool'];
let store: AuditStore;

beforeAll(async () => {
  life = await openRuleLife(await createTestDatabase());
  ({ pool, store } = life);
});
afterAll(() => life.close());

const save: RuleLife['save'] = (...args) => life.save(...args);
const runOf: RuleLife['runOf'] = (...args) => life.runOf(...args);
const itemsOf: RuleLife['itemsOf'] = (...args) => life.itemsOf(...args);
const judge: RuleLife['judge'] = (...args) => life.judge(...args);

/** What was drawn in two samples is one. */
function distinct(items: readonly Item[]): Readonly<Record<string, number>> {
  const of = (kind: string): number =>
    new Set(items.filter((item) => item.kind === kind).map((item) => item.case_number)).size;
  return { FINDING: of('FINDING'), UNFLAGGED: of('UNFLAGGED') };
}

const missing = (...texts: readonly string[]): object => ({
  code: 'AUDIT_RELEASE_REFUSED',
  detail: {
    reason: expect.stringMatching(new RegExp(`^[^;]*${texts.join('[^;]*; [^;]*')}[^;]*$`, 'u')) as unknown,
  },
});

test('T17 an audit is its owner’s alone until two officials share it', async () => {
  expect(await save(audit, AUTHOR.official)).toBe(1);
  expect(await store.savedAudits.runnable('own', SECOND)).toBeNull();
  expect(await store.savedAudits.runnable('own', { application: 'auditor', official: null })).toBeNull();
  expect(await store.savedAudits.runnable('own', AUTHOR)).toMatchObject({ version: 1 });
  await expect(save({ ...audit, title: 'Taken' }, SECOND.official)).rejects.toMatchObject({
    detail: { part: 'name' },
  });
  const { definitionHash } = (await store.savedAudits.version('own'))!;
  await expect(store.savedAudits.propose('own', SECOND)).rejects.toMatchObject({ code: 'AUDIT_UNKNOWN' });
  await expect(store.savedAudits.approve('own', definitionHash, SECOND)).rejects.toMatchObject({
    code: 'AUDIT_UNKNOWN',
  });
  await store.savedAudits.propose('own', AUTHOR);
  expect(await store.savedAudits.runnable('own', SECOND)).toBeNull();
  await expect(store.savedAudits.approve('own', definitionHash, AUTHOR)).rejects.toMatchObject({
    code: 'AUDIT_FOUR_EYES',
  });
  await expect(store.savedAudits.approve('own', 'another text', SECOND)).rejects.toMatchObject({
    code: 'AUDIT_STATE_CONFLICT',
    detail: { state: 'PROPOSED', reason: 'the hash is not that of the proposed text' },
  });
});

test('a rule is released only where nothing is missing, and what is missing is said', async () => {
  const everything = ['not shared', 'no run', 'no sample'];
  await expect(store.stages.release(RULE, 'x', AUTHOR)).rejects.toMatchObject(missing(...everything));
  const { definitionHash } = (await store.savedAudits.version('own'))!;
  await store.savedAudits.approve('own', definitionHash, SECOND);
  expect(await store.savedAudits.runnable('own', SECOND)).toMatchObject({ version: 1 });
  const others: readonly Parameters<RuleLife['runOf']>[3][] = [
    { listId: 'a-list' },
    { asOf: '2026-10-01T00:00:00Z' },
    // Parameters may be chosen so that a rule finds only what is easily confirmed.
    { parameters: new Map<string, ParameterValue>([['mildest', 1]]) },
    { parameters: new Map<string, ParameterValue>() },
    {
      parameters: new Map<string, ParameterValue>([
        ['mildest', 2],
        ['asOf', '2020-01-01'],
      ]),
    },
  ];
  for (const over of others) {
    const partial = await runOf(20, [1, 2], 'PRIVATE', over);
    await expect(
      store.samples.draw({ runId: partial, ruleId: RULE.ruleId, size: 5 }, AUTHOR),
    ).rejects.toMatchObject({ code: 'AUDIT_STATE_CONFLICT' });
  }
  // Neither counts as a run that ended well.
  await expect(store.stages.release(RULE, 'x', AUTHOR)).rejects.toMatchObject(missing('no run', 'no sample'));
  const runId = await runOf(
    250,
    Array.from({ length: 30 }, (_, at) => at * 3),
  );
  expect(await store.servedRow('run', runId)).toMatchObject({
    finding_count: 0,
    shadow_finding_count: 30,
    population_seen: 250,
  });
  await expect(store.stages.release(RULE, 'x', AUTHOR)).rejects.toMatchObject(missing('no sample'));

  const small = await store.samples.draw({ runId, ruleId: RULE.ruleId, size: 15 }, AUTHOR);
  await judge(small, await itemsOf(small), AUTHOR);
  await expect(store.stages.release(RULE, 'x', AUTHOR)).rejects.toMatchObject(
    missing(
      'fewer than 20 findings',
      'fewer than 20 cases',
      'last judged by the author',
      'nobody but the official',
    ),
  );
  const more = await store.samples.draw({ runId, ruleId: RULE.ruleId, size: 20 }, AUTHOR);
  await expect(store.stages.release(RULE, 'x', AUTHOR)).rejects.toMatchObject(
    missing('40 of what was drawn is not judged', 'last judged by the author', 'nobody but the official'),
  );
  await judge(more, await itemsOf(more), SECOND);
  await expect(store.stages.release(RULE, 'x', THIRD)).rejects.toMatchObject(
    missing('last judged by the author'),
  );
  await judge(small, await itemsOf(small), SECOND);
  await expect(store.stages.release(RULE, 'x', SECOND)).rejects.toMatchObject(
    missing('nobody but the official'),
  );
  await expect(store.stages.release(RULE, 'x', AUTHOR)).rejects.toMatchObject({ code: 'AUDIT_FOUR_EYES' });
  await judge(more, await itemsOf(more), SECOND, 'NOT_CONFIRMED');
  await judge(small, await itemsOf(small), SECOND, 'NOT_CONFIRMED');
  const drawn = distinct([...(await itemsOf(small)), ...(await itemsOf(more))]);
  await expect(store.stages.release(RULE, 'x', THIRD)).rejects.toMatchObject(
    missing(`0 of ${drawn.FINDING} findings were confirmed, fewer than 20 %`),
  );
  await judge(more, await itemsOf(more), SECOND);
  await judge(small, await itemsOf(small), SECOND);
  await expect(store.stages.suspend(RULE, 'x', SECOND)).rejects.toMatchObject({
    code: 'AUDIT_STATE_CONFLICT',
  });
  await store.stages.release(RULE, 'the sample is good', THIRD);

  const live = await runOf(20, [1, 2]);
  expect(await store.servedRow('run', live)).toMatchObject({ finding_count: 2, shadow_finding_count: 0 });
  expect(await store.servedRow('rule', 'own/1/barred-vehicle.owned')).toMatchObject({
    stage: 'LIVE',
    findings_judged: drawn.FINDING,
    findings_confirmed: drawn.FINDING,
    controls_judged: drawn.UNFLAGGED,
    controls_confirmed: 0,
  });
  await store.stages.suspend(RULE, 'an error was found', SECOND);
  const { rows } = await pool.query('SELECT stage, official FROM audit.rule_stage ORDER BY record_id');
  expect(rows).toEqual([
    { stage: 'LIVE', official: 'au-3' },
    { stage: 'SHADOW', official: 'au-2' },
  ]);
});

test('the controls are those unflagged cases of least rank, whatever the pages', async () => {
  const flagged = [3, 5, 8];
  const runId = await runOf(250, flagged);
  const { seed } = (await store.runs.run(runId))!;
  const expected = Array.from({ length: 250 }, (_, at) => caseOf(at).caseKey)
    .filter((_, at) => !flagged.includes(at))
    .sort((one, other) => (controlRank(seed, one) < controlRank(seed, other) ? -1 : 1))
    .slice(0, CONTROLS_KEPT);
  const { rows } = await pool.query<{ case_key: string }>(
    'SELECT case_key FROM audit.control_case WHERE run_id = $1 ORDER BY rank',
    [runId],
  );
  expect(rows.map(({ case_key }) => case_key)).toEqual(expected);
});

test('T4 a rule that can not be verified takes back what it had said, and is no rule to sample', async () => {
  const runId = await runOf(20, [1, 2]);
  await store.runs.markUnverifiable(runId, RULE.ruleId, 'Vehicle');
  expect(await store.servedRow('run', runId)).toMatchObject({ finding_count: 0, shadow_finding_count: 0 });
  await expect(store.samples.draw({ runId, ruleId: RULE.ruleId, size: 5 }, AUTHOR)).rejects.toMatchObject({
    code: 'AUDIT_STATE_CONFLICT',
  });
});

interface Change {
  readonly kind: string;
  readonly case_number: string;
}

async function changes(from: string, to: string): Promise<readonly Change[]> {
  const { rows } = await pool.query<Change>(
    `SELECT difference.kind, case_number FROM audit.run_difference AS difference JOIN audit.finding USING (finding_id)
     WHERE from_run = $1 AND to_run = $2 ORDER BY case_number`,
    [from, to],
  );
  return rows;
}

test('two runs differ by what is new, what is gone, and what changed', async () => {
  const first = await runOf(20, [1, 2, 3]);
  const same = await runOf(20, [1, 2, 3]);
  const moved = await runOf(20, [2, 3, 4]);
  const changed = await runOf(20, [1, 2, 3], 'TAXI');
  expect(await changes(first, same)).toEqual([]);
  expect(await changes(first, moved)).toEqual([
    { kind: 'GONE', case_number: 'C0001' },
    { kind: 'NEW', case_number: 'C0004' },
  ]);
  expect(await changes(first, changed)).toEqual(
    [1, 2, 3].map((at) => ({ kind: 'CHANGED', case_number: `C000${at}` })),
  );
  await store.runs.markUnverifiable(moved, RULE.ruleId, 'Vehicle');
  expect(await changes(first, moved)).toEqual([]);
});

test('a rule can not change its text and keep its version', async () => {
  const rules = audit.rules.map((one) => ({ ...one, when: 'family.status == "ACTIVE"' }));
  await expect(save({ ...audit, rules }, AUTHOR.official)).rejects.toMatchObject({
    code: 'AUDIT_INVALID',
    detail: { part: 'rule barred-vehicle.owned' },
  });
  const renewed = rules.map((one) => ({ ...one, version: one.version + 1 }));
  expect(await save({ ...audit, rules: renewed }, AUTHOR.official)).toBe(2);
  // Others go on with what two officials shared; the owner has the new draft, in its shadow.
  expect(await store.savedAudits.runnable('own', SECOND)).toMatchObject({ version: 1 });
  expect(await store.savedAudits.runnable('own', AUTHOR)).toMatchObject({ version: 2 });
  const row = async (viewer: ActingOfficial): Promise<unknown> =>
    (await store.servedAudit('own', viewer))?.['version'];
  expect([await row(AUTHOR), await row(SECOND)]).toEqual([2, 1]);
  const { rows } = await pool.query('SELECT version FROM audit.registered_rule WHERE audit_name = $1', [
    'own',
  ]);
  expect(rows).toEqual([{ version: shippedAudit('barred-vehicle').rules[0]!.version }]);
});

test('a rule that ships is not released where nothing was judged, and not by its only judge', async () => {
  const definition = shippedAudit('two-homes');
  await store.savedAudits.save({ definition, origin: 'shipped', official: null, estimatedCost: 1 });
  const shipped = { audit: definition.name, ruleId: definition.rules[0]!.id };
  const created = await store.runs.create([
    {
      definition,
      auditVersion: 1,
      mode: 'CASES',
      asOf: null,
      listId: null,
      requestedBy: AUTHOR.application,
      official: AUTHOR.official,
      parentExchange: 'x',
      policyVersion: 'v',
      parameters: new Map(),
      slot: null,
    },
  ]);
  const runId = created!.runIds[0]!;
  await store.runs.takeUp(runId);
  await store.runs.keepPage((await store.runs.run(runId))!, {
    index: 0,
    nextCursor: null,
    cases: [],
    conclusions: [],
    exchangeId: 'e',
    fetchedAt: new Date('2026-11-01T00:00:00Z'),
  });
  const empty = await store.samples.draw({ runId, ruleId: shipped.ruleId, size: 20 }, SECOND);
  expect(await itemsOf(empty)).toEqual([]);
  await expect(store.stages.release(shipped, 'x', SECOND)).rejects.toMatchObject(
    missing('the samples are empty', 'nobody but the official'),
  );
});
