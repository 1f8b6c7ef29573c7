import type pg from 'pg';
import { SluiceError } from '../../../../errors/sluice-error.ts';
import { assertClinician, type Clinician } from '../clinician.ts';
import { isId } from '../desk/open-report.ts';
import { remember } from '../remember.ts';
import type { ReportState } from '../report-state.ts';

/**
 * Notes that somebody of the hospital has heard of a critical finding: any clinician may, for whoever is there acts. The
 * first who says so stands.
 * @returns the report's id.
 * @throws SluiceError REPORT_READER_UNLICENSED, REPORT_UNKNOWN
 */
export async function acknowledgeCritical(
  client: pg.ClientBase,
  criticalId: string,
  by: Clinician,
  now: Date,
): Promise<string> {
  assertClinician(by);
  if (!isId(criticalId)) throw new SluiceError('REPORT_UNKNOWN');
  const { rows } = await client.query<{
    readonly report_id: string;
    readonly state: ReportState;
    readonly is_new: boolean;
  }>(
    `SELECT report_id, state, acknowledged_at IS NULL AS is_new
     FROM report.critical JOIN report.report USING (report_id)
     WHERE critical_id = $1 AND critical.hospital = $2 FOR UPDATE OF critical`,
    [criticalId, by.organisation],
  );
  const [critical] = rows;
  if (critical === undefined) throw new SluiceError('REPORT_UNKNOWN');
  if (critical.is_new) {
    await client.query(
      'UPDATE report.critical SET acknowledged_at = $2, acknowledged_by = $3 WHERE critical_id = $1',
      [criticalId, now, by.official],
    );
    const { report_id: reportId, state } = critical;
    const act = 'CRITICAL_ACKNOWLEDGED';
    await remember(client, { reportId, by: by.official, from: state, to: state, act, at: now });
  }
  return critical.report_id;
}
