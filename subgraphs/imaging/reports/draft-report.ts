import { createHash } from 'node:crypto';
import type pg from 'pg';
import { priorOf } from './compare-with-prior.ts';
import { raiseCriticals } from './critical/raise-criticals.ts';
import { takeOverCriticals } from './critical/take-over-criticals.ts';
import { keepDocuments } from './document/keep-documents.ts';
import type { DraftInput } from './draft-input.ts';
import { keepFindings, wordedFinding, type WordedFinding } from './keep-findings.ts';
import { lockStudy } from './lock-study.ts';
import { remember } from './remember.ts';
import type { ReportState } from './report-state.ts';
import type { ReportingHospital } from './reporting-hospital.ts';
import { structuredFindings } from './structured-findings.ts';
import { conclude } from './words/conclude.ts';

/** A report of the study as it stands. */
interface StandingReport {
  readonly report_id: string;
  readonly state: ReportState;
  readonly version: number;
  readonly input_sha256: string;
}

/**
 * Drafts the report of a study in the caller's transaction; called when the last model has read the last image. More images
 * make a further version of a draft, the same results none. Where a person has begun, nothing is changed and that they came
 * is noted.
 * @returns the id of the draft, or of the report that stands.
 */
export async function draftReport(
  client: pg.ClientBase,
  input: DraftInput,
  hospitals: readonly ReportingHospital[],
  now = new Date(),
): Promise<string> {
  const { studyInstanceUid } = input.study;
  await lockStudy(client, studyInstanceUid);
  const { rows } = await client.query<StandingReport>(
    `SELECT report_id, state, version, input_sha256 FROM report.report
     WHERE study_instance_uid = $1 AND is_latest`,
    [studyInstanceUid],
  );
  const standing = rows[0] ?? null;
  const sha256 = hashOf(input);
  if (standing !== null && standing.input_sha256 === sha256) return standing.report_id;
  const drafted = structuredFindings(input);
  if (standing !== null && standing.state !== 'AI_DRAFT') {
    const raising = { ...input.study, reportId: standing.report_id, now };
    if (await noteLateResults(client, standing, sha256, now))
      await raiseCriticals(client, drafted, raising, hospitals);
    return standing.report_id;
  }
  const prior = await priorOf(client, input.study);
  const findings = drafted.map((finding) => wordedFinding(finding, prior));
  if (standing !== null)
    await client.query('UPDATE report.report SET is_latest = false WHERE report_id = $1', [
      standing.report_id,
    ]);
  const reportId = await keepDraft(client, { input, findings, standing, sha256, now });
  await keepFindings(client, reportId, findings);
  await remember(client, { reportId, by: null, from: null, to: 'AI_DRAFT', act: 'DRAFTED', at: now });
  if (standing !== null) await takeOverCriticals(client, standing.report_id, reportId);
  await raiseCriticals(client, drafted, { ...input.study, reportId, now }, hospitals);
  await keepDocuments(client, reportId, now);
  return reportId;
}

/** Of all that the words are made of; not of how long it took. */
function hashOf({ study, images }: DraftInput): string {
  const results = images.flatMap(({ sopInstanceUid, results: ofImage }) =>
    ofImage.map(({ provenance, abstained, findings }) => [
      sopInstanceUid,
      provenance.model.sha256,
      provenance.outputSha256,
      abstained,
      findings.map(({ label, stage, score, threshold }) => [label, stage, score, threshold]),
    ]),
  );
  const sorted = results.map((each) => JSON.stringify(each)).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([study, sorted]))
    .digest('hex');
}

/**
 * Notes what came when a person had begun; whoever has not signed yet must open the report again before. WHY the hash is not
 * the event's reason: that is served, and against a hash of the results the silent ones among them can be tried out.
 * @returns whether it had not been noted.
 */
async function noteLateResults(
  client: pg.ClientBase,
  { report_id: reportId, state }: StandingReport,
  sha256: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM report.history WHERE report_id = $1 AND act = 'LATE_RESULTS' AND detail ->> 'inputSha256' = $2`,
    [reportId, sha256],
  );
  if (rowCount !== 0) return false;
  await remember(client, {
    reportId,
    by: null,
    from: state,
    to: state,
    act: 'LATE_RESULTS',
    detail: { inputSha256: sha256 },
    at: now,
  });
  if (state === 'REVIEWED')
    await client.query('UPDATE report.report SET revision = revision + 1 WHERE report_id = $1', [reportId]);
  return true;
}

async function keepDraft(
  client: pg.ClientBase,
  {
    input: { study },
    findings,
    standing,
    sha256,
    now,
  }: {
    readonly input: DraftInput;
    readonly findings: readonly WordedFinding[];
    readonly standing: StandingReport | null;
    readonly sha256: string;
    readonly now: Date;
  },
): Promise<string> {
  const conclusion = conclude(findings.map(({ concluded }) => concluded));
  const shown = findings.filter(({ drafted }) => drafted.stage === 'assistive');
  const { rows } = await client.query<{ report_id: string }>(
    `INSERT INTO report.report
       (study_instance_uid, hospital, patient_key, study_date, modality, state, version, predecessor_id, input_sha256,
        demonstration, has_findings, draft_en, draft_zh, conclusion_en, conclusion_zh, drafted_at)
     VALUES ($1, $2, $3, $4, $5, 'AI_DRAFT', $6, $7, $8, $9, $10, $11, $12, $11, $12, $13) RETURNING report_id`,
    [
      study.studyInstanceUid,
      study.hospital,
      study.patientKey,
      study.studyDate,
      study.modality,
      (standing?.version ?? 0) + 1,
      standing?.report_id ?? null,
      sha256,
      shown.some(({ drafted }) => drafted.model.demonstration),
      shown.some(({ drafted }) => drafted.answer !== null),
      conclusion.en,
      conclusion.zh,
      now,
    ],
  );
  const reportId = rows[0]?.report_id;
  if (reportId === undefined) throw new TypeError('the draft was not entered');
  return reportId;
}
