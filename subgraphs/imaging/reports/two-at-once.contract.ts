import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { openReportWorld, READER, SECOND_READER, type ReportWorld } from './testing/report-world.ts';
import { type Reports, reportsIn } from './testing/reports-in.ts';

const NOTHING = { en: null, zh: null };
let world: ReportWorld;
let reports: Reports;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
  reports = reportsIn(world);
});
afterAll(() => world.close());

test('of two readers one succeeds, and the other is told', async () => {
  const { reportId } = await reports.drafted();
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
  const { study, reportId } = await reports.drafted();
  await world.desk.open(reportId, READER);
  await world.store(study, 2);
  const later = await reports.again(study, 2);
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
    const { study, reportId } = await reports.drafted();
    await world.desk.open(reportId, READER);
    const judgements = [...(await world.findings(reportId)).values()].map((findingId) => ({
      findingId,
      agrees: true,
      reason: null,
    }));
    await world.store(study, 2);
    const [review, draft] = await Promise.allSettled([
      world.desk.review(reportId, judgements, NOTHING, READER),
      reports.again(study, 2),
    ]);
    expect(draft.status).toBe('fulfilled');
    const row = await world.row(reportId);
    expect(review.status === 'fulfilled').toBe(row['state'] === 'REVIEWED');
    expect(row['is_latest']).toBe(row['state'] === 'REVIEWED');
  }
});

test('a study whose results come while it is revised has one latest report, and both are done', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { study, reportId } = await reports.signed();
    await world.store(study, 2);
    const words = { en: 'x', zh: 'x' };
    const outcomes = await Promise.allSettled([
      world.desk.revise(reportId, 'AMENDED', words, 'x', READER),
      reports.again(study, 2),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    const { rows } = await world.pool.query(
      'SELECT state FROM report.report WHERE study_instance_uid = $1 AND is_latest',
      [`2.25.317.${study}`],
    );
    expect(rows).toEqual([{ state: 'AMENDED' }]);
  }
});
