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
CREATE INDEX IF NOT EXISTS run_unfinished ON audit.run (requested_by) WHERE status IN ('QUEUED', 'RUNNING');
CREATE INDEX IF NOT EXISTS run_audit_name ON audit.run (audit_name);
CREATE INDEX IF NOT EXISTS run_started_at ON audit.run (started_at);

-- A YES names a person by an exact number; what rests on less is for a person to look at.
CREATE TABLE IF NOT EXISTS audit.finding (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  finding_id text PRIMARY KEY,
  run_id text NOT NULL REFERENCES audit.run (run_id),
  rule_id text NOT NULL,
  rule_version int NOT NULL,
  statute text NOT NULL CHECK (statute <> ''),
  outcome text NOT NULL CHECK (outcome IN ('YES', 'CANNOT_TELL')),
  missing text,
  case_number text NOT NULL CHECK (case_number <> ''),
  division text NOT NULL CHECK (division <> ''),
  person_key text,
  match_tier text NOT NULL CHECK (match_tier IN ('A', 'B', 'C')),
  evidence_key text NOT NULL,
  found_at timestamptz NOT NULL,
  UNIQUE (run_id, rule_id, case_number, evidence_key),
  CHECK ((outcome = 'YES') = (missing IS NULL)),
  CHECK (outcome <> 'YES' OR (person_key IS NOT NULL AND match_tier <> 'C'))
);
CREATE INDEX IF NOT EXISTS finding_run_case ON audit.finding (run_id, case_number);
CREATE INDEX IF NOT EXISTS finding_run_rule ON audit.finding (run_id, rule_id);

-- `value` is JSON text, so that a finding can be derived again from its evidence alone.
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
  PRIMARY KEY (finding_id, path)
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
-- the row was written.

CREATE OR REPLACE VIEW audit.saved_audit AS
SELECT DISTINCT ON (name)
  record_id, name, version, definition_hash, saved_at,
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

CREATE OR REPLACE VIEW audit.audit_parameter AS
SELECT
  audit.record_id * 100000 + item.position AS record_id,
  audit.name AS audit_name,
  item.value ->> 'name' AS name,
  item.value ->> 'type' AS type,
  (item.value -> 'default')::text AS default_value,
  audit.valid_from, audit.valid_to, audit.recorded_from, audit.recorded_to, audit.quality_flag
FROM audit.saved_audit AS audit,
  jsonb_array_elements(audit.definition -> 'parameters') WITH ORDINALITY AS item (value, position);

CREATE OR REPLACE VIEW audit.audit_rule AS
SELECT
  audit.record_id * 100000 + item.position AS record_id,
  audit.name AS audit_name,
  audit.name || '/' || (item.value ->> 'id') AS rule_key,
  item.value ->> 'id' AS id,
  (item.value ->> 'version')::int AS version,
  item.value ->> 'statute' AS statute,
  item.value ->> 'statement' AS statement,
  item.value ->> 'statementChinese' AS statement_chinese,
  item.value ->> 'when' AS condition,
  item.value -> 'exempt' AS exempt,
  audit.valid_from, audit.valid_to, audit.recorded_from, audit.recorded_to, audit.quality_flag
FROM audit.saved_audit AS audit,
  jsonb_array_elements(audit.definition -> 'rules') WITH ORDINALITY AS item (value, position);

CREATE OR REPLACE VIEW audit.audit_exemption AS
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

CREATE OR REPLACE VIEW audit.audit_run AS
SELECT
  record_id, run_id, audit_name, audit_version, status, requested_by, parameters::text AS parameters,
  policy_version, started_at, finished_at, population_seen, finding_count, cannot_tell_count, error_code,
  error_detail,
  started_at::date AS valid_from, NULL::date AS valid_to,
  started_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.run;

CREATE OR REPLACE VIEW audit.served_finding AS
SELECT
  *,
  found_at::date AS valid_from, NULL::date AS valid_to,
  found_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.finding;

CREATE OR REPLACE VIEW audit.served_evidence AS
SELECT
  evidence.*,
  finding.person_key,
  finding.division,
  fetched_at::date AS valid_from, NULL::date AS valid_to,
  fetched_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.evidence JOIN audit.finding USING (finding_id);
