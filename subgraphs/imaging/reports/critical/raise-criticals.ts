import type pg from 'pg';
import { recipientAfter, type ReportingHospital } from '../reporting-hospital.ts';
import type { DraftFinding } from '../structured-findings.ts';
import { queueNotice } from './queue-notice.ts';

interface Raising {
  readonly reportId: string;
  readonly studyInstanceUid: string;
  readonly hospital: string;
  readonly now: Date;
}

interface Recipient {
  readonly recipient: string;
  readonly due: Date;
}

/**
 * Raises what somebody must hear of at once: critical findings that may be shown and are above their operating point. Once
 * a study and label: further versions of the report take over what was raised. What is no part of the report, because it
 * came when a reader had begun, is raised too, and raised again where what was raised of the report had been dropped.
 */
export async function raiseCriticals(
  client: pg.ClientBase,
  findings: readonly DraftFinding[],
  raising: Raising,
  hospitals: readonly ReportingHospital[],
): Promise<void> {
  const { recipient, withinMinutes } = recipientAfter(hospitals, raising.hospital, 0);
  const to = { recipient, due: new Date(raising.now.getTime() + withinMinutes * 60_000) };
  for (const { label, title } of criticalOf(findings)) {
    const said = findings.filter((finding) => finding.label === label && isRaised(finding));
    const findingId = await findingOf(client, raising.reportId, label, said);
    const demonstration = said.some(({ model }) => model.demonstration);
    await raise(client, { label, title, findingId, demonstration }, raising, to);
  }
}

/** One of each label. */
function criticalOf(findings: readonly DraftFinding[]): readonly DraftFinding[] {
  return [...new Map(findings.filter(isRaised).map((finding) => [finding.label, finding])).values()];
}

function isRaised({ stage, critical, answer }: DraftFinding): boolean {
  return stage === 'assistive' && critical && answer?.above === true;
}

/** The finding of the report; null where something of what is said is no part of it. */
async function findingOf(
  client: pg.ClientBase,
  reportId: string,
  label: string,
  said: readonly DraftFinding[],
): Promise<string | null> {
  const { rows } = await client.query<{
    readonly finding_id: string;
    readonly sop_instance_uid: string;
    readonly model_sha256: string;
  }>(
    `SELECT finding_id, sop_instance_uid, model_sha256 FROM report.finding
     WHERE report_id = $1 AND label = $2 AND stage = 'assistive' AND above ORDER BY probability DESC, record_id`,
    [reportId, label],
  );
  const keyOf = (image: string, model: string): string => JSON.stringify([image, model]);
  const ofReport = new Set(rows.map((row) => keyOf(row.sop_instance_uid, row.model_sha256)));
  const isPart = said.every(({ sopInstanceUid, model }) => ofReport.has(keyOf(sopInstanceUid, model.sha256)));
  return isPart ? (rows[0]?.finding_id ?? null) : null;
}

async function raise(
  client: pg.ClientBase,
  finding: Pick<DraftFinding, 'label' | 'title'> & {
    readonly findingId: string | null;
    readonly demonstration: boolean;
  },
  { reportId, studyInstanceUid, hospital, now }: Raising,
  { recipient, due }: Recipient,
): Promise<void> {
  const { label, title, findingId, demonstration } = finding;
  // What came late once is no part of any later version either.
  const { rows } = await client.query<{
    readonly critical_id: string;
    readonly dropped: boolean;
    readonly told: boolean;
  }>(
    `INSERT INTO report.critical AS raised
       (report_id, finding_id, study_instance_uid, hospital, label, title_en, title_zh, recipient, raised_at, due_at,
        demonstration)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (study_instance_uid, label) DO UPDATE
       SET report_id = EXCLUDED.report_id, demonstration = EXCLUDED.demonstration,
         finding_id = CASE WHEN raised.finding_id IS NOT NULL THEN EXCLUDED.finding_id END
     RETURNING raised.critical_id, dropped_at IS NOT NULL AS dropped,
       EXISTS (SELECT FROM report.notice WHERE notice.critical_id = raised.critical_id) AS told`,
    [
      ...[reportId, findingId, studyInstanceUid, hospital, label, title.en, title.zh, recipient, now, due],
      demonstration,
    ],
  );
  const [critical] = rows;
  if (critical === undefined) throw new TypeError('the critical finding was not entered');
  const again = critical.dropped && findingId === null;
  if (again) await raiseAgain(client, critical.critical_id, { recipient, due }, now);
  if (again || !critical.told) await queueNotice(client, critical.critical_id, recipient, now);
}

/** As if for the first time: whoever acknowledged it did so for other images. That they did stays in the history. */
async function raiseAgain(
  client: pg.ClientBase,
  criticalId: string,
  { recipient, due }: Recipient,
  now: Date,
): Promise<void> {
  await client.query(
    `UPDATE report.critical SET recipient = $2, raised_at = $3, due_at = $4, escalations = 0, escalated_at = NULL,
       acknowledged_at = NULL, acknowledged_by = NULL, dropped_at = NULL
     WHERE critical_id = $1`,
    [criticalId, recipient, now, due],
  );
}
