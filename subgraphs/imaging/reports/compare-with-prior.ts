import type pg from 'pg';
import type { DraftInput } from './draft-input.ts';
import type { DraftFinding } from './structured-findings.ts';
import type { Comparison } from './words/draft-words.ts';
import { isPresent, type PriorComparison } from './words/finding-sentence.ts';

export interface ComparedWithPrior extends PriorComparison {
  readonly reportId: string;
}

/** What is known of a label in an earlier report: by whom, and whether it was there. */
interface PriorFinding {
  readonly label: string;
  readonly model_sha256: string;
  readonly above: boolean | null;
  readonly agreement: 'AGREES' | 'DISAGREES' | null;
}

export interface PriorReport {
  readonly reportId: string;
  readonly studyDate: string;
  readonly findings: readonly PriorFinding[];
}

/**
 * The last report before this study of the same person, by the same modality at the same hospital. WHY not of another
 * hospital: the draft goes into this one's archive, past every policy; others' reports a reader sees in the graph.
 */
export async function priorOf(
  client: pg.ClientBase,
  { patientKey, hospital, modality, studyDate, studyInstanceUid }: DraftInput['study'],
): Promise<PriorReport | null> {
  if (patientKey === null || studyDate === null) return null;
  const { rows } = await client.query<{ report_id: string; study_date: string }>(
    `SELECT report_id, study_date FROM report.report
     WHERE patient_key = $1 AND hospital = $2 AND modality = $3 AND study_date <= $4 AND study_instance_uid <> $5
       AND is_latest AND state <> 'ENTERED_IN_ERROR'
     ORDER BY study_date DESC, record_id DESC LIMIT 1`,
    [patientKey, hospital, modality, studyDate, studyInstanceUid],
  );
  const [prior] = rows;
  if (prior === undefined) return null;
  const { rows: findings } = await client.query<PriorFinding>(
    `SELECT label, model_sha256, above, agreement FROM report.finding
     WHERE report_id = $1 AND stage = 'assistive' AND cardinality(abstained) = 0 ORDER BY record_id`,
    [prior.report_id],
  );
  return { reportId: prior.report_id, studyDate: prior.study_date, findings };
}

/** How a finding stands to the prior; null where there is none, or where nobody is shown the finding. */
export function compareWithPrior(finding: DraftFinding, prior: PriorReport | null): ComparedWithPrior | null {
  if (prior === null || finding.stage === 'silent') return null;
  const { reportId, studyDate } = prior;
  return { comparison: comparisonOf(finding, prior.findings), reportId, studyDate };
}

function comparisonOf({ label, answer, model }: DraftFinding, findings: readonly PriorFinding[]): Comparison {
  // Where no person has judged it, another model's word is by another operating point.
  const comparable = findings.filter(
    (each) => each.label === label && (each.agreement !== null || each.model_sha256 === model.sha256),
  );
  const known = comparable.map(isPresent).filter((present) => present !== null);
  const now = answer?.above ?? null;
  if (now === null || known.length === 0) return 'NOT_COMPARABLE';
  const was = known.includes(true);
  if (was === now) return 'UNCHANGED';
  return now ? 'NEW' : 'GONE';
}
