-- Cases, consent and emergency access. Applied by the owner of the hub database before the first gateway starts; safe
-- to repeat. hub_case_reader reads the registry and consent; the gateway's own role (hub_ledger_writer) opens and finds
-- emergency accesses through functions; hub_case_keeper, which no gateway has, keeps the registry and reviews.
CREATE SCHEMA IF NOT EXISTS cases;

CREATE TABLE IF NOT EXISTS cases.registered_case (
  case_number text PRIMARY KEY CHECK (case_number <> '' AND case_number NOT LIKE 'EMG-%'),
  department text NOT NULL CHECK (department <> ''),
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  CHECK (closed_at >= opened_at)
);

CREATE TABLE IF NOT EXISTS cases.case_official (
  case_number text NOT NULL REFERENCES cases.registered_case,
  official text NOT NULL CHECK (official <> ''),
  PRIMARY KEY (case_number, official)
);

CREATE TABLE IF NOT EXISTS cases.case_person (
  case_number text NOT NULL REFERENCES cases.registered_case,
  person_key text NOT NULL CHECK (person_key <> ''),
  PRIMARY KEY (case_number, person_key)
);

-- One consent of one person to one purpose of one department; given anew after a withdrawal it is a new row.
CREATE TABLE IF NOT EXISTS cases.consent (
  person_key text NOT NULL CHECK (person_key <> ''),
  department text NOT NULL CHECK (department <> ''),
  purpose text NOT NULL CHECK (purpose <> ''),
  given_from timestamptz NOT NULL,
  withdrawn_at timestamptz,
  PRIMARY KEY (department, purpose, person_key, given_from),
  CHECK (withdrawn_at >= given_from)
);

CREATE TABLE IF NOT EXISTS cases.emergency_access (
  emergency_number text PRIMARY KEY CHECK (emergency_number LIKE 'EMG-%'),
  exchange_id text NOT NULL UNIQUE,
  application text NOT NULL,
  department text NOT NULL,
  official text NOT NULL CHECK (official <> ''),
  purpose text NOT NULL,
  patient_key text NOT NULL CHECK (patient_key <> ''),
  -- Typed by the clinician; may be clinical. Read by the reviewer, by nobody else.
  reason text NOT NULL CHECK (char_length(reason) BETWEEN 10 AND 500),
  opened_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > opened_at),
  review_due timestamptz NOT NULL CHECK (review_due > opened_at),
  reviewed_at timestamptz,
  reviewed_by text,
  verdict text CHECK (verdict IN ('JUSTIFIED', 'UNJUSTIFIED')),
  remark text,
  CHECK ((reviewed_at IS NULL) = (reviewed_by IS NULL) AND (reviewed_at IS NULL) = (verdict IS NULL))
);
DO $$ BEGIN
  ALTER TABLE cases.emergency_access ADD CONSTRAINT reviewed_by_another CHECK (reviewed_by <> official);
EXCEPTION WHEN duplicate_object THEN
  NULL;
END $$;
CREATE INDEX IF NOT EXISTS emergency_access_unreviewed
  ON cases.emergency_access (department, official, review_due) WHERE reviewed_at IS NULL;

-- What somebody is told. The texts hold nothing clinical.
CREATE TABLE IF NOT EXISTS cases.notice (
  notice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  emergency_number text NOT NULL REFERENCES cases.emergency_access,
  recipient text NOT NULL CHECK (recipient IN ('PATIENT', 'PRIVACY_OFFICER')),
  -- Of a notice to the patient; null for the privacy officer.
  person_key text,
  text_en text NOT NULL CHECK (text_en <> ''),
  text_zh text NOT NULL CHECK (text_zh <> ''),
  written_at timestamptz NOT NULL,
  UNIQUE (emergency_number, recipient),
  CHECK ((recipient = 'PATIENT') = (person_key IS NOT NULL))
);

-- Whether an access of this official went unreviewed beyond its day, through whichever application.
CREATE OR REPLACE FUNCTION cases.is_suspended(of_department text, of_official text, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM cases.emergency_access e
     WHERE e.department = of_department AND e.official = of_official
       AND e.reviewed_at IS NULL AND e.review_due <= at)
$$;

-- The access and who is told of it: both or neither. False where an access of the official is overdue for review, or
-- five, through whichever application, are not reviewed yet.
CREATE OR REPLACE FUNCTION cases.open_emergency(
  number text,
  by_exchange text,
  by_application text,
  by_department text,
  by_official text,
  for_purpose text,
  patient text,
  typed_reason text,
  at timestamptz,
  until timestamptz,
  due timestamptz,
  patient_text_en text,
  patient_text_zh text,
  officer_text_en text,
  officer_text_zh text
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
    RAISE EXCEPTION 'emergency access is written with synchronous_commit on';
  END IF;
  -- Two openings at once of one official are counted one after the other.
  PERFORM pg_advisory_xact_lock(hashtextextended('cases.open_emergency ' || by_department || ' ' || by_official, 0));
  IF cases.is_suspended(by_department, by_official, at)
    OR (SELECT count(*) >= 5 FROM cases.emergency_access e
         WHERE e.department = by_department AND e.official = by_official AND e.reviewed_at IS NULL) THEN
    RETURN false;
  END IF;
  INSERT INTO cases.emergency_access (emergency_number, exchange_id, application, department, official, purpose,
      patient_key, reason, opened_at, expires_at, review_due)
    VALUES (number, by_exchange, by_application, by_department, by_official, for_purpose,
      patient, typed_reason, at, until, due);
  INSERT INTO cases.notice (emergency_number, recipient, person_key, text_en, text_zh, written_at)
    VALUES (number, 'PATIENT', patient, patient_text_en, patient_text_zh, at),
           (number, 'PRIVACY_OFFICER', NULL, officer_text_en, officer_text_zh, at);
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION cases.find_emergency(number text, at timestamptz)
RETURNS TABLE (application text, department text, official text, purpose text, patient_key text,
  opened_at timestamptz, expires_at timestamptz, is_suspended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.application, e.department, e.official, e.purpose, e.patient_key, e.opened_at, e.expires_at,
         cases.is_suspended(e.department, e.official, at)
    FROM cases.emergency_access e WHERE e.emergency_number = number
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA cases FROM PUBLIC;
GRANT USAGE ON SCHEMA cases TO hub_case_reader, hub_case_keeper, hub_ledger_writer;
GRANT SELECT ON cases.registered_case, cases.case_official, cases.case_person, cases.consent TO hub_case_reader;
GRANT EXECUTE ON FUNCTION cases.open_emergency, cases.find_emergency TO hub_ledger_writer;
GRANT SELECT, INSERT ON cases.registered_case, cases.case_official, cases.case_person, cases.consent
  TO hub_case_keeper;
GRANT UPDATE (closed_at) ON cases.registered_case TO hub_case_keeper;
GRANT DELETE ON cases.case_official TO hub_case_keeper;
GRANT UPDATE (withdrawn_at) ON cases.consent TO hub_case_keeper;
GRANT SELECT ON cases.emergency_access, cases.notice TO hub_case_keeper;
GRANT UPDATE (reviewed_at, reviewed_by, verdict, remark) ON cases.emergency_access TO hub_case_keeper;
