import type pg from 'pg';
import { openTestArchive, type TestArchive } from '../../archive/testing/open-test-archive.ts';
import { applyInferenceSchema } from '../../inference/queue/apply-inference-schema.ts';
import { applyMonitorSchema } from '../../monitors/apply-monitor-schema.ts';
import { applyReportSchema } from '../../reports/apply-report-schema.ts';
import { applyServedViews } from '../apply-served-views.ts';

/** Makes everything that the graph reads in an empty database, an archive with it. */
export async function openImagingDatabase(connection: pg.PoolConfig): Promise<TestArchive> {
  const archive = await openTestArchive(connection);
  const client = await archive.pool.connect();
  for (const schema of ['inference', 'report', 'monitor', 'imaging'])
    await client.query(`CREATE SCHEMA ${schema}`);
  await applyInferenceSchema(client);
  await applyReportSchema(client);
  await applyMonitorSchema(client);
  await applyServedViews(client);
  client.release();
  return archive;
}
