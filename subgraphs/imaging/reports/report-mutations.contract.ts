import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import type { Subject } from '../../../policies/vocabulary.ts';
import type { SubgraphContext } from '../../kit/subgraph-context.ts';
import { reportMutations } from './report-mutations.ts';
import { CLINICIAN, openReportWorld, READER, type ReportWorld } from './testing/report-world.ts';

let world: ReportWorld;
let mutations: ReturnType<typeof reportMutations>;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
  mutations = reportMutations(world.desk, async (reportId) => ({
    reportId,
    state: String((await world.row(reportId))['state']),
  }));
});
afterAll(() => world.close());

/** Asks as the gateway lets somebody ask; by default as a reader. */
const ask = (name: string, args: Record<string, unknown>, subject: Partial<Subject> = {}) =>
  mutations[name]!(args, {
    grant: { subject: { ...READER, ...subject } },
  } as unknown as SubgraphContext);

test('a report goes from draft to correction as the graph asks for it', async () => {
  await world.store(1);
  const said = [
    { label: 'pneumothorax', above: true },
    { label: 'effusion', above: true },
  ];
  const reportId = await world.draft(1, said, { patientKey: null });
  expect(await ask('openReport', { reportId })).toEqual({ reportId, state: 'AI_DRAFT' });
  const findings = await world.findings(reportId);
  const judgements = [
    { findingId: findings.get('pneumothorax'), agrees: true },
    { findingId: findings.get('effusion'), agrees: false, reason: '未见积液' },
  ];
  const conclusion = { conclusion: 'Left pneumothorax.', conclusionChinese: '左侧气胸。' };
  expect(await ask('reviewReport', { reportId, judgements, ...conclusion })).toMatchObject({
    state: 'REVIEWED',
  });
  expect(await world.row(reportId)).toMatchObject({
    conclusion_en: 'Left pneumothorax.',
    conclusion_zh: '左侧气胸。',
  });
  expect(await ask('finaliseReport', { reportId })).toMatchObject({ state: 'FINAL' });
  const ids = async (table: string, id: string) =>
    String((await world.pool.query<Record<string, unknown>>(`SELECT * FROM report.${table}`)).rows[0]?.[id]);
  const criticalId = await ids('critical', 'critical_id');
  expect(await ask('acknowledgeCriticalFinding', { criticalId }, CLINICIAN)).toMatchObject({ reportId });
  const proposalId = await ids('proposal', 'proposal_id');
  expect(await ask('decideProposal', { proposalId, accept: true }, CLINICIAN)).toMatchObject({ reportId });
  const revised = await ask('reviseReport', {
    reportId,
    kind: 'CORRECTED',
    conclusionChinese: '右侧气胸。',
    reason: '左右写反',
  });
  expect(revised).toMatchObject({ state: 'CORRECTED' });
  expect(revised?.['reportId']).not.toBe(reportId);
  const withdrawn = { reportId: revised?.['reportId'], reason: '患者错误' };
  expect(await ask('withdrawReport', withdrawn)).toMatchObject({ state: 'ENTERED_IN_ERROR' });
});

test('an application by itself, or one that is no hospital’s, does nothing with a report', async () => {
  await world.store(2);
  const reportId = await world.draft(2, [], { patientKey: null });
  for (const nobody of [{ official: null }, { organisation: null }, { official: '' }])
    for (const [name, args] of [
      ['openReport', { reportId }],
      ['reviewReport', { reportId, judgements: [] }],
      ['finaliseReport', { reportId }],
      ['reviseReport', { reportId, kind: 'AMENDED', reason: 'x' }],
      ['withdrawReport', { reportId, reason: 'x' }],
      ['acknowledgeCriticalFinding', { criticalId: reportId }],
      ['decideProposal', { proposalId: reportId, accept: true }],
    ] as const)
      await expect(ask(name, args, nobody)).rejects.toMatchObject({ code: 'REPORT_READER_UNNAMED' });
});

test('a kind of revision that there is not is none', async () => {
  await expect(ask('reviseReport', { kind: 'FINAL', reason: 'x' })).rejects.toMatchObject({
    code: 'REPORT_INPUT_INVALID',
  });
});
