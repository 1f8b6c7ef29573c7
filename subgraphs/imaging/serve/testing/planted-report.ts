import type pg from 'pg';

export interface PlantedReport {
  readonly study: string;
  readonly hospital: string;
  readonly patientKey: string | null;
  /** Of each finding: what the label is and whether it is released. */
  readonly findings: readonly { readonly label: string; readonly stage: 'silent' | 'assistive' }[];
}

/** Enters a draft as it would be made, without asking any model. Answers its id. */
export async function plantDraft(client: pg.ClientBase, planted: PlantedReport): Promise<string> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ report_id: string }>(
    `INSERT INTO report.report (study_instance_uid, hospital, patient_key, study_date, modality, state, version,
       input_sha256, demonstration, has_findings, draft_en, draft_zh, conclusion_en, conclusion_zh)
     VALUES ($1, $2, $3, '20261101', 'DX', 'AI_DRAFT', 1, 'x', true, true, 'draft', '草稿', 'draft', '草稿')
     RETURNING report_id`,
    [planted.study, planted.hospital, planted.patientKey],
  );
  const reportId = rows[0]?.report_id ?? '';
  for (const { label, stage } of planted.findings)
    await client.query(
      `INSERT INTO report.finding (report_id, label, title_en, title_zh, stage, critical, score, probability, abstained,
         model_name, model_version, model_title_en,
         model_title_zh, model_sha256, sop_instance_uid, series_instance_uid, text_en, text_zh)
       VALUES ($1, $2, $2, $2, $3, false, 0.9, 0.9, '{}', 'm', '1', 'm', 'm', 'a', '1.1', '1.0',
         CASE WHEN $3 = 'silent' THEN '' ELSE 'said' END, CASE WHEN $3 = 'silent' THEN '' ELSE '所见' END)`,
      [reportId, label, stage],
    );
  await client.query('COMMIT');
  return reportId;
}

/** Has a licensed reader of the report's hospital open, judge and sign it. */
export async function signDraft(client: pg.ClientBase, reportId: string, official: string): Promise<void> {
  await client.query(
    `INSERT INTO report.opening (report_id, official, organisation, revision)
     SELECT report_id, $2, hospital, revision FROM report.report WHERE report_id = $1`,
    [reportId, official],
  );
  await client.query(
    `UPDATE report.finding SET agreement = 'AGREES', judged_by = $2, judged_at = now()
     WHERE report_id = $1 AND stage = 'assistive'`,
    [reportId, official],
  );
  await client.query(
    `UPDATE report.report SET state = 'REVIEWED', reviewed_by = $2, reviewed_at = now() WHERE report_id = $1`,
    [reportId, official],
  );
  await client.query(
    `UPDATE report.report SET state = 'FINAL', finalised_by = $2, finalised_at = now() WHERE report_id = $1`,
    [reportId, official],
  );
}
