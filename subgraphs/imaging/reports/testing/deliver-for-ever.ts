import { env } from 'node:process';
import pg from 'pg';
import { startReportWork } from '../start-report-work.ts';
import type { ReportingHospital } from '../reporting-hospital.ts';
import { OUR_TITLE } from './hospital-archive.ts';

/** A process of reports that a test kills: it delivers until then. */
const { connection, hospitals } = JSON.parse(env['SLUICE_REPORTS'] ?? '{}') as {
  readonly connection: pg.PoolConfig;
  readonly hospitals: readonly ReportingHospital[];
};
startReportWork({
  pool: new pg.Pool(connection),
  hospitals,
  aeTitle: OUR_TITLE,
  everyMs: 20,
  onError: () => undefined,
});
process.stdout.write('working\n');
