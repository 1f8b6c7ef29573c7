import type { FindingRow } from '../document/load-documented-report.ts';
import type { ConcludedFinding } from '../words/conclude.ts';

/** A finding that is kept, as a conclusion is made of it. */
export function concludedRow(row: FindingRow): ConcludedFinding {
  const { score, probability, prior_comparison: comparison, prior_study_date: studyDate } = row;
  return {
    stage: row.stage,
    critical: row.critical,
    model: { sha256: row.model_sha256, title: { en: row.model_title_en, zh: row.model_title_zh } },
    sopInstanceUid: row.sop_instance_uid,
    abstained: row.abstained,
    spoken:
      score === null || probability === null
        ? null
        : {
            label: row.label,
            title: { en: row.title_en, zh: row.title_zh },
            score,
            probability,
            threshold: row.threshold,
            above: row.above,
            agreement: row.agreement,
          },
    prior: comparison === null || studyDate === null ? null : { comparison, studyDate },
  };
}
