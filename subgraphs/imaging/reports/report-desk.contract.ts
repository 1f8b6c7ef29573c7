import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import {
  CLINICIAN,
  openReportWorld,
  READER,
  SECOND_READER,
  STRANGER,
  type ReportWorld,
} from './testing/report-world.ts';

const NOTHING = { en: null, zh: null };
const SAID = [
  { label: 'effusion', above: true },
  { label: 'pneumothorax', above: false },
];
let world: ReportWorld;
let study = 0;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
});
afterAll(() => world.close());

async function drafted(said: Parameters<ReportWorld['draft']>[1] = SAID): Promise<string> {
  study += 1;
  await world.store(study);
  return world.draft(study, said, { patientKey: `RID:${study}` });
}

async function signed(): Promise<string> {
  const reportId = await drafted();
  await world.review(reportId);
  return world.desk.finalise(reportId, READER);
}

const documents = async (reportId: string) =>
  (
    await world.pool.query(
      `SELECT kind, state, revision FROM report.document WHERE report_id = $1 AND kind = 'SR' ORDER BY revision`,
      [reportId],
    )
  ).rows as unknown[];

describe('from draft to signature', () => {
  test('a reader opens, judges, signs; each step leaves documents, history and a delivery', async () => {
    const reportId = await drafted();
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
    const reportId = await drafted();
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
    const reportId = await drafted();
    for (const [id, by] of [
      [reportId, STRANGER],
      ['7d9a7c0e-6d1f-4a3b-9a55-1f2d3c4b5a69', READER],
      ["' OR true --", READER],
    ] as const)
      await expect(world.desk.open(id, by)).rejects.toMatchObject({ code: 'REPORT_UNKNOWN' });
  });

  test('there is no way from a draft to a signature but through a review', async () => {
    const reportId = await drafted();
    await world.desk.open(reportId, READER);
    await expect(world.desk.finalise(reportId, READER)).rejects.toMatchObject({
      code: 'REPORT_STATE',
      detail: { state: 'AI_DRAFT' },
    });
  });
});

describe('the reader’s word on each finding', () => {
  test('is needed for all that is shown, and a reason where he does not agree', async () => {
    const reportId = await drafted();
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
    const reportId = await drafted();
    await world.review(reportId);
    await world.review(reportId, SECOND_READER, ['effusion']);
    const { rows } = await world.pool.query<{ detail: { agrees: boolean }[] }>(
      `SELECT detail FROM report.history WHERE report_id = $1 AND act = 'REVIEWED' ORDER BY record_id`,
      [reportId],
    );
    expect(rows.map(({ detail }) => detail.every(({ agrees }) => agrees))).toEqual([true, false]);
  });

  test('what the reader writes is the conclusion, in both languages where he writes one', async () => {
    const reportId = await drafted([{ label: 'effusion', above: true }]);
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

describe('two at once', () => {
  test('of two readers one succeeds, and the other is told', async () => {
    const reportId = await drafted();
    await world.review(reportId);
    await world.desk.open(reportId, SECOND_READER);
    const outcomes = await Promise.allSettled([
      world.desk.finalise(reportId, READER),
      world.desk.finalise(reportId, SECOND_READER),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'REPORT_CHANGED' },
    });
    const { rowCount } = await world.pool.query(
      `SELECT FROM report.history WHERE report_id = $1 AND act = 'FINALISED'`,
      [reportId],
    );
    expect(rowCount).toBe(1);
  });

  test('who opened an earlier draft signs no later one', async () => {
    const reportId = await drafted();
    await world.desk.open(reportId, READER);
    await world.store(study, 2);
    const later = await world.draft(study, SAID, { images: 2, patientKey: `RID:${study}` });
    expect(later).not.toBe(reportId);
    await expect(world.desk.review(reportId, [], NOTHING, READER)).rejects.toMatchObject({
      code: 'REPORT_CHANGED',
    });
    await expect(world.desk.review(later, [], NOTHING, READER)).rejects.toMatchObject({
      code: 'REPORT_NOT_OPENED',
    });
  });

  test('a draft that grows while it is reviewed is reviewed or replaced, never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const reportId = await drafted();
      await world.desk.open(reportId, READER);
      const judgements = [...(await world.findings(reportId)).values()].map((findingId) => ({
        findingId,
        agrees: true,
        reason: null,
      }));
      await world.store(study, 2);
      const [review, draft] = await Promise.allSettled([
        world.desk.review(reportId, judgements, NOTHING, READER),
        world.draft(study, SAID, { images: 2, patientKey: `RID:${study}` }),
      ]);
      expect(draft.status).toBe('fulfilled');
      const row = await world.row(reportId);
      expect(review.status === 'fulfilled').toBe(row['state'] === 'REVIEWED');
      expect(row['is_latest']).toBe(row['state'] === 'REVIEWED');
    }
  });
});

test('a study whose results come while it is revised has one latest report, and both are done', async () => {
  for (let round = 0; round < 5; round += 1) {
    const reportId = await signed();
    await world.store(study, 2);
    const words = { en: 'x', zh: 'x' };
    const outcomes = await Promise.allSettled([
      world.desk.revise(reportId, 'AMENDED', words, 'x', READER),
      world.draft(study, SAID, { images: 2, patientKey: `RID:${study}` }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    const { rows } = await world.pool.query(
      'SELECT state FROM report.report WHERE study_instance_uid = $1 AND is_latest',
      [`2.25.317.${study}`],
    );
    expect(rows).toEqual([{ state: 'AMENDED' }]);
  }
});

describe('after the signature', () => {
  test('a change is a further version; the signed one stays as it was', async () => {
    const reportId = await signed();
    const before = await world.row(reportId);
    const revised = await world.desk.revise(
      reportId,
      'APPENDED',
      { en: 'No change on the lateral view.', zh: '侧位片无变化。' },
      '补充侧位片',
      READER,
    );
    expect(await world.row(reportId)).toEqual({ ...before, is_latest: false });
    const after = await world.row(revised);
    expect(after).toMatchObject({
      state: 'APPENDED',
      version: 2,
      predecessor_id: reportId,
      is_latest: true,
      finalised_by: 'dr-0077',
      reason: '补充侧位片',
      conclusion_zh: `${String(before['conclusion_zh'])}\n侧位片无变化。`,
    });
    const judged = await world.pool.query(
      'SELECT FROM report.finding WHERE report_id = $1 AND agreement IS NOT NULL',
      [revised],
    );
    expect(judged.rowCount).toBe(2);
    await expect(
      world.desk.revise(reportId, 'AMENDED', { en: 'x', zh: 'x' }, 'x', READER),
    ).rejects.toMatchObject({ code: 'REPORT_CHANGED' });
    const again = await world.desk.revise(
      revised,
      'CORRECTED',
      { en: null, zh: '左侧。' },
      '左右写反',
      READER,
    );
    expect(await world.row(again)).toMatchObject({ state: 'CORRECTED', version: 3, conclusion_en: '左侧。' });
  });

  test('nothing is changed without words and a reason', async () => {
    const reportId = await signed();
    for (const [words, reason] of [
      [NOTHING, 'x'],
      [{ en: 'x', zh: 'x' }, ' '],
    ] as const)
      await expect(world.desk.revise(reportId, 'AMENDED', words, reason, READER)).rejects.toMatchObject({
        code: 'REPORT_INPUT_INVALID',
      });
  });

  test('a report that was a mistake says so, and stays', async () => {
    const reportId = await signed();
    await world.desk.withdraw(reportId, '患者错误', READER);
    expect(await world.row(reportId)).toMatchObject({
      state: 'ENTERED_IN_ERROR',
      withdrawn_by: 'dr-0077',
      finalised_by: 'dr-0077',
      reason: '患者错误',
    });
    for (const act of [
      () => world.desk.withdraw(reportId, 'x', READER),
      () => world.desk.revise(reportId, 'AMENDED', { en: 'x', zh: 'x' }, 'x', READER),
      () => world.desk.finalise(reportId, READER),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'REPORT_STATE' });
  });

  test('images that come later change nothing, and are noted once', async () => {
    const reportId = await signed();
    await world.store(study, 2);
    for (let round = 0; round < 2; round += 1)
      expect(await world.draft(study, SAID, { images: 2, patientKey: `RID:${study}` })).toBe(reportId);
    const { rows } = await world.pool.query(
      `SELECT by, from_state, to_state, reason FROM report.history WHERE report_id = $1 AND act = 'LATE_RESULTS'`,
      [reportId],
    );
    // A reason is served, and a hash of the results would let silent ones be tried out.
    expect(rows).toEqual([{ by: null, from_state: 'FINAL', to_state: 'FINAL', reason: null }]);
  });
});

test('no sequence of acts ends in a signature without a licensed reader of the hospital who had the report before him', async () => {
  const people = [
    READER,
    SECOND_READER,
    CLINICIAN,
    STRANGER,
    { ...READER, official: 'dr-9', roles: ['clinician'] },
  ];
  // Half of the sequences begin with a reviewed report, and signing is tried often: else few would come to a signature.
  const acts = [
    'open',
    'review',
    'finalise',
    'finalise',
    'finalise',
    'redraft',
    'withdraw',
    'revise',
  ] as const;
  const step = fc.record({ act: fc.constantFrom(...acts), by: fc.constantFrom(...people) });
  const begun = [
    { act: 'open', by: READER },
    { act: 'review', by: READER },
  ] as const;
  const sequences = fc
    .tuple(fc.constantFrom(0, 1, 2, 2), fc.array(step, { minLength: 3, maxLength: 14 }))
    .map(([done, steps]) => [...begun.slice(0, done), ...steps]);
  let signatures = 0;
  await fc.assert(
    fc.asyncProperty(sequences, async (steps) => {
      const first = await drafted();
      const ofStudy = study;
      let images = 1;
      let reportId = first;
      const openedBy = new Set<string>();
      for (const { act, by } of steps) {
        const judgements = [...(await world.findings(reportId)).values()].map((findingId) => ({
          findingId,
          agrees: true,
          reason: null,
        }));
        const before = String((await world.row(reportId))['state']);
        const does = {
          open: () => world.desk.open(reportId, by),
          review: () => world.desk.review(reportId, judgements, NOTHING, by),
          finalise: () => world.desk.finalise(reportId, by),
          withdraw: () => world.desk.withdraw(reportId, 'x', by),
          revise: () => world.desk.revise(reportId, 'AMENDED', { en: 'x', zh: 'x' }, 'x', by),
          redraft: () => {
            images += 1;
            return world.draft(ofStudy, SAID, { images, patientKey: `RID:${ofStudy}` });
          },
        }[act];
        const done = await does().then(
          (id) => id,
          () => null,
        );
        if (done === null) continue;
        const key = `${reportId} ${by.official}`;
        if (act === 'open') openedBy.add(key);
        else if (act !== 'redraft') expect(openedBy).toContain(key);
        if (act === 'finalise' || act === 'revise') {
          signatures += 1;
          expect([READER, SECOND_READER]).toContain(by);
          expect(before).toMatch(act === 'finalise' ? /^REVIEWED$/u : /^(?:FINAL|AMENDED)$/u);
          openedBy.add(`${done} ${by.official}`);
        }
        reportId = done;
      }
      const { rows } = await world.pool.query<{ finalised_by: string | null; state: string }>(
        `SELECT state, finalised_by FROM report.report WHERE study_instance_uid = $1 AND finalised_by IS NOT NULL`,
        [String((await world.row(first))['study_instance_uid'])],
      );
      for (const row of rows) expect(['dr-0077', 'dr-0078']).toContain(row.finalised_by);
    }),
    { numRuns: 25, seed: 5 },
  );
  expect(signatures).toBeGreaterThan(0);
});
