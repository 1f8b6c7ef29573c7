-- Schema `imaging` of the imaging database, made by its owner (the role `imaging_work`): what the graph shows, as views over
-- the archive, the jobs and the reports. Applied again whenever this text changes.

-- What cards say to readers, written when the process starts; a model that is taken away stays, for its findings do.
CREATE TABLE IF NOT EXISTS imaging.model (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  sha256 text PRIMARY KEY,
  name text NOT NULL,
  version text NOT NULL,
  title_en text NOT NULL,
  title_zh text NOT NULL,
  intended_use_en text NOT NULL,
  intended_use_zh text NOT NULL,
  limitations_en text NOT NULL,
  limitations_zh text NOT NULL,
  certificate text NOT NULL,
  notice_en text NOT NULL,
  notice_zh text NOT NULL,
  entered_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS imaging.model_label (
  sha256 text NOT NULL REFERENCES imaging.model,
  label text NOT NULL,
  title_en text NOT NULL,
  title_zh text NOT NULL,
  weakness_en text,
  weakness_zh text,
  PRIMARY KEY (sha256, label)
);
CREATE TABLE IF NOT EXISTS imaging.abstention_words (
  code text PRIMARY KEY,
  text_en text NOT NULL,
  text_zh text NOT NULL
);

-- Studies and series that stay at hospitals, as their own servers listed them last (`hospitals/staying/`). WHY by hospital: what one
-- lists or sends under a UID must neither hide nor change what another has under the same. What was kept otherwise is listed anew.
DO $$ BEGIN
  IF NOT EXISTS (
    SELECT FROM information_schema.columns
    WHERE (table_schema, table_name, column_name) = ('imaging', 'staying_series', 'hospital')
  ) THEN
    DROP TABLE IF EXISTS imaging.staying_series, imaging.staying_study CASCADE;
  END IF;
END $$;
CREATE TABLE IF NOT EXISTS imaging.staying_study (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  study_instance_uid text NOT NULL,
  hospital text NOT NULL,
  patient_key text,
  patient_id text NOT NULL,
  patient_names text[] NOT NULL,
  study_date date,
  accession_number text NOT NULL,
  description text,
  modalities text[] NOT NULL,
  series_count int,
  instance_count int,
  first_listed_at timestamptz NOT NULL DEFAULT now(),
  last_listed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (study_instance_uid, hospital)
);
CREATE INDEX IF NOT EXISTS staying_study_patient ON imaging.staying_study (patient_key);
CREATE INDEX IF NOT EXISTS staying_study_hospital ON imaging.staying_study (hospital, first_listed_at);
CREATE TABLE IF NOT EXISTS imaging.staying_series (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  study_instance_uid text NOT NULL,
  hospital text NOT NULL,
  series_instance_uid text NOT NULL,
  modality text,
  description text,
  instance_count int,
  PRIMARY KEY (study_instance_uid, hospital, series_instance_uid),
  FOREIGN KEY (study_instance_uid, hospital) REFERENCES imaging.staying_study ON DELETE CASCADE
);

-- Numbers are found by their text: a caller may ask for anything.
CREATE INDEX IF NOT EXISTS served_job ON inference.job ((job_id::text));
CREATE INDEX IF NOT EXISTS served_job_of_hospital ON inference.job (hospital, requested_at);
CREATE INDEX IF NOT EXISTS served_report ON report.report ((report_id::text));
CREATE INDEX IF NOT EXISTS served_report_of_study ON report.report (study_instance_uid);
CREATE INDEX IF NOT EXISTS served_finding ON report.finding ((report_id::text));
CREATE INDEX IF NOT EXISTS served_critical ON report.critical (study_instance_uid);
CREATE INDEX IF NOT EXISTS served_proposal ON report.proposal ((report_id::text));
CREATE INDEX IF NOT EXISTS served_history ON report.history ((report_id::text));

DROP VIEW IF EXISTS
  imaging.study, imaging.series, imaging.prior_study, imaging.inference, imaging.inference_abstention,
  imaging.inference_finding, imaging.inference_provenance, imaging.served_model, imaging.report, imaging.report_finding,
  imaging.critical_finding, imaging.treatment_proposal, imaging.report_document, imaging.report_event,
  imaging.signed_report CASCADE;

-- Images say what they like: a day that is none is null.
CREATE OR REPLACE FUNCTION imaging.day_of(said text) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN said ~ '^\d{8}$' AND pg_input_is_valid(said, 'date') THEN said::date END
$$;

CREATE VIEW imaging.study AS
SELECT
  study.record_id, study.study_instance_uid, study.hospital, study.patient_key AS person_key,
  imaging.day_of(study.study_date) AS study_date, array_to_string(study.modalities, ',') AS modalities,
  study.attributes #>> '{00081030,Value,0}' AS description, nullif(study.accession_number, '') AS accession_number,
  -- Letters and characters, as DICOM writes them beside each other.
  nullif(array_to_string(study.patient_names, '='), '') AS recorded_name, nullif(study.patient_id, '') AS recorded_patient_id,
  study.series_count, study.instance_count,
  false AS stays_at_hospital, study.first_received_at AS received_at, study.last_received_at,
  (SELECT state FROM report.report WHERE report.study_instance_uid = study.study_instance_uid AND is_latest) AS report_state,
  EXISTS (
    SELECT FROM report.critical
    WHERE critical.study_instance_uid = study.study_instance_uid AND acknowledged_at IS NULL AND dropped_at IS NULL
  ) AS critical_open,
  coalesce(imaging.day_of(study.study_date), study.first_received_at::date) AS valid_from, NULL::date AS valid_to,
  study.first_received_at AS recorded_from, NULL::timestamptz AS recorded_to,
  CASE WHEN study.patient_key IS NULL THEN 'ID_MISSING' END AS quality_flag
FROM archive.study AS study
UNION ALL
SELECT
  -- Beyond those of the archive, and below 2^31 as they are.
  (1 << 30) + study.record_id, study.study_instance_uid, study.hospital, study.patient_key,
  study.study_date, array_to_string(study.modalities, ','), study.description, nullif(study.accession_number, ''),
  nullif(array_to_string(study.patient_names, '='), ''), nullif(study.patient_id, ''),
  study.series_count, study.instance_count, true, study.first_listed_at, study.last_listed_at, NULL, false,
  coalesce(study.study_date, study.first_listed_at::date), NULL, study.first_listed_at, NULL,
  CASE WHEN study.patient_key IS NULL THEN 'ID_MISSING' END
FROM imaging.staying_study AS study
-- What the hospital has sent of it is the archive's.
WHERE NOT EXISTS (
  SELECT FROM archive.study AS ours
  WHERE (ours.study_instance_uid, ours.hospital) = (study.study_instance_uid, study.hospital)
);

CREATE VIEW imaging.series AS
SELECT
  series.record_id, series.series_instance_uid, series.study_instance_uid, series.modality,
  series.attributes #>> '{0008103E,Value,0}' AS description, series.instance_count,
  study.hospital, study.person_key,
  study.valid_from, study.valid_to, study.recorded_from, study.recorded_to, study.quality_flag
FROM archive.series AS series JOIN imaging.study AS study USING (study_instance_uid)
WHERE NOT study.stays_at_hospital
UNION ALL
SELECT
  (1 << 30) + series.record_id, series.series_instance_uid, series.study_instance_uid, series.modality,
  series.description, series.instance_count, study.hospital, study.person_key,
  study.valid_from, study.valid_to, study.recorded_from, study.recorded_to, study.quality_flag
FROM imaging.staying_series AS series JOIN imaging.study AS study USING (study_instance_uid, hospital)
WHERE study.stays_at_hospital;

-- Of the same hospital: what another has is shown by `signed_report`, under other rules. A patient without a sound number is
-- told by the hospital's own.
CREATE VIEW imaging.prior_study AS
SELECT
  (study.record_id << 31) | prior.record_id AS record_id,
  study.study_instance_uid, prior.study_instance_uid AS prior_study_instance_uid,
  prior.hospital, prior.person_key, prior.study_date, prior.modalities, study.study_date - prior.study_date AS days_before,
  prior.valid_from, prior.valid_to, prior.recorded_from, prior.recorded_to, prior.quality_flag
FROM imaging.study AS study JOIN imaging.study AS prior
  ON prior.hospital = study.hospital AND prior.study_instance_uid <> study.study_instance_uid
  AND (prior.valid_from, prior.recorded_from) < (study.valid_from, study.recorded_from)
  AND CASE WHEN study.person_key IS NULL
    THEN prior.person_key IS NULL AND prior.recorded_patient_id = study.recorded_patient_id
    ELSE prior.person_key = study.person_key END;

CREATE VIEW imaging.served_model AS
SELECT
  model.*,
  entered_at::date AS valid_from, NULL::date AS valid_to,
  entered_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM imaging.model AS model;

-- What is shown of a model that nobody has described is marked as a demonstration's.
CREATE VIEW imaging.inference AS
SELECT
  job.record_id, job.job_id::text AS inference_id, job.study_instance_uid, job.sop_instance_uid, job.hospital,
  study.person_key, study.study_date, job.state, job.priority, job.requested_at, job.deadline_at, job.ended_at,
  job.reason AS cancel_reason, job.model_sha256, model.name AS model_name, model.version AS model_version,
  job.result IS NOT NULL AS is_answered, false AS history_was_input,
  coalesce(model.notice_en, 'demonstration, not for clinical use') AS notice_en,
  coalesce(model.notice_zh, '仅供演示，不得用于临床') AS notice_zh,
  job.requested_at::date AS valid_from, NULL::date AS valid_to,
  job.requested_at AS recorded_from, NULL::timestamptz AS recorded_to, study.quality_flag,
  job.result
FROM inference.job AS job JOIN imaging.study AS study USING (study_instance_uid)
  LEFT JOIN imaging.model AS model ON model.sha256 = job.model_sha256
WHERE NOT study.stays_at_hospital;

CREATE VIEW imaging.inference_abstention AS
SELECT
  inference.record_id * 1000 + said.place AS record_id, inference_id, said.code,
  coalesce(words.text_en, said.code) AS text_en, coalesce(words.text_zh, said.code) AS text_zh,
  hospital, person_key, valid_from, valid_to, recorded_from, recorded_to, quality_flag
FROM imaging.inference AS inference
  CROSS JOIN LATERAL jsonb_array_elements_text(result -> 'abstained') WITH ORDINALITY AS said (code, place)
  LEFT JOIN imaging.abstention_words AS words USING (code);

-- Labels that are not released are in no view, nor are those that the monitors stepped down since, as long as that lasts.
CREATE VIEW imaging.inference_finding AS
SELECT
  inference.record_id * 1000 + said.place AS record_id, inference_id, said.finding ->> 'label' AS label,
  coalesce(words.title_en, said.finding ->> 'label') AS title_en,
  coalesce(words.title_zh, said.finding ->> 'label') AS title_zh,
  (said.finding ->> 'critical')::boolean AS is_critical,
  (said.finding ->> 'score')::float8 AS score, (said.finding ->> 'probability')::float8 AS probability,
  (said.finding ->> 'threshold')::float8 AS threshold, (said.finding ->> 'above')::boolean AS is_above,
  nullif(said.finding -> 'evidence', 'null')::text AS evidence,
  words.weakness_en, words.weakness_zh, notice_en, notice_zh,
  hospital, person_key, valid_from, valid_to, recorded_from, recorded_to, quality_flag
FROM imaging.inference AS inference
  CROSS JOIN LATERAL jsonb_array_elements(result -> 'findings') WITH ORDINALITY AS said (finding, place)
  LEFT JOIN imaging.model_label AS words
    ON (words.sha256, words.label) = (inference.model_sha256, said.finding ->> 'label')
WHERE said.finding ->> 'stage' = 'assistive' AND NOT EXISTS (
  SELECT FROM monitor.step_down
  WHERE step_down.model_sha256 = inference.model_sha256 AND step_down.label = said.finding ->> 'label'
    AND step_down.site = inference.result #>> '{provenance,site}' AND lifted_at IS NULL
);

CREATE VIEW imaging.inference_provenance AS
SELECT
  record_id, inference_id,
  by ->> 'receivedSha256' AS received_sha256, by ->> 'pixelSha256' AS pixel_sha256,
  by ->> 'preprocessingVersion' AS preprocessing_version, by #>> '{model,sha256}' AS model_sha256, by ->> 'site' AS site,
  concat_ws(' ', by #>> '{runtime,name}', by #>> '{runtime,version}') AS runtime,
  by #>> '{provider,name}' AS provider,
  (SELECT string_agg(tried ->> 'name', ',') FROM jsonb_array_elements(by #> '{provider,fellBackFrom}') AS tried)
    AS fell_back_from, by ->> 'processor' AS processor, (by ->> 'threads')::int AS threads,
  (by #>> '{outOfDistribution,distance}')::float8 AS out_of_distribution_distance,
  (by #>> '{outOfDistribution,threshold}')::float8 AS out_of_distribution_threshold,
  by ->> 'outputSha256' AS output_sha256, (by ->> 'wallMs')::float8 AS wall_ms,
  hospital, person_key, valid_from, valid_to, recorded_from, recorded_to, quality_flag
FROM imaging.inference AS inference CROSS JOIN LATERAL (SELECT result -> 'provenance') AS said (by)
WHERE result IS NOT NULL;

CREATE VIEW imaging.report AS
SELECT
  report.record_id, report.report_id AS report_uuid, report.report_id::text AS report_id, report.study_instance_uid,
  report.hospital, report.patient_key AS person_key, imaging.day_of(report.study_date) AS study_date, report.state, report.version,
  report.predecessor_id::text AS predecessor_id, report.is_latest, report.drafted_at, report.opened_at, report.opened_by,
  report.reviewed_at, report.reviewed_by, report.finalised_at, report.finalised_by, report.withdrawn_at,
  report.withdrawn_by, report.reason, report.draft_en, report.draft_zh, report.conclusion_en, report.conclusion_zh,
  EXISTS (
    SELECT FROM report.critical
    WHERE critical.study_instance_uid = report.study_instance_uid AND acknowledged_at IS NULL AND dropped_at IS NULL
  ) AS critical_open,
  (SELECT convert_from(bytes, 'UTF8') FROM report.document
    WHERE document.report_id = report.report_id AND kind = 'FHIR_R4' ORDER BY revision DESC LIMIT 1) AS fhir,
  (SELECT convert_from(bytes, 'UTF8') FROM report.document
    WHERE document.report_id = report.report_id AND kind = 'FHIR_R5' ORDER BY revision DESC LIMIT 1) AS fhir_r5,
  CASE WHEN report.demonstration THEN 'demonstration, not for clinical use'
    ELSE 'drafted with a registered model; a licensed reader decides' END AS notice_en,
  CASE WHEN report.demonstration THEN '仅供演示，不得用于临床'
    ELSE '由已注册软件辅助起草，以执业医师判定为准' END AS notice_zh,
  report.drafted_at::date AS valid_from, NULL::date AS valid_to,
  report.drafted_at AS recorded_from, NULL::timestamptz AS recorded_to,
  CASE WHEN report.patient_key IS NULL THEN 'ID_MISSING' END AS quality_flag
FROM report.report AS report;

CREATE VIEW imaging.report_finding AS
SELECT
  finding.record_id, finding.finding_id::text AS finding_id, finding.report_id::text AS report_id, finding.label,
  finding.title_en, finding.title_zh, finding.score, finding.probability, finding.threshold, finding.above AS is_above,
  nullif(array_to_string(finding.abstained, ','), '') AS abstained, finding.ood_distance AS out_of_distribution_distance,
  finding.critical AS is_critical, finding.text_en, finding.text_zh, finding.prior_comparison,
  imaging.day_of(finding.prior_study_date) AS prior_study_date, finding.evidence::text AS evidence,
  finding.sop_instance_uid, finding.model_name, finding.model_version, finding.model_sha256, finding.agreement,
  finding.disagreement_reason, finding.judged_at, finding.judged_by,
  report.state AS report_state, report.hospital, report.person_key, report.study_date,
  coalesce(model.notice_en, 'demonstration, not for clinical use') AS notice_en,
  coalesce(model.notice_zh, '仅供演示，不得用于临床') AS notice_zh,
  report.valid_from, report.valid_to, report.recorded_from, report.recorded_to, report.quality_flag
FROM report.finding AS finding JOIN imaging.report AS report ON report.report_uuid = finding.report_id
  LEFT JOIN imaging.model AS model ON model.sha256 = finding.model_sha256
WHERE finding.stage = 'assistive';

-- Raised once for a study and label, so it stands with every version of the report.
CREATE VIEW imaging.critical_finding AS
SELECT
  critical.record_id, critical.critical_id::text AS critical_id, critical.finding_id::text AS finding_id,
  critical.study_instance_uid, critical.label, critical.title_en, critical.title_zh, critical.recipient, critical.raised_at, critical.due_at,
  critical.acknowledged_at, critical.acknowledged_by, critical.escalations, critical.escalated_at, critical.hospital,
  study.person_key,
  critical.raised_at::date AS valid_from, NULL::date AS valid_to,
  critical.raised_at AS recorded_from, NULL::timestamptz AS recorded_to, study.quality_flag
FROM report.critical AS critical JOIN imaging.study AS study USING (study_instance_uid)
WHERE critical.dropped_at IS NULL AND NOT study.stays_at_hospital;

-- A guideline that has expired proposes nothing; what was decided stays to be read.
CREATE VIEW imaging.treatment_proposal AS
SELECT
  proposal.record_id, proposal.proposal_id::text AS proposal_id, proposal.report_id::text AS report_id, proposal.label,
  proposal.guideline_id, proposal.guideline_version, proposal.guideline_title, proposal.section, proposal.url,
  proposal.text_en, proposal.text_zh, proposal.issued_on, proposal.expires_on, proposal.checked_by, proposal.proposed_at,
  proposal.decision, proposal.decided_at, proposal.decided_by, proposal.reason, report.hospital, report.person_key,
  proposal.proposed_at::date AS valid_from, NULL::date AS valid_to,
  proposal.proposed_at AS recorded_from, NULL::timestamptz AS recorded_to, report.quality_flag
FROM report.proposal AS proposal JOIN imaging.report AS report ON report.report_uuid = proposal.report_id
WHERE proposal.dropped_at IS NULL
  AND (proposal.decision IS NOT NULL OR proposal.expires_on > (now() AT TIME ZONE 'Asia/Shanghai')::date);

CREATE VIEW imaging.report_document AS
SELECT DISTINCT ON (document.report_id, document.kind)
  document.record_id, document.report_id::text AS report_id, document.kind, document.media_type, document.state,
  document.sop_instance_uid, document.sha256, document.made_at, document.delivered_at, report.hospital, report.person_key,
  document.made_at::date AS valid_from, NULL::date AS valid_to,
  document.made_at AS recorded_from, NULL::timestamptz AS recorded_to, report.quality_flag
FROM report.document AS document JOIN imaging.report AS report ON report.report_uuid = document.report_id
ORDER BY document.report_id, document.kind, document.revision DESC;

CREATE VIEW imaging.report_event AS
SELECT
  history.record_id, history.report_id::text AS report_id, history.at, history.by, history.act, history.from_state,
  history.to_state, history.reason, report.hospital, report.person_key,
  history.at::date AS valid_from, NULL::date AS valid_to,
  history.at AS recorded_from, NULL::timestamptz AS recorded_to, report.quality_flag
FROM report.history AS history JOIN imaging.report AS report ON report.report_uuid = history.report_id;

-- Of whatever hospital: what a person signed and nobody has taken back, without the draft and without who signed it.
CREATE VIEW imaging.signed_report AS
SELECT
  report.record_id, report.hospital, report.person_key, report.study_date, study.modalities, report.state,
  report.finalised_at AS signed_at, report.conclusion_en, report.conclusion_zh, report.notice_en, report.notice_zh,
  report.valid_from, report.valid_to, report.recorded_from, report.recorded_to, report.quality_flag
FROM imaging.report AS report JOIN imaging.study AS study USING (study_instance_uid)
WHERE NOT study.stays_at_hospital AND report.is_latest AND report.state IN ('FINAL', 'AMENDED', 'CORRECTED', 'APPENDED');
