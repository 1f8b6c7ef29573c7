import type pg from 'pg';
import { SluiceError } from '../../../../errors/sluice-error.ts';
import { assertLicensed, type Clinician } from '../clinician.ts';
import { lockStudy } from '../lock-study.ts';
import { remember } from '../remember.ts';
import { EDGES, type ReportAct, type ReportState } from '../report-state.ts';

/** A report as an act finds it; nobody else changes it until the act is done. */
export interface LockedReport {
  readonly report_id: string;
  readonly study_instance_uid: string;
  readonly hospital: string;
  readonly state: ReportState;
  readonly version: number;
  readonly revision: number;
  readonly is_latest: boolean;
  readonly conclusion_en: string;
  readonly conclusion_zh: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** Whether a text can be an id at all; the tables would fail on any other. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/**
 * Takes the report for an act. A report of another hospital is told from one that does not exist by nobody.
 * @throws SluiceError REPORT_UNKNOWN
 */
async function lockReport(client: pg.ClientBase, reportId: string, by: Clinician): Promise<LockedReport> {
  if (!isId(reportId)) throw new SluiceError('REPORT_UNKNOWN');
  const read = async (): Promise<LockedReport> => {
    const { rows } = await client.query<LockedReport>(
      `SELECT report_id, study_instance_uid, hospital, state, version, revision, is_latest, conclusion_en, conclusion_zh
       FROM report.report WHERE report_id = $1 AND hospital = $2`,
      [reportId, by.organisation],
    );
    const [report] = rows;
    if (report === undefined) throw new SluiceError('REPORT_UNKNOWN');
    return report;
  };
  await lockStudy(client, (await read()).study_instance_uid);
  // As it is now, and not as it was before others were done with it.
  return read();
}

/** Notes that a licensed reader has this report before him, as it is now. */
export async function openReport(
  client: pg.ClientBase,
  reportId: string,
  by: Clinician,
  now: Date,
): Promise<void> {
  assertLicensed(by);
  const { state, revision } = await lockReport(client, reportId, by);
  await noteSeen(client, { reportId, by, revision, now });
  if (state === 'AI_DRAFT')
    await client.query(
      `UPDATE report.report SET opened_at = $2, opened_by = $3 WHERE report_id = $1 AND opened_at IS NULL`,
      [reportId, now, by.official],
    );
  await remember(client, { reportId, by: by.official, from: state, to: state, act: 'OPENED', at: now });
}

/** What a reader has seen of a report: it as he opened it, or as he himself changed it. */
export async function noteSeen(
  client: pg.ClientBase,
  {
    reportId,
    by,
    revision,
    now,
  }: {
    readonly reportId: string;
    readonly by: Clinician;
    readonly revision: number;
    readonly now: Date;
  },
): Promise<void> {
  await client.query(
    `INSERT INTO report.opening (report_id, official, organisation, revision, opened_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (report_id, official, organisation) DO UPDATE SET revision = $4, opened_at = $5`,
    [reportId, by.official, by.organisation, revision, now],
  );
}

/**
 * Takes the report for an act of a licensed reader: he must have opened it, as it is now, and it must stand where the act
 * begins.
 * @throws SluiceError REPORT_READER_UNLICENSED, REPORT_UNKNOWN, REPORT_NOT_OPENED, REPORT_CHANGED, REPORT_STATE
 */
export async function takeUp(
  client: pg.ClientBase,
  act: ReportAct,
  reportId: string,
  by: Clinician,
): Promise<LockedReport> {
  assertLicensed(by);
  const report = await lockReport(client, reportId, by);
  const { rows } = await client.query<{ revision: number }>(
    'SELECT revision FROM report.opening WHERE report_id = $1 AND official = $2 AND organisation = $3',
    [reportId, by.official, by.organisation],
  );
  const [seen] = rows;
  if (seen === undefined) throw new SluiceError('REPORT_NOT_OPENED');
  if (!report.is_latest || seen.revision !== report.revision)
    throw new SluiceError('REPORT_CHANGED', { state: report.state });
  if (!(EDGES[act] as readonly ReportState[]).includes(report.state))
    throw new SluiceError('REPORT_STATE', { state: report.state });
  return report;
}
