import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { AUDIT, AUTHOR, openRuleLife, RULE, SECOND, THIRD, type RuleLife } from '../testing/rule-life.ts';
import type { AuditStore } from './audit-store.ts';
import type { RuleName } from './rule-stage-store.ts';
import type { ActingOfficial } from './saved-audit-store.ts';

let life: RuleLife;
let pool: RuleLife['pool'];
let store: AuditStore;

beforeAll(async () => {
  life = await openRuleLife(await createTestDatabase());
  ({ pool, store } = life);
});
afterAll(() => life.close());

async function share(name: string): Promise<void> {
  const { definitionHash } = (await store.savedAudits.version(name))!;
  await store.savedAudits.propose(name, AUTHOR);
  await store.savedAudits.approve(name, definitionHash, SECOND);
}

async function refusalOfRelease(of: RuleName, acting: ActingOfficial): Promise<{ readonly reason: string }> {
  const error: unknown = await store.stages.release(of, 'x', acting).catch((refused: unknown) => refused);
  return (error as { readonly detail: { readonly reason: string } }).detail;
}

test('T18 every word on an item is kept, and a rule on which officials disagree is not released', async () => {
  await life.save({ ...AUDIT, name: 'disputed' }, AUTHOR.official);
  await share('disputed');
  const disputed = { audit: 'disputed', ruleId: RULE.ruleId };
  const runId = await life.runOf(20, [1, 2, 3], 'PRIVATE', {}, 'disputed');
  const sampleId = await store.samples.draw({ runId, ruleId: RULE.ruleId, size: 20 }, SECOND);
  const items = await life.itemsOf(sampleId);
  await life.judge(sampleId, items, SECOND);
  const one = items.filter(({ kind }) => kind === 'FINDING').slice(0, 1);
  await life.judge(sampleId, one, THIRD, 'NOT_CONFIRMED');
  // The author's word is no contradiction: it decides nothing.
  await life.judge(sampleId, one, AUTHOR, 'CONFIRMED');
  await life.judge(sampleId, one, THIRD, 'NOT_CONFIRMED');
  await expect(store.stages.release(disputed, 'x', THIRD)).rejects.toMatchObject({
    detail: { reason: expect.stringContaining('officials disagree on 1 of what was drawn') as unknown },
  });
  const { rows } = await pool.query(
    `SELECT official, verdict, is_correction FROM audit.served_judgement WHERE item_id = $1 ORDER BY record_id`,
    [one[0]!.item_id],
  );
  expect(rows).toEqual([
    { official: 'au-2', verdict: 'CONFIRMED', is_correction: false },
    { official: 'au-3', verdict: 'NOT_CONFIRMED', is_correction: false },
    { official: 'au-1', verdict: 'CONFIRMED', is_correction: false },
    { official: 'au-3', verdict: 'NOT_CONFIRMED', is_correction: true },
  ]);
  await life.judge(sampleId, one, SECOND, 'NOT_CONFIRMED');
  expect(await store.stages.release(disputed, 'they agree', THIRD)).toBe(`disputed/1/${RULE.ruleId}`);
});

test('T18 what is drawn again and again is known once', async () => {
  await life.save({ ...AUDIT, name: 'repeated' }, AUTHOR.official);
  await share('repeated');
  const repeated = { audit: 'repeated', ruleId: RULE.ruleId };
  const first = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
  for (const [flagged, size] of [
    [10, 10],
    [10, 10],
    [30, 5],
  ] as const) {
    const runId = await life.runOf(40, first(flagged), 'PRIVATE', {}, 'repeated');
    await store.samples.draw({ runId, ruleId: RULE.ruleId, size }, SECOND);
  }
  const { reason } = await refusalOfRelease(repeated, THIRD);
  expect(reason).toContain('fewer than 20 findings were drawn');
});

test('an audit that is taken back is nobody’s but its owner’s, and none of its rules is live', async () => {
  await life.save(AUDIT, AUTHOR.official);
  await share('own');
  const runId = await life.runOf(10, [1]);
  const sampleId = await store.samples.draw({ runId, ruleId: RULE.ruleId, size: 20 }, SECOND);
  await life.judge(sampleId, await life.itemsOf(sampleId), SECOND);
  await expect(store.savedAudits.withdraw('none', 'x', SECOND)).rejects.toMatchObject({
    code: 'AUDIT_UNKNOWN',
  });
  await store.stages.release(RULE, 'seen before', THIRD);
  const { rows: before } = await pool.query<{ is_open: boolean }>(
    `SELECT DISTINCT is_open FROM audit.audit_run WHERE audit_name = 'own'`,
  );
  expect(before).toEqual([{ is_open: true }]);
  await store.savedAudits.withdraw('own', 'it accuses the wrong ones', SECOND);
  expect(await store.savedAudits.runnable('own', SECOND)).toBeNull();
  expect(await store.savedAudits.runnable('own', AUTHOR)).toMatchObject({ version: 1 });
  expect(await store.servedAudit('own', SECOND)).toBeNull();
  const { rows: after } = await pool.query(
    `SELECT DISTINCT is_open FROM audit.audit_run WHERE audit_name = 'own'`,
  );
  expect(after).toEqual([{ is_open: false }]);
  const { rows } = await pool.query(
    'SELECT stage, reason FROM audit.rule_stage ORDER BY record_id DESC LIMIT 1',
  );
  expect(rows).toEqual([{ stage: 'SHADOW', reason: 'it accuses the wrong ones' }]);
  await expect(store.savedAudits.withdraw('own', 'x', SECOND)).rejects.toMatchObject({
    code: 'AUDIT_UNKNOWN',
  });
  await expect(store.savedAudits.withdraw('own', 'x', AUTHOR)).rejects.toMatchObject({
    code: 'AUDIT_STATE_CONFLICT',
  });
  await expect(store.savedAudits.propose('own', AUTHOR)).rejects.toMatchObject({
    code: 'AUDIT_STATE_CONFLICT',
  });
  // The same text can only be shared anew.
  expect(await life.save(AUDIT, AUTHOR.official)).toBe(2);
  expect(await store.savedAudits.runnable('own', SECOND)).toBeNull();
});
