import type pg from 'pg';
import { openTestArchive, type TestArchive } from '../../archive/testing/open-test-archive.ts';
import { startDimse } from '../../dimse/start-dimse.ts';
import type { OwnDatabase } from './report-world.ts';

/** An archive of a hospital's own to which reports are sent: one of ours, at another port. */
export interface HospitalArchive {
  readonly archive: TestArchive['archive'];
  /** Where reports go. */
  readonly delivery: { readonly host: string; readonly port: number; readonly aeTitle: string };
  /** Objects it has been sent, the same ones again included. */
  objects(): Promise<{ readonly kept: number; readonly received: number }>;
  close(): Promise<void>;
}

/** As whom the hub calls there. */
export const OUR_TITLE = 'SLUICE';

/** Takes so many objects a day; more are refused. */
export async function openHospitalArchive(own: OwnDatabase, objectsPerDay = 1_000): Promise<HospitalArchive> {
  const { host, port, user, password, database } = own;
  const connection: pg.PoolConfig = { host, port, user, password, database };
  const opened = await openTestArchive(connection);
  const server = await startDimse(
    { host: '127.0.0.1', port: 0 },
    {
      archive: opened.archive,
      aeTitle: 'PACS',
      peers: [
        {
          hospital: 'sluice',
          aeTitle: OUR_TITLE,
          addresses: ['127.0.0.1'],
          quota: { objectsPerDay, bytesPerDay: 1e9 },
        },
      ],
    },
  );
  return {
    archive: opened.archive,
    delivery: { host: '127.0.0.1', port: server.port, aeTitle: 'PACS' },
    objects: async () => {
      const { rows } = await opened.pool.query<{ kept: number; received: number }>(
        `SELECT (SELECT count(*)::int FROM archive.instance) AS kept,
           (SELECT COALESCE(sum(objects), 0)::int FROM archive.received) AS received`,
      );
      return rows[0] ?? { kept: 0, received: 0 };
    },
    close: async () => {
      await server.close();
      await opened.close();
      await own.drop();
    },
  };
}
