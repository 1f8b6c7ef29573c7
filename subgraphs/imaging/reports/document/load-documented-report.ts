import type pg from 'pg';
import type { AbstentionReason } from '../../inference/abstention.ts';
import type { DicomJson } from '../../dicom/dicom-json.ts';
import type { Words } from '../../models/model-card.ts';
import type { ReportState } from '../report-state.ts';
import { DRAFT_WORDS, type Comparison } from '../words/draft-words.ts';
import { findingSentence } from '../words/finding-sentence.ts';
import type { DocumentedFinding, DocumentedReport, ImageReference, Signature } from './documented-report.ts';

interface ReportRow {
  readonly report_id: string;
  readonly study_instance_uid: string;
  readonly hospital: string;
  readonly state: ReportState;
  readonly version: number;
  readonly revision: number;
  readonly language: string;
  readonly modality: string;
  readonly demonstration: boolean;
  readonly has_findings: boolean;
  readonly conclusion_en: string;
  readonly conclusion_zh: string;
  readonly reason: string | null;
  readonly reviewed_at: Date | null;
  readonly reviewed_by: string | null;
  readonly finalised_at: Date | null;
  readonly finalised_by: string | null;
  readonly withdrawn_at: Date | null;
  readonly withdrawn_by: string | null;
}

/** A row of `report.finding`, as far as documents and words are made of it. */
export interface FindingRow {
  readonly finding_id: string;
  readonly label: string;
  readonly title_en: string;
  readonly title_zh: string;
  readonly code: string | null;
  readonly code_meaning: string | null;
  readonly stage: 'silent' | 'assistive';
  readonly critical: boolean;
  readonly score: number | null;
  readonly probability: number | null;
  readonly threshold: number | null;
  readonly above: boolean | null;
  readonly abstained: readonly AbstentionReason[];
  readonly model_name: string;
  readonly model_version: string;
  readonly model_sha256: string;
  readonly model_title_en: string;
  readonly model_title_zh: string;
  readonly sop_instance_uid: string;
  readonly agreement: 'AGREES' | 'DISAGREES' | null;
  readonly prior_comparison: Comparison | null;
  readonly prior_study_date: string | null;
}

/** All findings of a report in the order in which they were drafted. */
export async function findingRows(client: pg.ClientBase, reportId: string): Promise<readonly FindingRow[]> {
  const { rows } = await client.query<FindingRow>(
    'SELECT * FROM report.finding WHERE report_id = $1 ORDER BY record_id',
    [reportId],
  );
  return rows;
}

/** Reads what the documents of a report are made of, as it stands at this moment. */
export async function loadDocumentedReport(
  client: pg.ClientBase,
  reportId: string,
  at: Date,
): Promise<DocumentedReport> {
  const { rows } = await client.query<ReportRow>('SELECT * FROM report.report WHERE report_id = $1', [
    reportId,
  ]);
  const [row] = rows;
  if (row === undefined) throw new TypeError('no such report');
  const shown = (await findingRows(client, reportId)).filter(({ stage }) => stage === 'assistive');
  const { images, attributes } = await imagesOf(client, row.study_instance_uid, reportId);
  const signature = (by: string | null, when: Date | null): Signature | null =>
    by === null || when === null ? null : { by, at: when };
  return {
    reportId,
    studyInstanceUid: row.study_instance_uid,
    hospital: row.hospital,
    state: row.state,
    version: row.version,
    revision: row.revision,
    language: row.language,
    modality: row.modality,
    demonstration: row.demonstration,
    hasFindings: row.has_findings,
    notices: noticesOf(row),
    conclusion:
      row.state === 'ENTERED_IN_ERROR'
        ? { en: '', zh: '' }
        : { en: row.conclusion_en, zh: row.conclusion_zh },
    reason: row.reason,
    reviewed: signature(row.reviewed_by, row.reviewed_at),
    finalised: signature(row.finalised_by, row.finalised_at),
    withdrawn: signature(row.withdrawn_by, row.withdrawn_at),
    at,
    findings: shown.flatMap(documentedFinding),
    models: modelsOf(shown),
    images,
    attributes,
    predecessors: await predecessorsOf(client, row.study_instance_uid),
  };
}

/** What must be known before anything else of a report is read. */
function noticesOf({
  state,
  demonstration,
}: {
  readonly state: ReportState;
  readonly demonstration: boolean;
}): readonly Words[] {
  const { draft, preliminary, withdrawn, demonstration: notice } = DRAFT_WORDS.notices;
  const standing = state === 'AI_DRAFT' ? [draft] : state === 'REVIEWED' ? [preliminary] : [];
  return [...(state === 'ENTERED_IN_ERROR' ? [withdrawn] : standing), ...(demonstration ? [notice] : [])];
}

function documentedFinding(row: FindingRow): readonly DocumentedFinding[] {
  const { score, probability, prior_comparison: comparison, prior_study_date: studyDate } = row;
  if (score === null || probability === null) return [];
  const finding = {
    findingId: row.finding_id,
    label: row.label,
    title: { en: row.title_en, zh: row.title_zh },
    code: row.code === null ? null : { value: row.code, meaning: row.code_meaning ?? row.title_en },
    critical: row.critical,
    score,
    probability,
    threshold: row.threshold,
    above: row.above,
    model: modelOf(row),
    sopInstanceUid: row.sop_instance_uid,
    agreement: row.agreement,
    prior: comparison === null || studyDate === null ? null : { comparison, studyDate },
  };
  return [{ ...finding, text: findingSentence(finding, finding.prior) }];
}

function modelOf({ model_name, model_version, model_sha256 }: FindingRow): DocumentedFinding['model'] {
  return { name: model_name, version: model_version, sha256: model_sha256 };
}

function modelsOf(rows: readonly FindingRow[]): readonly DocumentedFinding['model'][] {
  return [...new Map(rows.map((row) => [row.model_sha256, modelOf(row)])).values()];
}

/** The images that the models read, and what one of them says of the patient. */
async function imagesOf(
  client: pg.ClientBase,
  studyInstanceUid: string,
  reportId: string,
): Promise<{ readonly images: readonly ImageReference[]; readonly attributes: DicomJson }> {
  const { rows } = await client.query<{
    readonly sop_class_uid: string;
    readonly sop_instance_uid: string;
    readonly series_instance_uid: string;
    readonly attributes: DicomJson;
  }>(
    `SELECT sop_class_uid, sop_instance_uid, series_instance_uid, attributes FROM archive.instance
     WHERE study_instance_uid = $1
       AND sop_instance_uid IN (SELECT sop_instance_uid FROM report.finding WHERE report_id = $2)
     ORDER BY record_id`,
    [studyInstanceUid, reportId],
  );
  const images = rows.map(({ sop_class_uid, sop_instance_uid, series_instance_uid }) => ({
    sopClassUid: sop_class_uid,
    sopInstanceUid: sop_instance_uid,
    seriesInstanceUid: series_instance_uid,
  }));
  return { images, attributes: rows[0]?.attributes ?? {} };
}

async function predecessorsOf(client: pg.ClientBase, studyInstanceUid: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ sop_instance_uid: string }>(
    `SELECT sop_instance_uid FROM report.document JOIN report.report USING (report_id)
     WHERE study_instance_uid = $1 AND kind = 'SR' ORDER BY document.record_id`,
    [studyInstanceUid],
  );
  return rows.map(({ sop_instance_uid }) => sop_instance_uid);
}
