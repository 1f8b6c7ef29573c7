import type pg from 'pg';

/** What a run concluded and on what, sorted, less what only says when and in which exchange. */
export async function concludedBy(audits: pg.Client, runId: string): Promise<readonly object[]> {
  const { rows } = await audits.query<object>(
    `SELECT rule_id, rule_version, statute, nature, stage, outcome, missing, case_kind, case_key, case_number,
       household_number, division, person_key, match_tier, evidence_key, evidence_hash,
       (SELECT jsonb_agg(
          jsonb_build_array(
            path, source_agency, source_dataset, source_type, source_field, source_record_key, value, as_of, match_tier
          ) ORDER BY path, source_record_key)
        FROM audit.evidence WHERE evidence.finding_id = finding.finding_id) AS evidence
     FROM audit.finding WHERE run_id = $1
     ORDER BY rule_id, case_key COLLATE "C", evidence_key COLLATE "C"`,
    [runId],
  );
  return rows;
}
