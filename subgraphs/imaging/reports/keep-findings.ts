import type pg from 'pg';
import { compareWithPrior, type PriorReport } from './compare-with-prior.ts';
import type { DraftFinding } from './structured-findings.ts';
import type { ConcludedFinding } from './words/conclude.ts';
import { findingSentence, type SpokenFinding } from './words/finding-sentence.ts';

/** A drafted finding beside the prior, with its words. */
export interface WordedFinding {
  readonly drafted: DraftFinding;
  readonly prior: ReturnType<typeof compareWithPrior>;
  /** What the report's conclusion makes of it. */
  readonly concluded: ConcludedFinding;
}

export function wordedFinding(drafted: DraftFinding, priorReport: PriorReport | null): WordedFinding {
  const prior = compareWithPrior(drafted, priorReport);
  const { stage, critical, model, sopInstanceUid, abstained } = drafted;
  const concluded = { stage, critical, model, sopInstanceUid, abstained, spoken: spokenOf(drafted), prior };
  return { drafted, prior, concluded };
}

function spokenOf({ label, title, answer }: DraftFinding): SpokenFinding | null {
  return answer === null ? null : { label, title, ...answer, agreement: null };
}

/** Enters the findings of a report, in the transaction that makes it. */
export async function keepFindings(
  client: pg.ClientBase,
  reportId: string,
  findings: readonly WordedFinding[],
): Promise<void> {
  for (const finding of findings) await keepFinding(client, reportId, finding);
}

async function keepFinding(
  client: pg.ClientBase,
  reportId: string,
  { drafted, prior, concluded }: WordedFinding,
): Promise<void> {
  const { answer, model, code, outOfDistribution } = drafted;
  const { spoken } = concluded;
  const text =
    drafted.stage === 'silent' || spoken === null ? { en: '', zh: '' } : findingSentence(spoken, prior);
  const columns: Readonly<Record<string, unknown>> = {
    report_id: reportId,
    label: drafted.label,
    title_en: drafted.title.en,
    title_zh: drafted.title.zh,
    code: code?.value ?? null,
    code_meaning: code?.meaning ?? null,
    stage: drafted.stage,
    critical: drafted.critical,
    score: answer?.score ?? null,
    probability: answer?.probability ?? null,
    threshold: answer?.threshold ?? null,
    above: answer?.above ?? null,
    abstained: drafted.abstained,
    ood_distance: outOfDistribution?.distance ?? null,
    ood_threshold: outOfDistribution?.threshold ?? null,
    model_name: model.name,
    model_version: model.version,
    model_sha256: model.sha256,
    model_title_en: model.title.en,
    model_title_zh: model.title.zh,
    sop_instance_uid: drafted.sopInstanceUid,
    series_instance_uid: drafted.seriesInstanceUid,
    evidence: answer?.evidence == null ? null : JSON.stringify(answer.evidence),
    text_en: text.en,
    text_zh: text.zh,
    prior_comparison: prior?.comparison ?? null,
    prior_report_id: prior?.reportId ?? null,
    prior_study_date: prior?.studyDate ?? null,
  };
  const names = Object.keys(columns);
  await client.query(
    `INSERT INTO report.finding (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
    Object.values(columns),
  );
}
