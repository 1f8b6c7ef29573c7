-- Schema `report` of the imaging database, made by its owner (the role `imaging_work`). Safe to repeat.
-- What may never happen is refused here too, whatever the code above it does: `report-schema.contract.ts`.

-- Which licensed reader had which report before him; nobody else opens one for signing. Here and not below the report,
-- which refers to it: nobody signs what he did not open, and nobody signs for another hospital.
CREATE TABLE IF NOT EXISTS report.opening (
  report_id uuid NOT NULL,
  official text NOT NULL CHECK (official <> ''),
  organisation text NOT NULL,
  -- What he saw: the report's revision when he last opened or changed it.
  revision int NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (report_id, official, organisation)
);

-- A version of what is said of a study. More images, and every change of what was signed, make a further version.
CREATE TABLE IF NOT EXISTS report.report (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  report_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  study_instance_uid text NOT NULL,
  hospital text NOT NULL,
  patient_key text,
  -- As the images say, `YYYYMMDD`.
  study_date text,
  modality text NOT NULL,
  state text NOT NULL CHECK (state IN
    ('AI_DRAFT', 'REVIEWED', 'FINAL', 'AMENDED', 'CORRECTED', 'APPENDED', 'ENTERED_IN_ERROR')),
  version int NOT NULL CHECK (version > 0),
  predecessor_id uuid UNIQUE REFERENCES report.report,
  is_latest boolean NOT NULL DEFAULT true,
  -- Grows with every act on this version: whoever acts must have seen the latest.
  revision int NOT NULL DEFAULT 1,
  -- Of what the models said: the same results make no further version.
  input_sha256 text NOT NULL,
  -- Whether a model without a certificate had part in it.
  demonstration boolean NOT NULL,
  -- Whether anything is found or denied by a model whose word may be shown.
  has_findings boolean NOT NULL,
  -- In which the document of the hospital's archive is written first (RFC 5646).
  language text NOT NULL DEFAULT 'zh-CN',
  -- What the models said, in words; it stays beside what a person made of it.
  draft_en text NOT NULL,
  draft_zh text NOT NULL,
  conclusion_en text NOT NULL,
  conclusion_zh text NOT NULL,
  -- Why it was changed or withdrawn.
  reason text,
  drafted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  opened_at timestamptz,
  opened_by text,
  reviewed_at timestamptz,
  reviewed_by text,
  finalised_at timestamptz,
  finalised_by text,
  withdrawn_at timestamptz,
  withdrawn_by text,
  FOREIGN KEY (report_id, reviewed_by, hospital) REFERENCES report.opening,
  FOREIGN KEY (report_id, finalised_by, hospital) REFERENCES report.opening,
  FOREIGN KEY (report_id, withdrawn_by, hospital) REFERENCES report.opening,
  CHECK ((reviewed_at IS NULL) = (reviewed_by IS NULL)),
  CHECK ((finalised_at IS NULL) = (finalised_by IS NULL)),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
  CHECK (state <> 'AI_DRAFT' OR (reviewed_at IS NULL AND finalised_at IS NULL)),
  CHECK (state <> 'REVIEWED' OR (reviewed_at IS NOT NULL AND finalised_at IS NULL)),
  CHECK (state NOT IN ('FINAL', 'AMENDED', 'CORRECTED', 'APPENDED')
    OR (reviewed_at IS NOT NULL AND finalised_at IS NOT NULL)),
  CHECK (state NOT IN ('AMENDED', 'CORRECTED', 'APPENDED') OR predecessor_id IS NOT NULL),
  CHECK ((state = 'ENTERED_IN_ERROR') = (withdrawn_at IS NOT NULL)),
  CHECK (state NOT IN ('AMENDED', 'CORRECTED', 'APPENDED', 'ENTERED_IN_ERROR') OR COALESCE(reason, '') <> '')
);
CREATE UNIQUE INDEX IF NOT EXISTS report_latest ON report.report (study_instance_uid) WHERE is_latest;
CREATE INDEX IF NOT EXISTS report_patient ON report.report (patient_key, study_date) WHERE is_latest;
CREATE INDEX IF NOT EXISTS report_work_list ON report.report (hospital, state, drafted_at) WHERE is_latest;

-- What one model said of one image, by label. Silent ones are kept and shown to nobody.
CREATE TABLE IF NOT EXISTS report.finding (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  finding_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  report_id uuid NOT NULL REFERENCES report.report,
  label text NOT NULL,
  title_en text NOT NULL,
  title_zh text NOT NULL,
  -- In SNOMED CT.
  code text,
  code_meaning text,
  stage text NOT NULL CHECK (stage IN ('silent', 'assistive')),
  critical boolean NOT NULL,
  -- Null where the model abstained. The threshold is one of the score.
  score double precision,
  probability double precision,
  threshold double precision,
  above boolean,
  abstained text[] NOT NULL,
  ood_distance double precision,
  ood_threshold double precision,
  model_name text NOT NULL,
  model_version text NOT NULL,
  model_sha256 text NOT NULL,
  model_title_en text NOT NULL,
  model_title_zh text NOT NULL,
  sop_instance_uid text NOT NULL,
  series_instance_uid text NOT NULL,
  evidence jsonb,
  -- Empty where the label is silent.
  text_en text NOT NULL,
  text_zh text NOT NULL,
  prior_comparison text CHECK (prior_comparison IN ('NEW', 'UNCHANGED', 'GONE', 'NOT_COMPARABLE')),
  prior_report_id uuid REFERENCES report.report,
  prior_study_date text,
  -- Whether the reader agrees, before the report is reviewed.
  agreement text CHECK (agreement IN ('AGREES', 'DISAGREES')),
  disagreement_reason text,
  judged_by text,
  judged_at timestamptz,
  UNIQUE (report_id, model_sha256, sop_instance_uid, label),
  CHECK ((cardinality(abstained) = 0) = (probability IS NOT NULL)),
  CHECK ((score IS NULL) = (probability IS NULL)),
  CHECK (stage = 'assistive' OR (text_en = '' AND text_zh = '')),
  CHECK ((agreement IS NULL) = (judged_by IS NULL) AND (agreement IS NULL) = (judged_at IS NULL)),
  CHECK (agreement IS DISTINCT FROM 'DISAGREES' OR COALESCE(disagreement_reason, '') <> '')
);
CREATE INDEX IF NOT EXISTS finding_report ON report.finding (report_id);
CREATE INDEX IF NOT EXISTS finding_label ON report.finding (model_sha256, label, judged_at);

-- What is handed out of a version in a state, byte for byte.
CREATE TABLE IF NOT EXISTS report.document (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  document_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  report_id uuid NOT NULL REFERENCES report.report,
  kind text NOT NULL CHECK (kind IN ('SR', 'FHIR_R4', 'FHIR_R5')),
  -- Of the report when it was made, and at which of its revisions.
  state text NOT NULL,
  revision int NOT NULL,
  media_type text NOT NULL,
  -- Of a structured report: under which it lies in archives.
  sop_instance_uid text UNIQUE,
  bytes bytea NOT NULL,
  sha256 text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When the hospital's own archive had it.
  delivered_at timestamptz,
  UNIQUE (report_id, kind, revision)
);

-- What is still to go to a hospital's own archive; entered in the transaction that made the document.
CREATE TABLE IF NOT EXISTS report.delivery (
  document_id uuid PRIMARY KEY REFERENCES report.document,
  hospital text NOT NULL,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts int NOT NULL DEFAULT 0,
  -- While somebody sends it.
  lease_until timestamptz,
  failure text,
  ended_at timestamptz,
  -- SUPERSEDED: a draft that what is signed has overtaken.
  outcome text CHECK (outcome IN ('DELIVERED', 'SUPERSEDED')),
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX IF NOT EXISTS delivery_waiting ON report.delivery (next_at) WHERE outcome IS NULL;

-- Somebody must hear of it at once.
CREATE TABLE IF NOT EXISTS report.critical (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  critical_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  report_id uuid NOT NULL REFERENCES report.report,
  -- Null where the results came when a reader had begun: then they are no part of the report, and neither a review nor a
  -- withdrawal of it drops what was raised.
  finding_id uuid REFERENCES report.finding,
  study_instance_uid text NOT NULL,
  hospital text NOT NULL,
  label text NOT NULL,
  title_en text NOT NULL,
  title_zh text NOT NULL,
  -- Who is to acknowledge it now; it changes when it is escalated.
  recipient text NOT NULL CHECK (recipient <> ''),
  raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz NOT NULL,
  acknowledged_at timestamptz,
  acknowledged_by text,
  -- How often it was handed on, and when last.
  escalations int NOT NULL DEFAULT 0,
  escalated_at timestamptz,
  -- Nobody need hear of it any more: the reader did not agree, or the report was withdrawn.
  dropped_at timestamptz,
  -- Once a study and label: more images do not raise it again, but where it was dropped and they are no part of the report.
  UNIQUE (study_instance_uid, label),
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL)),
  CHECK ((escalations = 0) = (escalated_at IS NULL))
);
-- Whether a model without a certificate said so: whoever is told is told that too.
ALTER TABLE report.critical ADD COLUMN IF NOT EXISTS demonstration boolean NOT NULL DEFAULT true;
CREATE INDEX IF NOT EXISTS critical_due ON report.critical (due_at)
  WHERE acknowledged_at IS NULL AND dropped_at IS NULL;

-- What is told to a recipient: once in effect, for it bears the same id however often it is sent.
CREATE TABLE IF NOT EXISTS report.notice (
  notice_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  critical_id uuid NOT NULL REFERENCES report.critical,
  recipient text NOT NULL,
  -- 0: when it was raised; then with each escalation, and when it is raised again.
  step int NOT NULL,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts int NOT NULL DEFAULT 0,
  lease_until timestamptz,
  failure text,
  sent_at timestamptz,
  UNIQUE (critical_id, step)
);
CREATE INDEX IF NOT EXISTS notice_waiting ON report.notice (next_at) WHERE sent_at IS NULL;

-- What a guideline suggests for a finding that a reader agreed with. Proposals: nothing follows from them by itself.
CREATE TABLE IF NOT EXISTS report.proposal (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  proposal_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  report_id uuid NOT NULL REFERENCES report.report,
  label text NOT NULL,
  status text NOT NULL DEFAULT 'PROPOSAL' CHECK (status = 'PROPOSAL'),
  guideline_id text NOT NULL,
  guideline_version text NOT NULL,
  guideline_title text NOT NULL,
  section text NOT NULL,
  url text NOT NULL,
  text_en text NOT NULL,
  text_zh text NOT NULL,
  issued_on date NOT NULL,
  expires_on date NOT NULL,
  -- Whether a clinician of the project has checked the table's row against the guideline.
  checked_by text,
  proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The reader changed his mind on the finding.
  dropped_at timestamptz,
  decision text CHECK (decision IN ('ACCEPTED', 'DECLINED')),
  decided_by text,
  decided_at timestamptz,
  reason text,
  UNIQUE (report_id, guideline_id, guideline_version, section, label),
  CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
  CHECK (decision IS DISTINCT FROM 'DECLINED' OR COALESCE(reason, '') <> '')
);

CREATE TABLE IF NOT EXISTS report.history (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  report_id uuid NOT NULL REFERENCES report.report,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The official; null: the hub by itself.
  by text,
  from_state text,
  to_state text NOT NULL,
  act text NOT NULL,
  reason text,
  -- Served to nobody. Of a review: the reader's word on each finding, for a later review replaces it there. Of late
  -- results: their hash, so that the same are noted once.
  detail jsonb
);
CREATE INDEX IF NOT EXISTS history_report ON report.history (report_id, record_id);

-- The edges, and what stays as it is once it was signed.
CREATE OR REPLACE FUNCTION report.guard_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  signed constant text[] := ARRAY['FINAL', 'AMENDED', 'CORRECTED', 'APPENDED'];
  may_change constant text[] := ARRAY['state', 'is_latest', 'revision', 'reason', 'withdrawn_at', 'withdrawn_by'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a report is never removed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'AI_DRAFT' THEN
      RETURN NEW;
    END IF;
    -- A change of what was signed, by somebody who had it before him.
    IF NEW.state = ANY (signed) AND NEW.state <> 'FINAL' AND EXISTS (
      SELECT FROM report.report AS before JOIN report.opening AS seen USING (report_id)
      WHERE report_id = NEW.predecessor_id AND before.state = ANY (signed) AND seen.official = NEW.finalised_by
        AND seen.organisation = NEW.hospital AND seen.revision = before.revision
    ) THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'no report begins as %', NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state <> NEW.state AND NOT (
    (OLD.state = 'AI_DRAFT' AND NEW.state = 'REVIEWED')
    OR (OLD.state = 'REVIEWED' AND NEW.state = 'FINAL')
    OR NEW.state = 'ENTERED_IN_ERROR'
  ) THEN
    RAISE EXCEPTION 'no report goes from % to %', OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state <> NEW.state AND NOT EXISTS (
    SELECT FROM report.opening AS seen
    WHERE seen.report_id = OLD.report_id AND seen.organisation = OLD.hospital AND seen.revision = OLD.revision
      AND seen.official = CASE NEW.state
        WHEN 'REVIEWED' THEN NEW.reviewed_by WHEN 'FINAL' THEN NEW.finalised_by ELSE NEW.withdrawn_by END
  ) THEN
    RAISE EXCEPTION 'who did not open a report does not change it' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = 'ENTERED_IN_ERROR' OR (NEW.is_latest AND NOT OLD.is_latest) OR (NEW.state <> OLD.state AND NOT OLD.is_latest)
  THEN
    RAISE EXCEPTION 'what was withdrawn or replaced stays so' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = ANY (signed) AND to_jsonb(OLD) - may_change <> to_jsonb(NEW) - may_change THEN
    RAISE EXCEPTION 'a signed report is not changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = ANY (signed) AND NEW.state = OLD.state AND OLD.reason IS DISTINCT FROM NEW.reason THEN
    RAISE EXCEPTION 'a signed report is not changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (OLD.draft_en, OLD.draft_zh, OLD.input_sha256, OLD.study_instance_uid, OLD.hospital, OLD.version)
    IS DISTINCT FROM (NEW.draft_en, NEW.draft_zh, NEW.input_sha256, NEW.study_instance_uid, NEW.hospital, NEW.version)
  THEN
    RAISE EXCEPTION 'what the models said is not changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'REVIEWED' AND EXISTS (
    SELECT FROM report.finding
    WHERE report_id = NEW.report_id AND stage = 'assistive' AND cardinality(abstained) = 0 AND agreement IS NULL
  ) THEN
    RAISE EXCEPTION 'a finding is not judged' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- A finding comes with its report; it takes the reader's word until the report is signed, and nothing else.
CREATE OR REPLACE FUNCTION report.guard_finding() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change constant text[] := ARRAY['agreement', 'disagreement_reason', 'judged_by', 'judged_at'];
  state text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    -- Its documents are made last.
    IF EXISTS (SELECT FROM report.document WHERE report_id = NEW.report_id) THEN
      RAISE EXCEPTION 'a finding comes with its report' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  SELECT report.state INTO state FROM report.report WHERE report_id = OLD.report_id;
  IF TG_OP = 'DELETE' OR state NOT IN ('AI_DRAFT', 'REVIEWED') OR to_jsonb(OLD) - may_change <> to_jsonb(NEW) - may_change
  THEN
    RAISE EXCEPTION 'a finding is not changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- A document changes in nothing but that it was delivered.
CREATE OR REPLACE FUNCTION report.guard_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.delivered_at IS NOT NULL
    OR to_jsonb(OLD) - 'delivered_at' <> to_jsonb(NEW) - 'delivered_at' THEN
    RAISE EXCEPTION 'a document is not changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION report.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history is only added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON report.report
  FOR EACH ROW EXECUTE FUNCTION report.guard_report();
CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON report.finding
  FOR EACH ROW EXECUTE FUNCTION report.guard_finding();
CREATE OR REPLACE TRIGGER guard BEFORE UPDATE OR DELETE ON report.document
  FOR EACH ROW EXECUTE FUNCTION report.guard_document();
CREATE OR REPLACE TRIGGER guard BEFORE UPDATE OR DELETE ON report.history
  FOR EACH ROW EXECUTE FUNCTION report.refuse_change();
CREATE OR REPLACE TRIGGER guard_all BEFORE TRUNCATE ON report.history
  FOR EACH STATEMENT EXECUTE FUNCTION report.refuse_change();
