import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { REPORT_STATES, type ReportState, type RevisionKind } from './report-state.ts';
import { openReportWorld, READER, type ReportWorld } from './testing/report-world.ts';

/** What the tables refuse, whoever asks: here nobody goes through the desk. */
let world: ReportWorld;
let study = 0;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
});
afterAll(() => world.close());

async function drafted(): Promise<string> {
  study += 1;
  await world.store(study);
  return world.draft(study, [{ label: 'effusion', above: true }], { patientKey: null });
}

async function signed(): Promise<string> {
  const reportId = await drafted();
  await world.review(reportId);
  return world.desk.finalise(reportId, READER);
}

const refused = (text: string, values: readonly unknown[]) =>
  expect(world.pool.query(text, [...values])).rejects.toMatchObject({
    code: expect.stringMatching(/^23/u) as unknown,
  });

test('the schema is made twice and stays', async () => {
  const reportId = await drafted();
  await world.pool.query(readFileSync(new URL('report-schema.sql', import.meta.url), 'utf8'));
  expect(await world.row(reportId)).toMatchObject({ state: 'AI_DRAFT' });
});

describe('no draft becomes a report', () => {
  const SIGN = `state = 'FINAL', reviewed_at = now(), reviewed_by = $2, finalised_at = now(), finalised_by = $2`;

  test('in one step', async () => {
    const reportId = await drafted();
    await world.desk.open(reportId, READER);
    await refused(`UPDATE report.report SET ${SIGN} WHERE report_id = $1`, [reportId, 'dr-0077']);
  });

  test('by somebody who did not open it', async () => {
    const reportId = await drafted();
    await world.review(reportId);
    await refused(
      `UPDATE report.report SET state = 'FINAL', finalised_at = now(), finalised_by = $2 WHERE report_id = $1`,
      [reportId, 'dr-0001'],
    );
  });

  test('by somebody who opened what it was before', async () => {
    const reportId = await drafted();
    await world.review(reportId);
    await world.pool.query('UPDATE report.opening SET revision = 1 WHERE report_id = $1', [reportId]);
    await refused(
      `UPDATE report.report SET state = 'FINAL', finalised_at = now(), finalised_by = 'dr-0077' WHERE report_id = $1`,
      [reportId],
    );
  });

  test('while a finding is not judged', async () => {
    const reportId = await drafted();
    await world.desk.open(reportId, READER);
    await refused(
      `UPDATE report.report SET state = 'REVIEWED', reviewed_at = now(), reviewed_by = $2 WHERE report_id = $1`,
      [reportId, 'dr-0077'],
    );
  });

  test('by being entered as one', async () => {
    await refused(
      `INSERT INTO report.report (study_instance_uid, hospital, modality, state, version, input_sha256, demonstration,
         has_findings, draft_en, draft_zh, conclusion_en, conclusion_zh)
       VALUES ('1.2', 'h', 'DX', 'FINAL', 1, '', true, true, '', '', '', '')`,
      [],
    );
  });
});

describe('of all edges between states', () => {
  const stamp = {
    AI_DRAFT: 'reviewed_at = NULL, reviewed_by = NULL, finalised_at = NULL, finalised_by = NULL',
    REVIEWED: `reviewed_at = now(), reviewed_by = 'dr-0077', finalised_at = NULL, finalised_by = NULL`,
    FINAL: `finalised_at = now(), finalised_by = 'dr-0077'`,
    AMENDED: `finalised_at = now(), finalised_by = 'dr-0077', reason = 'x'`,
    CORRECTED: `finalised_at = now(), finalised_by = 'dr-0077', reason = 'x'`,
    APPENDED: `finalised_at = now(), finalised_by = 'dr-0077', reason = 'x'`,
    ENTERED_IN_ERROR: `withdrawn_at = now(), withdrawn_by = 'dr-0077', reason = 'x'`,
  } as const satisfies Record<ReportState, string>;
  const standsAs: Record<ReportState, () => Promise<string>> = {
    AI_DRAFT: async () => world.desk.open(await drafted(), READER),
    REVIEWED: async () => {
      const reportId = await drafted();
      await world.review(reportId);
      return reportId;
    },
    FINAL: signed,
    AMENDED: () => revised('AMENDED'),
    CORRECTED: () => revised('CORRECTED'),
    APPENDED: () => revised('APPENDED'),
    ENTERED_IN_ERROR: async () => world.desk.withdraw(await signed(), 'x', READER),
  };
  const revised = async (kind: RevisionKind): Promise<string> =>
    world.desk.revise(await signed(), kind, { en: 'x', zh: 'x' }, 'x', READER);
  const DRAWN: readonly string[] = [
    'REVIEWED FINAL',
    ...REPORT_STATES.filter((state) => state !== 'ENTERED_IN_ERROR').map(
      (state) => `${state} ENTERED_IN_ERROR`,
    ),
  ];

  test.each(REPORT_STATES)('from %s only those that are drawn can be gone', async (from) => {
    for (const to of REPORT_STATES.filter((state) => state !== from)) {
      const reportId = await standsAs[from]();
      const gone = await world.pool
        .query(`UPDATE report.report SET state = '${to}', ${stamp[to]} WHERE report_id = $1`, [reportId])
        .then(
          () => true,
          (error: unknown) => (error as { readonly code: string }).code,
        );
      // A draft is reviewed only once its findings are judged, which here they are not.
      expect([from, to, gone]).toEqual([from, to, DRAWN.includes(`${from} ${to}`) ? true : '23000']);
    }
  });
});

describe('what is signed is not changed', () => {
  test.each([
    `conclusion_en = 'x'`,
    `draft_en = 'x'`,
    `finalised_by = 'x'`,
    `finalised_at = now()`,
    `state = 'REVIEWED'`,
    `state = 'AI_DRAFT'`,
    `hospital = 'x'`,
    `version = 9`,
    `reason = 'x'`,
    `state = 'ENTERED_IN_ERROR', reason = 'x', withdrawn_at = now(), withdrawn_by = 'dr-0001'`,
  ])('%s', async (change) => {
    await refused(`UPDATE report.report SET ${change} WHERE report_id = $1`, [await signed()]);
  });

  test('nor its findings, documents and history; none of them is removed', async () => {
    const reportId = await signed();
    for (const text of [
      `UPDATE report.finding SET agreement = 'DISAGREES', disagreement_reason = 'x' WHERE report_id = $1`,
      `UPDATE report.finding SET probability = 0.5 WHERE report_id = $1`,
      `DELETE FROM report.finding WHERE report_id = $1`,
      `UPDATE report.document SET bytes = 'x' WHERE report_id = $1`,
      `DELETE FROM report.document WHERE report_id = $1`,
      `UPDATE report.history SET by = 'x' WHERE report_id = $1`,
      `DELETE FROM report.history WHERE report_id = $1`,
      `DELETE FROM report.report WHERE report_id = $1`,
      `INSERT INTO report.finding SELECT (jsonb_populate_record(finding, jsonb_build_object(
         'record_id', null, 'finding_id', gen_random_uuid(), 'label', 'more'))).* FROM report.finding WHERE report_id = $1`,
    ])
      await expect(world.pool.query(text, [reportId])).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:23|428C9)/u) as unknown,
      });
    await expect(world.pool.query('TRUNCATE report.history')).rejects.toMatchObject({ code: '23000' });
  });

  test('and what was withdrawn or replaced stays so', async () => {
    const reportId = await signed();
    const revised = await world.desk.revise(reportId, 'AMENDED', { en: 'x', zh: 'x' }, 'x', READER);
    await refused(`UPDATE report.report SET is_latest = true WHERE report_id = $1`, [reportId]);
    await world.desk.withdraw(revised, 'x', READER);
    await refused(
      `UPDATE report.report SET state = 'FINAL', withdrawn_at = null, withdrawn_by = null
      WHERE report_id = $1`,
      [revised],
    );
  });
});

test('a finding that is silent has no words, and a disagreement has a reason', async () => {
  const reportId = await drafted();
  await refused(`UPDATE report.finding SET stage = 'silent' WHERE report_id = $1`, [reportId]);
  await refused(
    `UPDATE report.finding SET agreement = 'DISAGREES', judged_by = 'x', judged_at = now() WHERE report_id = $1`,
    [reportId],
  );
});
