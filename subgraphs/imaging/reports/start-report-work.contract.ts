import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { startReportWork } from './start-report-work.ts';
import { openReportWorld, TELLS, type ReportWorld } from './testing/report-world.ts';

const SAID = [{ label: 'pneumothorax', above: true }];
const HANGS = 'a-hospital-whose-pager-hangs';
let world: ReportWorld;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
});
afterAll(() => world.close());

async function listen(answer: RequestListener): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

test('a hospital whose server hangs keeps no notice of another hospital waiting', async () => {
  for (const study of [1, 2, 3, 4]) {
    await world.store(study);
    await world.draft(study, SAID, { patientKey: null });
  }
  // All but the last are of the one that hangs, and wait for longer.
  await world.pool.query(
    `UPDATE report.critical SET hospital = $1 WHERE study_instance_uid <> '2.25.317.4'`,
    [HANGS],
  );
  await world.pool.query(
    `UPDATE report.notice SET next_at = next_at - interval '1 minute' FROM report.critical
     WHERE critical.critical_id = notice.critical_id AND hospital = $1`,
    [HANGS],
  );
  let hung = 0;
  const hangs = await listen(() => (hung += 1));
  const taken = Promise.withResolvers<number>();
  const takes = await listen((_request, response) => {
    response.end();
    taken.resolve(hung);
  });
  const hospitals = [
    { ...TELLS, hospital: HANGS, noticeUrl: hangs.url },
    { ...TELLS, noticeUrl: takes.url },
  ];
  const errors: unknown[] = [];
  const work = startReportWork({
    pool: world.pool,
    hospitals,
    aeTitle: 'SLUICE',
    everyMs: 50,
    onError: (error) => errors.push(error),
  });
  // One after the other all three would have been tried, and given up, before it.
  expect(await taken.promise).toBeLessThan(3);
  const stopped = work.stop();
  hangs.server.closeAllConnections();
  await stopped;
  expect(errors).toEqual([]);
  await Promise.all(
    [hangs, takes].map(({ server }) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});
