import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import {
  CLINICIAN,
  openReportWorld,
  READER,
  SECOND_READER,
  STRANGER,
  type ReportWorld,
} from './testing/report-world.ts';
import { type Reports, reportsIn } from './testing/reports-in.ts';

const NOTHING = { en: null, zh: null };
let world: ReportWorld;
let reports: Reports;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
  reports = reportsIn(world);
});
afterAll(() => world.close());

const documents = async (reportId: string) =>
  (
    await world.pool.query(
      `SELECT kind, state, revision FROM report.document WHERE report_id = $1 AND kind = 'SR' ORDER BY revision`,
      [reportId],
    )
  ).rows as unknown[];

describe('from draft to signature', () => {
  test('a reader opens, judges, signs; each step leaves documents, history and a delivery', async () => {
    const { reportId } = await reports.drafted();
    await world.review(reportId, READER, ['effusion']);
    expect(await world.row(reportId)).toMatchObject({
      state: 'REVIEWED',
      reviewed_by: 'dr-0077',
      conclusion_zh: '未见胸腔积液，医师不同意模型提示。\n未见气胸。',
      draft_zh: expect.stringContaining('疑似胸腔积液') as unknown,
    });
    await world.desk.finalise(reportId, READER);
    expect(await world.row(reportId)).toMatchObject({ state: 'FINAL', finalised_by: 'dr-0077' });
    expect(await documents(reportId)).toEqual([
      { kind: 'SR', state: 'AI_DRAFT', revision: 1 },
      { kind: 'SR', state: 'REVIEWED', revision: 2 },
      { kind: 'SR', state: 'FINAL', revision: 3 },
    ]);
    const { rows } = await world.pool.query(
      'SELECT act, by, from_state, to_state FROM report.history WHERE report_id = $1 ORDER BY record_id',
      [reportId],
    );
    expect(rows).toEqual([
      { act: 'DRAFTED', by: null, from_state: null, to_state: 'AI_DRAFT' },
      { act: 'OPENED', by: 'dr-0077', from_state: 'AI_DRAFT', to_state: 'AI_DRAFT' },
      { act: 'REVIEWED', by: 'dr-0077', from_state: 'AI_DRAFT', to_state: 'REVIEWED' },
      { act: 'FINALISED', by: 'dr-0077', from_state: 'REVIEWED', to_state: 'FINAL' },
    ]);
    const { rows: waiting } = await world.pool.query(
      `SELECT document.state FROM report.delivery JOIN report.document USING (document_id) WHERE report_id = $1
       ORDER BY revision`,
      [reportId],
    );
    expect(waiting).toEqual([{ state: 'AI_DRAFT' }, { state: 'REVIEWED' }, { state: 'FINAL' }]);
  });

  test('who is not licensed opens nothing, and who did not open signs nothing', async () => {
    const { reportId } = await reports.drafted();
    await expect(world.desk.open(reportId, CLINICIAN)).rejects.toMatchObject({
      code: 'REPORT_READER_UNLICENSED',
    });
    await expect(world.desk.review(reportId, [], NOTHING, READER)).rejects.toMatchObject({
      code: 'REPORT_NOT_OPENED',
    });
    await world.review(reportId);
    await expect(world.desk.finalise(reportId, SECOND_READER)).rejects.toMatchObject({
      code: 'REPORT_NOT_OPENED',
    });
    await expect(world.desk.finalise(reportId, { ...READER, roles: ['clinician'] })).rejects.toMatchObject({
      code: 'REPORT_READER_UNLICENSED',
    });
    await world.desk.open(reportId, SECOND_READER);
    await world.desk.finalise(reportId, SECOND_READER);
    expect(await world.row(reportId)).toMatchObject({ reviewed_by: 'dr-0077', finalised_by: 'dr-0078' });
  });

  test('a report of another hospital is none, and so is what is no id', async () => {
    const { reportId } = await reports.drafted();
    for (const [id, by] of [
      [reportId, STRANGER],
      ['7d9a7c0e-6d1f-4a3b-9a55-1f2d3c4b5a69', READER],
      ["' OR true --", READER],
    ] as const)
      await expect(world.desk.open(id, by)).rejects.toMatchObject({ code: 'REPORT_UNKNOWN' });
  });

  test('there is no way from a draft to a signature but through a review', async () => {
    const { reportId } = await reports.drafted();
    await world.desk.open(reportId, READER);
    await expect(world.desk.finalise(reportId, READER)).rejects.toMatchObject({
      code: 'REPORT_STATE',
      detail: { state: 'AI_DRAFT' },
    });
  });
});

describe('the reader’s word on each finding', () => {
  test('is needed for all that is shown, and a reason where he does not agree', async () => {
    const { reportId } = await reports.drafted();
    await world.desk.open(reportId, READER);
    const [effusion, pneumothorax] = ['effusion', 'pneumothorax'].map(async (label) =>
      (await world.findings(reportId)).get(label)!,
    );
    const agrees = { findingId: (await effusion)!, agrees: true, reason: null };
    const review = (judgements: Parameters<typeof world.desk.review>[1]) =>
      world.desk.review(reportId, judgements, NOTHING, READER);
    await expect(review([agrees])).rejects.toMatchObject({ code: 'REPORT_JUDGEMENT_MISSING' });
    await expect(review([agrees, agrees])).rejects.toMatchObject({ code: 'REPORT_INPUT_INVALID' });
    await expect(review([agrees, { ...agrees, findingId: reportId }])).rejects.toMatchObject({
      code: 'REPORT_INPUT_INVALID',
    });
    const disagrees = { findingId: (await pneumothorax)!, agrees: false, reason: ' ' };
    await expect(review([agrees, disagrees])).rejects.toMatchObject({ code: 'REPORT_INPUT_INVALID' });
    await review([agrees, { ...disagrees, reason: '左侧可见' }]);
    const { rows } = await world.pool.query(
      `SELECT label, agreement, disagreement_reason, judged_by FROM report.finding WHERE report_id = $1 ORDER BY label`,
      [reportId],
    );
    expect(rows).toEqual([
      { label: 'effusion', agreement: 'AGREES', disagreement_reason: null, judged_by: 'dr-0077' },
      {
        label: 'pneumothorax',
        agreement: 'DISAGREES',
        disagreement_reason: '左侧可见',
        judged_by: 'dr-0077',
      },
    ]);
  });

  test('a later review replaces it, and the history keeps the earlier one', async () => {
    const { reportId } = await reports.drafted();
    await world.review(reportId);
    await world.review(reportId, SECOND_READER, ['effusion']);
    const { rows } = await world.pool.query<{ detail: { agrees: boolean }[] }>(
      `SELECT detail FROM report.history WHERE report_id = $1 AND act = 'REVIEWED' ORDER BY record_id`,
      [reportId],
    );
    expect(rows.map(({ detail }) => detail.every(({ agrees }) => agrees))).toEqual([true, false]);
  });

  test('what the reader writes is the conclusion, in both languages where he writes one', async () => {
    const { reportId } = await reports.drafted([{ label: 'effusion', above: true }]);
    await world.desk.open(reportId, READER);
    const findingId = (await world.findings(reportId)).get('effusion')!;
    const judgements = [{ findingId, agrees: true, reason: null }];
    await world.desk.review(reportId, judgements, { en: '\0 ', zh: ' 左侧少量\0积液。 ' }, READER);
    expect(await world.row(reportId)).toMatchObject({
      conclusion_zh: '左侧少量积液。',
      conclusion_en: '左侧少量积液。',
    });
  });
});
