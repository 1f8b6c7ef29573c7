import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { ruleHash } from '../../subgraphs/audit/definition/definition-hash.ts';
import { shippedAudit } from '../../subgraphs/audit/testing/audit-fixtures.ts';
import { testHub } from '../testing/test-hub.ts';

const hub = testHub();
const folder = mkdtempSync(join(tmpdir(), 'rule-life-'));
const OWNER = 'au-0001';
const OTHER = 'au-0002';
const THIRD = 'au-0003';

type Json = Readonly<Record<string, unknown>>;

/** `hub audit` with these words: its answer and its exit status. */
async function audit(...words: readonly string[]): Promise<Json & { readonly error?: string }> {
  const line = join(import.meta.dirname, '../command-line.ts');
  const args = [line, 'audit', ...words, '--json', '--state', hub.state];
  const answer = await promisify(execFile)(process.execPath, args).catch(
    (failure: unknown) => failure as { stdout: string },
  );
  return JSON.parse(answer.stdout) as Json;
}

const as = (official: string): readonly string[] => ['--official', official];
const because = ['--reason', 'looked at the file of the case'];

const definition = {
  ...shippedAudit('barred-vehicle'),
  name: 'life-of-a-rule',
  rules: shippedAudit('barred-vehicle').rules.map((rule) => ({ ...rule, id: 'life.owned' })),
};
const file = join(folder, 'life-of-a-rule.yaml');
writeFileSync(file, stringify(definition));
const RULE = ['life-of-a-rule', 'life.owned'] as const;

async function judgeAll(sample: Json, official: string): Promise<void> {
  const items = sample['items'] as readonly { itemId: string; kind: string }[];
  const judgements = items.map(({ itemId, kind }) => ({
    itemId,
    verdict: kind === 'FINDING' ? 'CONFIRMED' : 'NOT_CONFIRMED',
    reason: 'looked at the file of the case',
  }));
  const { signToken } = await import('../testing/sign-token.ts');
  const { body } = await hub.ask(
    `mutation Judge($sampleId: ID!, $judgements: [JudgementInput!]!) {
       judgeSample(sampleId: $sampleId, judgements: $judgements) { judged size }
     }`,
    {
      as: 'auditor',
      variables: { sampleId: sample['sampleId'], judgements },
      headers: { authorization: `Bearer ${await signToken(hub.state, 'auditor', { official })}` },
    },
  );
  expect(body.errors).toBeUndefined();
}

test('T18 a rule goes from its shadow to a live finding by way of two officials and a judged sample', async () => {
  expect(await audit('check', file)).toMatchObject({ accepted: true });
  expect(await audit('save', file, ...as(OWNER))).toMatchObject({ version: 1, sharing: 'PRIVATE' });

  // T17: private until shared with four eyes.
  expect((await audit('run', RULE[0], ...as(OTHER))).error).toContain('AUDIT_UNKNOWN');
  expect((await audit('share', RULE[0])).error).toMatch(/AUDIT_(OFFICIAL_REQUIRED|UNKNOWN)/u);
  expect((await audit('show', RULE[0], ...as(OTHER))).error).toContain('AUDIT_UNKNOWN');
  expect(await audit('share', RULE[0], ...as(OWNER))).toMatchObject({ sharing: 'PROPOSED' });
  const shown = await audit('show', RULE[0], ...as(OTHER));
  expect(shown).toMatchObject({ rules: [{ definition: expect.stringContaining('"forEach"') }] });
  const hash = String(shown['definitionHash']);
  expect((await audit('approve', RULE[0], hash, ...as(OWNER))).error).toContain('AUDIT_FOUR_EYES');
  expect((await audit('approve', RULE[0], 'another', ...as(OTHER))).error).toContain('AUDIT_');
  expect(await audit('approve', RULE[0], hash, ...as(OTHER))).toMatchObject({
    sharing: 'SHARED',
    approvedBy: OTHER,
  });

  expect((await audit('release', ...RULE, ...because, ...as(OWNER))).error).toContain('no sample was drawn');
  const shadow = await audit('run', RULE[0], '--cases', ...as(OTHER));
  expect(shadow).toMatchObject({ status: 'SUCCEEDED', findingCount: 0 });
  expect(shadow['shadowFindingCount']).toBeGreaterThan(0);

  const sample = await audit('sample', String(shadow['runId']), RULE[1], '--size', '20', ...as(OWNER));
  expect(sample['size']).toBeGreaterThan(20);
  await judgeAll(sample, OWNER);
  expect((await audit('release', ...RULE, ...because, ...as(OTHER))).error).toContain(
    'last judged by the author',
  );
  await judgeAll(sample, THIRD);
  const [first] = sample['items'] as readonly { readonly kind: string }[];
  const [right, wrong] = first?.kind === 'FINDING' ? ['confirmed', 'not'] : ['not', 'confirmed'];
  const judgeFirst = (verdict: string | undefined): Promise<Json> =>
    audit('judge', String(sample['sampleId']), '1', '--verdict', verdict ?? '', ...because, ...as(OTHER));
  expect(await judgeFirst(wrong)).toMatchObject({ judged: sample['size'] });
  expect((await audit('release', ...RULE, ...because, ...as(OTHER))).error).toContain('officials disagree');
  expect(await judgeFirst(right)).toMatchObject({ judged: sample['size'] });
  expect(await audit('release', ...RULE, ...because, ...as(OTHER))).toMatchObject({ stage: 'LIVE' });

  const live = await audit('run', RULE[0], '--cases', ...as(OTHER));
  expect(live).toMatchObject({ status: 'SUCCEEDED', shadowFindingCount: 0 });
  expect(live['findingCount']).toBe(shadow['shadowFindingCount']);

  expect(await audit('suspend', ...RULE, ...because, ...as(OTHER))).toMatchObject({ stage: 'SHADOW' });
}, 180_000);

test("T11 the register's hashes are those of the texts that run, for the public as for the auditor", async () => {
  const page = join(folder, 'register.html');
  const rules = (await audit('register', '--html', page)) as unknown as readonly Json[];
  const shipped = shippedAudit('barred-vehicle');
  const hash = ruleHash(shipped, shipped.rules[0]!);
  expect(rules.find(({ id }) => id === 'barred-vehicle.owned')).toMatchObject({ ruleHash: hash });
  expect(readFileSync(page, 'utf8')).toContain(hash);
  const run = await audit('run', 'barred-vehicle', '--cases');
  const { body } = await hub.ask(
    `{ auditRun(runId: "${String(run['runId'])}") { ruleStates { ruleId ruleHash } } }`,
    { as: 'auditor' },
  );
  expect(body.data!['auditRun']).toEqual({
    ruleStates: [{ ruleId: 'barred-vehicle.owned', ruleHash: hash }],
  });
  const anybody = await hub.ask('{ ruleRegister(first: 1) { nodes { id ruleHash stage } } }', {
    as: 'hospital',
  });
  expect(anybody.body.errors).toBeUndefined();
}, 180_000);

test('two runs of one audit over sources that did not change differ in nothing', async () => {
  const [from, to] = [
    await audit('run', 'company-control', '--cases'),
    await audit('run', 'company-control', '--cases'),
  ];
  expect(await audit('differences', String(from['runId']), String(to['runId']))).toMatchObject({
    differences: [],
  });
}, 180_000);

test('a schedule is kept until its owner ends it', async () => {
  const kept = await audit('schedule', 'barred-vehicle', '0 2 1 * *', ...as(OWNER));
  const id = String(kept['scheduleId']);
  expect(await audit('schedules', ...as(OWNER))).toMatchObject([
    { scheduleId: id, endedAt: null, slots: [] },
  ]);
  expect(await audit('schedules', ...as(OTHER))).toEqual([]);
  expect((await audit('unschedule', id, ...as(OTHER))).error).toContain('AUDIT_SCHEDULE_UNKNOWN');
  expect(await audit('unschedule', id, ...as(OWNER))).toMatchObject({
    endedAt: expect.any(String) as unknown,
  });
  expect((await audit('schedule', 'barred-vehicle', '* * * * *')).error).toContain('AUDIT_SCHEDULE_INVALID');
}, 180_000);
