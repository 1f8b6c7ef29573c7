import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
import { type Reports, reportsIn } from './testing/reports-in.ts';

const NOTHING = { en: null, zh: null };
let world: ReportWorld;
let reports: Reports;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
  reports = reportsIn(world);
});
afterAll(() => world.close());

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
      const { study, reportId: first } = await reports.drafted();
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
            return reports.again(study, images);
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
