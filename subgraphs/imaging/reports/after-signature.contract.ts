import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { openReportWorld, READER, type ReportWorld } from './testing/report-world.ts';
import { type Reports, reportsIn } from './testing/reports-in.ts';

const NOTHING = { en: null, zh: null };
let world: ReportWorld;
let reports: Reports;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
  reports = reportsIn(world);
});
afterAll(() => world.close());

test('a change is a further version; the signed one stays as it was', async () => {
  const { reportId } = await reports.signed();
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
  const again = await world.desk.revise(revised, 'CORRECTED', { en: null, zh: '左侧。' }, '左右写反', READER);
  expect(await world.row(again)).toMatchObject({ state: 'CORRECTED', version: 3, conclusion_en: '左侧。' });
});

test('nothing is changed without words and a reason', async () => {
  const { reportId } = await reports.signed();
  for (const [words, reason] of [
    [NOTHING, 'x'],
    [{ en: 'x', zh: 'x' }, ' '],
  ] as const)
    await expect(world.desk.revise(reportId, 'AMENDED', words, reason, READER)).rejects.toMatchObject({
      code: 'REPORT_INPUT_INVALID',
    });
});

test('a report that was a mistake says so, and stays', async () => {
  const { reportId } = await reports.signed();
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
  const { study, reportId } = await reports.signed();
  await world.store(study, 2);
  for (let round = 0; round < 2; round += 1) expect(await reports.again(study, 2)).toBe(reportId);
  const { rows } = await world.pool.query(
    `SELECT by, from_state, to_state, reason FROM report.history WHERE report_id = $1 AND act = 'LATE_RESULTS'`,
    [reportId],
  );
  // A reason is served, and a hash of the results would let silent ones be tried out.
  expect(rows).toEqual([{ by: null, from_state: 'FINAL', to_state: 'FINAL', reason: null }]);
});
