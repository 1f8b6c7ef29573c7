-- Schema `audit` of the hub database, made by its owner (the role of the audit subgraph). Safe to repeat.

CREATE TABLE IF NOT EXISTS audit.saved_audit_version (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name text NOT NULL,
  version int NOT NULL CHECK (version > 0),
  definition jsonb NOT NULL,
  definition_hash text NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  -- Marked here and not by the owner's name, which the token of an application could carry.
  shipped boolean NOT NULL DEFAULT false,
  -- The official through whom it was saved; null where an application saved it by itself, and for those that ship.
  owner_official text,
  -- How many records a case is reckoned to need.
  estimated_cost int NOT NULL DEFAULT 0,
  PRIMARY KEY (name, version)
);

-- The rules of each version, known by the hash of their text with its operation.
CREATE TABLE IF NOT EXISTS audit.saved_rule (
  audit_name text NOT NULL,
  audit_version int NOT NULL,
  rule_id text NOT NULL,
  rule_version int NOT NULL,
  rule_hash text NOT NULL,
  PRIMARY KEY (audit_name, audit_version, rule_id),
  FOREIGN KEY (audit_name, audit_version) REFERENCES audit.saved_audit_version (name, version)
);

-- Four eyes: the owner proposes a version for the use of all auditors, another official approves it. What was shared may be
-- withdrawn, and is not shared again in the same version.
CREATE TABLE IF NOT EXISTS audit.sharing_step (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  audit_name text NOT NULL,
  audit_version int NOT NULL,
  step text NOT NULL CHECK (step IN ('PROPOSED', 'APPROVED', 'WITHDRAWN')),
  application text NOT NULL,
  official text NOT NULL CHECK (official <> ''),
  taken_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (audit_name, audit_version, step),
  FOREIGN KEY (audit_name, audit_version) REFERENCES audit.saved_audit_version (name, version)
);

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
  -- How often a process took the run up since a page of it was last kept.
  attempts int NOT NULL DEFAULT 0,
  -- `finding_count` is of rules that are live; what a rule in its shadow says is counted apart.
  shadow_finding_count bigint NOT NULL DEFAULT 0,
  mode text NOT NULL DEFAULT 'CASES' CHECK (mode IN ('CASES', 'SWEEP', 'SUPERVISION')),
  -- The instant as of which the sources are read; null: as they are.
  as_of timestamptz,
  schedule_id text,
  requested_official text,
  -- What is being done, and how much of it; the total is null where it is not known before.
  progress_step text,
  progress_done bigint NOT NULL DEFAULT 0,
  progress_total bigint,
  -- Decides which cases are kept as a control sample: drawn when the run begins, and kept, so that it can be drawn again.
  seed text NOT NULL DEFAULT gen_random_uuid()::text,
  -- The list over which a run goes; it may have expired since.
  list_id text,
  -- Runs that were asked for together go on together; one that was asked for alone is a round of its own.
  round_id text NOT NULL DEFAULT gen_random_uuid()::text,
  FOREIGN KEY (audit_name, audit_version) REFERENCES audit.saved_audit_version (name, version),
  CHECK ((status = 'FAILED') = (error_code IS NOT NULL)),
  CHECK ((status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS run_unfinished ON audit.run (requested_by) WHERE status IN ('QUEUED', 'RUNNING');
CREATE INDEX IF NOT EXISTS run_round ON audit.run (round_id);
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
CREATE INDEX IF NOT EXISTS finding_withdrawn ON audit.finding (run_id) WHERE withdrawn_at IS NOT NULL;

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

-- Of each rule in its shadow, cases of a run that it did not flag: those of the least SHA-256 of the run's seed and
-- their key, so that they are chosen by chance, and the same whichever way the run went about it.
CREATE TABLE IF NOT EXISTS audit.control_case (
  run_id text NOT NULL REFERENCES audit.run (run_id),
  rule_id text NOT NULL,
  rank text NOT NULL,
  case_kind text NOT NULL,
  case_key text NOT NULL,
  case_number text,
  household_number text,
  division text NOT NULL,
  PRIMARY KEY (run_id, rule_id, case_key)
);
CREATE INDEX IF NOT EXISTS control_case_rank ON audit.control_case (run_id, rule_id, rank);

-- A sample of what a rule flagged and of what it did not, drawn once and judged by people.
CREATE TABLE IF NOT EXISTS audit.rule_sample (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  sample_id text PRIMARY KEY,
  run_id text NOT NULL,
  rule_id text NOT NULL,
  seed text NOT NULL,
  finding_total bigint NOT NULL,
  unflagged_total bigint NOT NULL,
  drawn_by text NOT NULL,
  official text NOT NULL CHECK (official <> ''),
  drawn_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (run_id, rule_id) REFERENCES audit.run_rule (run_id, rule_id)
);
CREATE TABLE IF NOT EXISTS audit.sample_item (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  item_id text PRIMARY KEY,
  sample_id text NOT NULL REFERENCES audit.rule_sample (sample_id),
  position int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('FINDING', 'UNFLAGGED')),
  finding_id text REFERENCES audit.finding (finding_id),
  case_kind text NOT NULL,
  case_key text NOT NULL,
  case_number text,
  household_number text,
  division text NOT NULL,
  UNIQUE (sample_id, position),
  CHECK ((kind = 'FINDING') = (finding_id IS NOT NULL))
);
CREATE TABLE IF NOT EXISTS audit.sample_judgement (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id text NOT NULL REFERENCES audit.sample_item (item_id),
  verdict text NOT NULL CHECK (verdict IN ('CONFIRMED', 'NOT_CONFIRMED')),
  reason text NOT NULL CHECK (reason <> ''),
  judged_by text NOT NULL,
  official text NOT NULL CHECK (official <> ''),
  judged_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS sample_judgement_item ON audit.sample_judgement (item_id, record_id);

-- Runs at the times of a cron expression, in China Standard Time. A slot is taken by whichever process comes first.
CREATE TABLE IF NOT EXISTS audit.schedule (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  schedule_id text PRIMARY KEY,
  audit_name text NOT NULL,
  cron text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('CASES', 'SWEEP')),
  parameters jsonb NOT NULL,
  requested_by text NOT NULL,
  official text,
  parent_exchange text NOT NULL,
  policy_version text NOT NULL,
  -- Who asked, with all attributes that policy decides by: they are decided upon anew at every time.
  requester jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE TABLE IF NOT EXISTS audit.schedule_slot (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  schedule_id text NOT NULL REFERENCES audit.schedule (schedule_id),
  slot timestamptz NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT now(),
  run_id text REFERENCES audit.run (run_id),
  error_code text,
  error_detail text,
  PRIMARY KEY (schedule_id, slot)
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
-- Lists of people or cases that somebody brought, which nobody else is shown. What a run knows of a list's rows goes with
-- the list.
CREATE TABLE IF NOT EXISTS audit.case_list (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  list_id text PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('PERSON', 'CASE')),
  owner_key text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CHECK (expires_at <= created_at + interval '91 days')
);
CREATE TABLE IF NOT EXISTS audit.case_list_entry (
  list_id text NOT NULL REFERENCES audit.case_list (list_id) ON DELETE CASCADE,
  row_number int NOT NULL CHECK (row_number > 0),
  key text NOT NULL,
  PRIMARY KEY (list_id, row_number),
  UNIQUE (list_id, key)
);
CREATE TABLE IF NOT EXISTS audit.run_list (
  run_id text PRIMARY KEY REFERENCES audit.run (run_id),
  list_id text NOT NULL REFERENCES audit.case_list (list_id) ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS audit.run_list_case (
  run_id text NOT NULL REFERENCES audit.run_list (run_id) ON DELETE CASCADE,
  case_key text NOT NULL,
  row_number int NOT NULL,
  PRIMARY KEY (run_id, case_key, row_number)
);
-- A key that leads nowhere, or to a case outside the population, is never seen: which of the two is not said.
ALTER TABLE audit.run_list_case ADD COLUMN IF NOT EXISTS seen boolean NOT NULL DEFAULT false;

-- Lists of people or families whose eligibility is asked at once. All of it goes with its job when that expires: the keys
-- (a line whose key is none keeps none), what was concluded, and of whom an answer tells something.
CREATE TABLE IF NOT EXISTS audit.eligibility_job (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  job_id text PRIMARY KEY,
  scheme text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('PERSON', 'FAMILY')),
  -- For which the rules are asked; until the start null where it is that of the start.
  day date,
  -- As of when records are read; null: as they are.
  as_of timestamptz,
  application text NOT NULL,
  owner_key text NOT NULL,
  status text NOT NULL DEFAULT 'OPEN'
    CHECK (status IN ('OPEN', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  -- The exchange that started it.
  parent_exchange text,
  -- How often it was taken up since a batch was last kept.
  attempts int NOT NULL DEFAULT 0,
  error_code text,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  expires_at timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS audit.eligibility_part (
  job_id text NOT NULL REFERENCES audit.eligibility_job (job_id) ON DELETE CASCADE,
  part int NOT NULL CHECK (part > 0),
  -- SHA-256 of its keys: the same number with others is a mistake.
  digest text NOT NULL,
  PRIMARY KEY (job_id, part)
);
-- Each once, however many lines it is the answer of.
CREATE TABLE IF NOT EXISTS audit.eligibility_conclusion (
  job_id text NOT NULL REFERENCES audit.eligibility_job (job_id) ON DELETE CASCADE,
  number int NOT NULL,
  conclusion jsonb NOT NULL,
  PRIMARY KEY (job_id, number)
);
CREATE TABLE IF NOT EXISTS audit.eligibility_row (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  job_id text NOT NULL REFERENCES audit.eligibility_job (job_id) ON DELETE CASCADE,
  line int NOT NULL CHECK (line > 0),
  state text NOT NULL CHECK (state IN ('WAITING', 'ANSWERED', 'INVALID', 'DOUBLE')),
  key text,
  fault text CHECK (fault IN ('UNKNOWN_KIND', 'UNSOUND')),
  double_of int,
  conclusion int,
  people text[],
  PRIMARY KEY (job_id, line),
  FOREIGN KEY (job_id, conclusion) REFERENCES audit.eligibility_conclusion (job_id, number),
  CHECK ((state = 'INVALID') = (fault IS NOT NULL)),
  CHECK ((state = 'DOUBLE') = (double_of IS NOT NULL)),
  CHECK ((state = 'ANSWERED') = (conclusion IS NOT NULL)),
  CHECK ((state IN ('WAITING', 'ANSWERED')) = (key IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS eligibility_row_key ON audit.eligibility_row (job_id, key) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS eligibility_row_waiting ON audit.eligibility_row (job_id, line) WHERE state = 'WAITING';

DROP VIEW IF EXISTS
  audit.served_case_list, audit.run_list_row, audit.representative_run, audit.sampled_item, audit.served_judgement,
  audit.served_eligibility_job, audit.served_eligibility_row,
  audit.served_case_list, audit.run_list_row,
  audit.version_state, audit.rule_rate, audit.saved_audit, audit.audit_parameter, audit.audit_rule,
  audit.audit_exemption, audit.registered_rule, audit.registered_exemption, audit.audit_round, audit.audit_run, audit.audit_rule_state,
  audit.served_finding, audit.served_evidence, audit.run_difference, audit.served_sample, audit.served_sample_item,
  audit.audit_schedule, audit.audit_schedule_slot CASCADE;

-- Whose something is, and who may see it before it is open to all: an application, or an official of one. `viewer.ts` says
-- the same of who asks.
CREATE OR REPLACE FUNCTION audit.owner_key(application text, official text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT application || coalesce('/' || official, '') $$;

CREATE VIEW audit.version_state AS
SELECT
  version.*,
  audit.owner_key(definition ->> 'owner', owner_official) AS owner_key,
  CASE
    WHEN withdrawn.official IS NOT NULL THEN 'WITHDRAWN'
    WHEN shipped OR approved.official IS NOT NULL THEN 'SHARED'
    WHEN proposed.official IS NOT NULL THEN 'PROPOSED'
    ELSE 'PRIVATE'
  END AS sharing,
  proposed.official AS proposed_by,
  approved.official AS approved_by
FROM audit.saved_audit_version AS version
  LEFT JOIN audit.sharing_step AS proposed
    ON (proposed.audit_name, proposed.audit_version, proposed.step) = (name, version, 'PROPOSED')
  LEFT JOIN audit.sharing_step AS approved
    ON (approved.audit_name, approved.audit_version, approved.step) = (name, version, 'APPROVED')
  LEFT JOIN audit.sharing_step AS withdrawn
    ON (withdrawn.audit_name, withdrawn.audit_version, withdrawn.step) = (name, version, 'WITHDRAWN');

-- `is_latest` is for the owner; `is_open` for everybody else: the latest that is shared, or proposed, so that another
-- official can read what there is to approve; `is_shared` is what others run. Often they are the same.
CREATE VIEW audit.saved_audit AS
SELECT * FROM (
  SELECT
    record_id, name, version, definition_hash, estimated_cost, saved_at, shipped, owner_official, owner_key, sharing,
    proposed_by, approved_by,
    version = max(version) OVER (PARTITION BY name) AS is_latest,
    coalesce(version = max(version) FILTER (WHERE sharing IN ('PROPOSED', 'SHARED')) OVER (PARTITION BY name), false) AS is_open,
    coalesce(version = max(version) FILTER (WHERE sharing = 'SHARED') OVER (PARTITION BY name), false) AS is_shared,
    definition ->> 'title' AS title,
    definition ->> 'titleChinese' AS title_chinese,
    definition ->> 'owner' AS owner,
    definition ->> 'purpose' AS purpose,
    definition ->> 'operation' AS operation,
    definition,
    saved_at::date AS valid_from, NULL::date AS valid_to,
    saved_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
  FROM audit.version_state
) AS version WHERE is_latest OR is_open OR is_shared;

-- Runs that say how often a rule errs: over everybody, on their own day, as the sources were, with every parameter as its
-- author wrote it. With other values a rule may be made to find only what is easily confirmed.
CREATE VIEW audit.representative_run AS
SELECT run.*
FROM audit.run JOIN audit.saved_audit_version AS saved ON (name, version) = (audit_name, audit_version)
WHERE status = 'SUCCEEDED' AND list_id IS NULL AND as_of IS NULL
  AND coalesce(parameters ->> 'asOf', '') IN ('', (started_at AT TIME ZONE 'Asia/Shanghai')::date::text)
  AND parameters - 'asOf' = (
    SELECT coalesce(jsonb_object_agg(item.value ->> 'name', item.value -> 'default'), '{}')
    FROM jsonb_array_elements(definition -> 'parameters') AS item (value)
  );

-- What was drawn of a text of a rule, with the last word on it.
CREATE VIEW audit.sampled_item AS
SELECT
  run.audit_name, run_rule.rule_id, run_rule.rule_hash, sample.finding_total, sample.unflagged_total, item.*,
  CASE WHEN kind = 'FINDING' THEN finding.case_key || ' ' || finding.evidence_key ELSE item.case_key END AS drawn_key,
  last_word.verdict, last_word.official AS judge, last_word.record_id AS judgement
FROM audit.sample_item AS item JOIN audit.rule_sample AS sample USING (sample_id)
  JOIN audit.run_rule USING (run_id, rule_id) JOIN audit.representative_run AS run USING (run_id)
  LEFT JOIN audit.finding USING (finding_id)
  LEFT JOIN LATERAL (
    SELECT verdict, official, record_id FROM audit.sample_judgement AS given
    WHERE given.item_id = item.item_id ORDER BY record_id DESC LIMIT 1
  ) AS last_word ON true
WHERE run_rule.state = 'COMPLETE';

-- Of the texts of rules: how many of the findings that people judged were confirmed, and in how many of the cases that
-- the rule did not flag they found what it looks for. What was drawn in several samples counts once, by the last word.
CREATE VIEW audit.rule_rate AS
SELECT
  audit_name, rule_id, rule_hash,
  count(*) FILTER (WHERE kind = 'FINDING') AS findings_judged,
  count(*) FILTER (WHERE kind = 'FINDING' AND verdict = 'CONFIRMED') AS findings_confirmed,
  count(*) FILTER (WHERE kind = 'UNFLAGGED') AS controls_judged,
  count(*) FILTER (WHERE kind = 'UNFLAGGED' AND verdict = 'CONFIRMED') AS controls_confirmed
FROM (
  SELECT DISTINCT ON (audit_name, rule_id, rule_hash, kind, drawn_key) *
  FROM audit.sampled_item WHERE verdict IS NOT NULL
  ORDER BY audit_name, rule_id, rule_hash, kind, drawn_key, judgement DESC
) AS judged
GROUP BY audit_name, rule_id, rule_hash;

CREATE VIEW audit.audit_parameter AS
SELECT
  audit.record_id * 100000 + item.position AS record_id,
  audit.name AS audit_name,
  audit.version AS audit_version,
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
  audit.version AS audit_version,
  audit.name || '/' || audit.version || '/' || (item.value ->> 'id') AS rule_key,
  item.value ->> 'id' AS id,
  (item.value ->> 'version')::int AS version,
  rule.rule_hash,
  audit.stage_of(audit.name, item.value ->> 'id', rule.rule_hash) AS stage,
  rate.findings_judged::int, rate.findings_confirmed::int, rate.controls_judged::int, rate.controls_confirmed::int,
  item.value ->> 'statute' AS statute,
  item.value ->> 'statement' AS statement,
  item.value ->> 'statementChinese' AS statement_chinese,
  item.value ->> 'nature' AS nature,
  item.value ->> 'owner' AS owner,
  (item.value ->> 'validFrom')::date AS in_force_from,
  (item.value ->> 'validTo')::date AS in_force_to,
  item.value ->> 'when' AS condition,
  item.value -> 'exempt' AS exempt,
  item.value::text AS definition,
  audit.title AS audit_title, audit.title_chinese AS audit_title_chinese, audit.operation, audit.is_shared,
  audit.valid_from, audit.valid_to, audit.recorded_from, audit.recorded_to, audit.quality_flag
FROM audit.saved_audit AS audit
  CROSS JOIN jsonb_array_elements(audit.definition -> 'rules') WITH ORDINALITY AS item (value, position)
  LEFT JOIN audit.saved_rule AS rule
    ON (rule.audit_name, rule.audit_version, rule.rule_id) = (audit.name, audit.version, item.value ->> 'id')
  LEFT JOIN audit.rule_rate AS rate
    ON (rate.audit_name, rate.rule_id, rate.rule_hash) = (audit.name, item.value ->> 'id', rule.rule_hash);

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

-- The public register: what ships and what is shared, in the version that others run.
CREATE VIEW audit.registered_rule AS
SELECT * FROM audit.audit_rule WHERE is_shared AND rule_hash IS NOT NULL;
CREATE VIEW audit.registered_exemption AS
SELECT exemption.* FROM audit.audit_exemption AS exemption JOIN audit.registered_rule USING (rule_key);

CREATE VIEW audit.audit_run AS
SELECT
  run.record_id, run_id, round_id, audit_name, audit_version, saved.definition_hash, status, mode, as_of, schedule_id,
  requested_by, requested_official, parameters::text AS parameters, policy_version, started_at, finished_at,
  population_seen, finding_count, shadow_finding_count, cannot_tell_count, progress_step, progress_done,
  progress_total, error_code, error_detail,
  CASE mode WHEN 'SUPERVISION' THEN (
    SELECT count(*) FROM audit.finding WHERE finding.run_id = run.run_id AND withdrawn_at IS NOT NULL
  ) ELSE 0 END AS withdrawn_count,
  audit.owner_key(requested_by, requested_official) AS owner_key,
  saved.sharing = 'SHARED' AND list_id IS NULL AS is_open,
  started_at::date AS valid_from, NULL::date AS valid_to,
  started_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.run JOIN audit.version_state AS saved ON (name, version) = (audit_name, audit_version);

-- All runs of a round are of one application and official, in one mode and as of one time.
CREATE VIEW audit.audit_round AS
SELECT
  min(record_id) AS record_id, round_id, mode, as_of, requested_by, requested_official,
  min(started_at) AS started_at,
  CASE WHEN bool_and(finished_at IS NOT NULL) THEN max(finished_at) END AS finished_at,
  owner_key, bool_and(is_open) AS is_open,
  min(started_at)::date AS valid_from, NULL::date AS valid_to,
  min(started_at) AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.audit_run
GROUP BY round_id, mode, as_of, requested_by, requested_official, owner_key;

CREATE VIEW audit.audit_rule_state AS
SELECT
  run_rule.*,
  started_at::date AS valid_from, NULL::date AS valid_to,
  started_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.run_rule JOIN audit.run USING (run_id);

-- Column by column: `case_key` and `evidence_key` stay out, for they may be or hold a person's number.
CREATE VIEW audit.served_finding AS
SELECT
  finding.record_id, finding_id, run_id, rule_id, rule_version, statute, nature, stage, outcome, missing, case_kind,
  case_number, coalesce(case_number, '') AS case_order, household_number, division, person_key, match_tier,
  found_at, withdrawn_at, withdrawn_at IS NOT NULL AS is_withdrawn, owner_key, is_open,
  found_at::date AS valid_from, NULL::date AS valid_to,
  found_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.finding JOIN audit.audit_run USING (run_id);

CREATE VIEW audit.served_evidence AS
SELECT
  evidence.*,
  finding.person_key, finding.division, owner_key, is_open,
  fetched_at::date AS valid_from, NULL::date AS valid_to,
  fetched_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.evidence JOIN audit.finding USING (finding_id) JOIN audit.audit_run USING (run_id);

-- What one run of an audit found and another did not, by rule, case and records, and of what both found, what changed.
-- A rule that could not be verified in one of them says nothing about either.
CREATE VIEW audit.run_difference AS
WITH standing AS NOT MATERIALIZED (
  SELECT finding.* FROM audit.finding WHERE withdrawn_at IS NULL
), pair AS (
  SELECT
    before.run_id AS from_run, after.run_id AS to_run,
    after.owner_key, before.is_open AND after.is_open AS is_open,
    after.recorded_from, NULL::timestamptz AS recorded_to, after.valid_from, NULL::date AS valid_to
  FROM audit.audit_run AS before JOIN audit.audit_run AS after USING (audit_name)
  WHERE before.owner_key = after.owner_key OR before.is_open
)
SELECT pair.*, change.*, finding.rule_id, finding.finding_id, finding.person_key, finding.division,
  NULL::text AS quality_flag
FROM pair
  CROSS JOIN LATERAL (
    SELECT 'NEW' AS kind, found.record_id, NULL::text AS former_finding_id
    FROM standing AS found WHERE found.run_id = pair.to_run AND NOT EXISTS (
      SELECT FROM audit.run_rule WHERE run_rule.run_id IN (from_run, to_run)
        AND run_rule.rule_id = found.rule_id AND run_rule.state IS DISTINCT FROM 'COMPLETE'
    ) AND NOT EXISTS (
      SELECT FROM standing AS former WHERE former.run_id = from_run
        AND (former.rule_id, former.case_key, former.evidence_key) = (found.rule_id, found.case_key, found.evidence_key)
    )
    UNION ALL
    SELECT 'GONE', former.record_id, former.finding_id
    FROM standing AS former WHERE former.run_id = pair.from_run AND NOT EXISTS (
      SELECT FROM audit.run_rule WHERE run_rule.run_id IN (from_run, to_run)
        AND run_rule.rule_id = former.rule_id AND run_rule.state IS DISTINCT FROM 'COMPLETE'
    ) AND NOT EXISTS (
      SELECT FROM standing AS found WHERE found.run_id = to_run
        AND (found.rule_id, found.case_key, found.evidence_key) = (former.rule_id, former.case_key, former.evidence_key)
    )
    UNION ALL
    SELECT 'CHANGED', found.record_id, former.finding_id
    FROM standing AS found JOIN standing AS former USING (rule_id, case_key, evidence_key)
    WHERE found.run_id = to_run AND former.run_id = from_run
      AND (found.evidence_hash, found.outcome) IS DISTINCT FROM (former.evidence_hash, former.outcome)
  ) AS change
  JOIN audit.finding ON finding.record_id = change.record_id;

CREATE VIEW audit.served_sample AS
SELECT
  sample.record_id, sample_id, sample.run_id, sample.rule_id, run_rule.rule_version, run_rule.rule_hash, seed,
  finding_total, unflagged_total, drawn_by, official, drawn_at,
  (SELECT count(*) FROM audit.sample_item AS item WHERE item.sample_id = sample.sample_id) AS size,
  (SELECT count(*) FROM audit.sample_item AS item WHERE item.sample_id = sample.sample_id
    AND EXISTS (SELECT FROM audit.sample_judgement AS judgement WHERE judgement.item_id = item.item_id)) AS judged,
  owner_key, is_open,
  drawn_at::date AS valid_from, NULL::date AS valid_to,
  drawn_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.rule_sample AS sample JOIN audit.run_rule USING (run_id, rule_id) JOIN audit.audit_run USING (run_id);

CREATE VIEW audit.served_sample_item AS
SELECT
  item.record_id, item.item_id, sample_id, position, kind, item.finding_id, item.case_kind, item.case_number,
  item.household_number, item.division,
  CASE WHEN item.case_kind = 'Person' THEN item.case_key ELSE finding.person_key END AS person_key,
  verdict, reason, judgement.official AS judged_official, judged_at, owner_key, is_open,
  drawn_at::date AS valid_from, NULL::date AS valid_to,
  drawn_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.sample_item AS item JOIN audit.served_sample USING (sample_id)
  LEFT JOIN audit.finding USING (finding_id)
  LEFT JOIN LATERAL (
    SELECT verdict, reason, given.official, judged_at FROM audit.sample_judgement AS given WHERE given.item_id = item.item_id ORDER BY record_id DESC LIMIT 1
  ) AS judgement ON true;

-- Every word on an item, whoever said it, and whether it takes back an earlier one of the same official.
CREATE VIEW audit.served_judgement AS
SELECT
  given.record_id, given.item_id, given.verdict, given.reason, given.official, given.judged_at,
  EXISTS (
    SELECT FROM audit.sample_judgement AS former
    WHERE former.item_id = given.item_id AND former.record_id < given.record_id
      AND (former.judged_by, former.official) = (given.judged_by, given.official)
  ) AS is_correction,
  owner_key, is_open,
  judged_at::date AS valid_from, NULL::date AS valid_to,
  judged_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.sample_judgement AS given
  JOIN (SELECT item_id, owner_key, is_open FROM audit.served_sample_item) AS item USING (item_id);

CREATE VIEW audit.audit_schedule AS
SELECT
  record_id, schedule_id, audit_name, cron, mode, parameters::text AS parameters, requested_by, official, created_at,
  ended_at, audit.owner_key(requested_by, official) AS owner_key,
  created_at::date AS valid_from, NULL::date AS valid_to,
  created_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.schedule;

CREATE VIEW audit.audit_schedule_slot AS
SELECT
  slot.*,
  taken_at::date AS valid_from, NULL::date AS valid_to,
  taken_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.schedule_slot AS slot;

CREATE VIEW audit.served_case_list AS
SELECT
  record_id, list_id, name, kind, owner_key, created_at, expires_at,
  (SELECT count(*) FROM audit.case_list_entry AS entry WHERE entry.list_id = list.list_id) AS entries,
  created_at::date AS valid_from, NULL::date AS valid_to,
  created_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.case_list AS list WHERE expires_at > now();

-- What came of each row of the list of a run, by its number alone.
CREATE VIEW audit.run_list_row AS
SELECT
  run.record_id * 1000000 + entry.row_number AS record_id, run.run_id, entry.row_number, owner_key,
  (SELECT count(*) FROM audit.run_list_case AS led WHERE (led.run_id, led.row_number) = (run.run_id, entry.row_number)
    AND seen) AS cases,
  (SELECT count(*) FROM audit.run_list_case AS led JOIN audit.finding USING (run_id, case_key)
    WHERE (led.run_id, led.row_number) = (run.run_id, entry.row_number) AND outcome = 'YES') AS findings,
  created_at::date AS valid_from, NULL::date AS valid_to,
  created_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.run_list JOIN audit.run USING (run_id) JOIN audit.served_case_list AS list ON list.list_id = run_list.list_id
  JOIN audit.case_list_entry AS entry ON entry.list_id = list.list_id;

CREATE VIEW audit.served_eligibility_job AS
SELECT
  record_id, job_id, scheme, kind, day, status, owner_key, created_at, started_at, finished_at, expires_at, error_code,
  counted.*,
  created_at::date AS valid_from, NULL::date AS valid_to,
  created_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.eligibility_job AS job CROSS JOIN LATERAL (
  SELECT
    count(*) AS lines, count(*) FILTER (WHERE state = 'WAITING') AS waiting,
    count(*) FILTER (WHERE state = 'ANSWERED') AS answered, count(*) FILTER (WHERE state = 'INVALID') AS invalid,
    count(*) FILTER (WHERE state = 'DOUBLE') AS doubled
  FROM audit.eligibility_row AS row WHERE row.job_id = job.job_id
) AS counted
WHERE expires_at > now();

-- By the number of its line alone. `people` are those whom the answer tells something about; nobody is shown them.
CREATE VIEW audit.served_eligibility_row AS
SELECT
  row.record_id, row.job_id, line, state, fault, double_of, answer.conclusion::text AS eligibility,
  array_to_json(people)::text AS people, owner_key,
  created_at::date AS valid_from, NULL::date AS valid_to,
  created_at AS recorded_from, NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM audit.eligibility_row AS row JOIN audit.eligibility_job AS job USING (job_id)
  LEFT JOIN LATERAL (
    SELECT kept.conclusion FROM audit.eligibility_conclusion AS kept
    WHERE (kept.job_id, kept.number) = (row.job_id, row.conclusion)
  ) AS answer ON true
WHERE expires_at > now();
