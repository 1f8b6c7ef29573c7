-- Schema `audit` of the hub database, made by its owner (the role of the audit subgraph). Safe to repeat.

CREATE TABLE IF NOT EXISTS audit.saved_audit_version (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name text NOT NULL,
  version int NOT NULL CHECK (version > 0),
  definition jsonb NOT NULL,
  definition_hash text NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (name, version)
);

-- Marked here and not by the owner's name, which the token of an application could carry.
ALTER TABLE audit.saved_audit_version ADD COLUMN IF NOT EXISTS shipped boolean NOT NULL DEFAULT false;

-- The official through whom it was saved; null where an application saved it by itself, and for those that ship.
ALTER TABLE audit.saved_audit_version ADD COLUMN IF NOT EXISTS owner_official text;

-- `cursor` and `pages` say where the next page begins; they move in the transaction that keeps the page's findings.
CREATE TABLE IF NOT EXISTS audit.run (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  run_id text PRIMARY KEY,
  audit_name text NOT NULL,
  audit_version int NOT NULL,
  status text NOT NULL CHECK (status IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  requested_by text NOT NULL,
  parent_exchange text NOT NULL,
  parameters jsonb NOT NULL,
  policy_version text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  cursor text,
  pages int NOT NULL DEFAULT 0,
  population_seen bigint NOT NULL DEFAULT 0,
  finding_count bigint NOT NULL DEFAULT 0,
  cannot_tell_count bigint NOT NULL DEFAULT 0,
  error_code text,
  error_detail text,
  FOREIGN KEY (audit_name, audit_version) REFERENCES audit.saved_audit_version (name, version),
  CHECK ((status = 'FAILED') = (error_code IS NOT NULL)),
  CHECK ((status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL))
);
-- How often a process took the run up since a page of it was last kept.
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS attempts int NOT NULL DEFAULT 0;
-- `finding_count` is of rules that are live; what a rule in its shadow says is counted apart.
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS shadow_finding_count bigint NOT NULL DEFAULT 0;
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS mode text NOT NULL DEFAULT 'CASES'
  CHECK (mode IN ('CASES', 'SWEEP', 'SUPERVISION'));
-- The instant as of which the sources are read; null: as they are.
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS as_of timestamptz;
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS schedule_id text;
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS requested_official text;
-- What is being done, and how much of it; the total is null where it is not known before.
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS progress_step text;
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS progress_done bigint NOT NULL DEFAULT 0;
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS progress_total bigint;
-- Decides which cases are kept as a control sample: drawn when the run begins, and kept, so that it can be drawn again.
ALTER TABLE audit.run ADD COLUMN IF NOT EXISTS seed text NOT NULL DEFAULT gen_random_uuid()::text;
CREATE INDEX IF NOT EXISTS run_unfinished ON audit.run (requested_by) WHERE status IN ('QUEUED', 'RUNNING');
CREATE INDEX IF NOT EXISTS run_audit_name ON audit.run (audit_name);
CREATE INDEX IF NOT EXISTS run_started_at ON audit.run (started_at);

-- The rules of a run as they stood when it was asked for. `state` is null while the run goes on; a rule that can not be
-- verified (a source down, cut off or too old, named by `missing`) has no findings in that run.
CREATE TABLE IF NOT EXISTS audit.run_rule (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  run_id text NOT NULL REFERENCES audit.run (run_id),
  rule_id text NOT NULL,
  rule_version int NOT NULL,
  rule_hash text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('SHADOW', 'LIVE')),
  state text CHECK (state IN ('COMPLETE', 'CANNOT_VERIFY')),
  missing text,
  finding_count bigint NOT NULL DEFAULT 0,
  cannot_tell_count bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, rule_id),
  CHECK ((state IS NOT DISTINCT FROM 'CANNOT_VERIFY') = (missing IS NOT NULL)),
  CHECK (state IS DISTINCT FROM 'CANNOT_VERIFY' OR (finding_count = 0 AND cannot_tell_count = 0))
);

-- Every change of a rule's stage, the latest of one text being in force; a text that is not here is in its shadow.
CREATE TABLE IF NOT EXISTS audit.rule_stage (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  audit_name text NOT NULL,
  rule_id text NOT NULL,
  rule_version int NOT NULL,
  rule_hash text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('SHADOW', 'LIVE')),
  reason text NOT NULL CHECK (reason <> ''),
  decided_by text NOT NULL,
  official text NOT NULL CHECK (official <> ''),
  decided_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS rule_stage_rule ON audit.rule_stage (audit_name, rule_id, rule_hash, record_id);

CREATE OR REPLACE FUNCTION audit.stage_of(name text, rule text, hash text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT stage FROM audit.rule_stage WHERE (audit_name, rule_id, rule_hash) = (name, rule, hash)
     ORDER BY record_id DESC LIMIT 1),
    'SHADOW')
$$;

-- Findings of an earlier form of these tables can not say what a finding must say now.
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('audit.finding'))
    AND NOT EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = to_regclass('audit.finding') AND attname = 'case_key'
    )
  THEN
    DROP TABLE audit.evidence, audit.finding CASCADE;
  END IF;
END $$;

-- A YES names a person by an exact number; what rests on less is for a person to look at. `case_key` is the key of the
-- population's object, which may be a person's number: it is served nowhere. `evidence_key` names the records that a
-- finding is about, `evidence_hash` what they said. `withdrawn_at` is when supervision saw it gone.
CREATE TABLE IF NOT EXISTS audit.finding (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  finding_id text PRIMARY KEY,
  run_id text NOT NULL REFERENCES audit.run (run_id),
  rule_id text NOT NULL,
  rule_version int NOT NULL,
  statute text NOT NULL CHECK (statute <> ''),
  nature text NOT NULL CHECK (nature IN ('ADVERSE', 'REVIEW', 'WARNING', 'UNDER_ENTITLEMENT', 'OFFICE')),
  stage text NOT NULL CHECK (stage IN ('SHADOW', 'LIVE')),
  outcome text NOT NULL CHECK (outcome IN ('YES', 'CANNOT_TELL')),
  missing text,
  case_kind text NOT NULL CHECK (case_kind <> ''),
  case_key text NOT NULL CHECK (case_key <> ''),
  case_number text,
  household_number text,
  division text NOT NULL CHECK (division <> ''),
  person_key text,
  match_tier text NOT NULL CHECK (match_tier IN ('A', 'B', 'C')),
  evidence_key text NOT NULL,
  evidence_hash text NOT NULL CHECK (evidence_hash ~ '^[0-9a-f]{64}$'),
  found_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  UNIQUE (run_id, rule_id, case_key, evidence_key),
  CHECK ((outcome = 'YES') = (missing IS NULL)),
  CHECK (outcome <> 'YES' OR match_tier <> 'C'),
  CHECK (outcome <> 'YES' OR nature = 'OFFICE' OR person_key IS NOT NULL)
);
CREATE INDEX IF NOT EXISTS finding_run_case ON audit.finding (run_id, case_key);
CREATE INDEX IF NOT EXISTS finding_case_number ON audit.finding (case_number);
CREATE INDEX IF NOT EXISTS finding_run_rule ON audit.finding (run_id, rule_id);

-- `value` is JSON text, so that a finding can be derived again from its evidence alone. One path may be read in several
-- records, which a rule adds up.
CREATE TABLE IF NOT EXISTS audit.evidence (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  finding_id text NOT NULL REFERENCES audit.finding (finding_id),
  path text NOT NULL CHECK (path <> ''),
  source_agency text NOT NULL CHECK (source_agency <> ''),
  source_dataset text NOT NULL CHECK (source_dataset <> ''),
  source_type text NOT NULL,
  source_field text NOT NULL,
  source_record_key text NOT NULL CHECK (source_record_key <> ''),
  value text NOT NULL CHECK (value::json IS NOT NULL),
  as_of timestamptz NOT NULL,
  fetched_at timestamptz NOT NULL,
  match_tier text NOT NULL CHECK (match_tier IN ('A', 'B', 'C')),
  exchange_id text NOT NULL CHECK (exchange_id <> ''),
  PRIMARY KEY (finding_id, path, source_record_key)
);

CREATE OR REPLACE FUNCTION audit.refuse_bare_finding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.outcome = 'YES' AND NOT EXISTS (SELECT FROM audit.evidence WHERE finding_id = NEW.finding_id) THEN
    RAISE EXCEPTION 'a finding without evidence' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'finding_has_evidence' AND tgrelid = 'audit.finding'::regclass) THEN
    CREATE CONSTRAINT TRIGGER finding_has_evidence AFTER INSERT ON audit.finding
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.refuse_bare_finding();
  END IF;
END $$;

-- What the subgraph serves. Every relation of a source carries valid and recorded intervals; here both begin when
-- the row was written. Made anew each time, for a column of a view can not change its place.
DROP VIEW IF EXISTS
  audit.saved_audit, audit.audit_parameter, audit.audit_rule, audit.audit_exemption, audit.audit_run,
  audit.audit_rule_state, audit.served_finding, audit.served_evidence CASCADE;

CREATE VIEW audit.saved_audit AS
SELECT DISTINCT ON (name)
  record_id, name, version, definition_hash, saved_at, shipped, owner_official,
  definition ->> 'title' AS title,
  definition ->> 'titleChinese' AS title_chinese,
  definition ->> 'owner' AS owner,
  definition ->> 'purpose' AS purpose,
  definition ->> 'operation' AS operation,
  definition,
  saved_at::date AS valid_from, NULL::date AS valid_to,
  saved_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.saved_audit_version
ORDER BY name, version DESC;

CREATE VIEW audit.audit_parameter AS
SELECT
  audit.record_id * 100000 + item.position AS record_id,
  audit.name AS audit_name,
  item.value ->> 'name' AS name,
  item.value ->> 'type' AS type,
  (item.value -> 'default')::text AS default_value,
  audit.valid_from, audit.valid_to, audit.recorded_from, audit.recorded_to, audit.quality_flag
FROM audit.saved_audit AS audit,
  jsonb_array_elements(audit.definition -> 'parameters') WITH ORDINALITY AS item (value, position);

CREATE VIEW audit.audit_rule AS
SELECT
  audit.record_id * 100000 + item.position AS record_id,
  audit.name AS audit_name,
  audit.name || '/' || (item.value ->> 'id') AS rule_key,
  item.value ->> 'id' AS id,
  (item.value ->> 'version')::int AS version,
  item.value ->> 'statute' AS statute,
  item.value ->> 'statement' AS statement,
  item.value ->> 'statementChinese' AS statement_chinese,
  item.value ->> 'nature' AS nature,
  item.value ->> 'owner' AS owner,
  (item.value ->> 'validFrom')::date AS in_force_from,
  (item.value ->> 'validTo')::date AS in_force_to,
  item.value ->> 'when' AS condition,
  item.value -> 'exempt' AS exempt,
  audit.valid_from, audit.valid_to, audit.recorded_from, audit.recorded_to, audit.quality_flag
FROM audit.saved_audit AS audit,
  jsonb_array_elements(audit.definition -> 'rules') WITH ORDINALITY AS item (value, position);

CREATE VIEW audit.audit_exemption AS
SELECT
  rule.record_id * 1000 + item.position AS record_id,
  rule.rule_key,
  item.value ->> 'id' AS id,
  item.value ->> 'statute' AS statute,
  item.value ->> 'statement' AS statement,
  item.value ->> 'statementChinese' AS statement_chinese,
  item.value ->> 'when' AS condition,
  rule.valid_from, rule.valid_to, rule.recorded_from, rule.recorded_to, rule.quality_flag
FROM audit.audit_rule AS rule, jsonb_array_elements(rule.exempt) WITH ORDINALITY AS item (value, position);

CREATE VIEW audit.audit_run AS
SELECT
  run.record_id, run_id, audit_name, audit_version, saved.definition_hash, status, mode, as_of, requested_by,
  requested_official, parameters::text AS parameters, policy_version, started_at, finished_at, population_seen,
  finding_count, shadow_finding_count, cannot_tell_count, progress_step, progress_done, progress_total, error_code,
  error_detail,
  started_at::date AS valid_from, NULL::date AS valid_to,
  started_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.run JOIN audit.saved_audit_version AS saved ON (name, version) = (audit_name, audit_version);

CREATE VIEW audit.audit_rule_state AS
SELECT
  run_rule.*,
  started_at::date AS valid_from, NULL::date AS valid_to,
  started_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.run_rule JOIN audit.run USING (run_id);

-- Column by column: `case_key` and `evidence_key` stay out, for they may be or hold a person's number.
CREATE VIEW audit.served_finding AS
SELECT
  record_id, finding_id, run_id, rule_id, rule_version, statute, nature, stage, outcome, missing, case_kind,
  case_number, coalesce(case_number, '') AS case_order, household_number, division, person_key, match_tier,
  evidence_hash, found_at, withdrawn_at, withdrawn_at IS NOT NULL AS is_withdrawn,
  found_at::date AS valid_from, NULL::date AS valid_to,
  found_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.finding;

CREATE VIEW audit.served_evidence AS
SELECT
  evidence.*,
  finding.person_key,
  finding.division,
  fetched_at::date AS valid_from, NULL::date AS valid_to,
  fetched_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.evidence JOIN audit.finding USING (finding_id);
