-- Schema `archive` of the imaging database, made by its owner (the role `imaging_archive`). Safe to repeat.
-- Bytes lie in files named by their SHA-256; here is what is known of them.

CREATE TABLE IF NOT EXISTS archive.study (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  study_instance_uid text PRIMARY KEY,
  hospital text NOT NULL,
  -- Canonical key of the person; null where the identity is not established.
  patient_key text,
  patient_id text NOT NULL,
  -- The groups of the name, each by itself, so that either script finds it.
  patient_names text[] NOT NULL,
  study_date text NOT NULL,
  accession_number text NOT NULL,
  modalities text[] NOT NULL,
  series_count int NOT NULL DEFAULT 0,
  instance_count int NOT NULL DEFAULT 0,
  attributes jsonb NOT NULL,
  first_received_at timestamptz NOT NULL DEFAULT now(),
  last_received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS study_patient ON archive.study (patient_key);
CREATE INDEX IF NOT EXISTS study_patient_id ON archive.study (patient_id);
CREATE INDEX IF NOT EXISTS study_hospital ON archive.study (hospital, first_received_at);
CREATE INDEX IF NOT EXISTS study_date ON archive.study (study_date, study_instance_uid);

CREATE TABLE IF NOT EXISTS archive.series (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  series_instance_uid text PRIMARY KEY,
  study_instance_uid text NOT NULL REFERENCES archive.study,
  modality text NOT NULL,
  instance_count int NOT NULL DEFAULT 0,
  attributes jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS series_study ON archive.series (study_instance_uid);

CREATE TABLE IF NOT EXISTS archive.instance (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  sop_instance_uid text PRIMARY KEY,
  series_instance_uid text NOT NULL REFERENCES archive.series,
  study_instance_uid text NOT NULL REFERENCES archive.study,
  sop_class_uid text NOT NULL,
  transfer_syntax_uid text NOT NULL,
  sha256 text NOT NULL,
  -- Of the data set without its meta header: the same object by C-STORE and by STOW has the same.
  data_set_sha256 text NOT NULL,
  size_bytes bigint NOT NULL,
  hospital text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  received_by text NOT NULL CHECK (received_by IN ('C-STORE', 'STOW')),
  patient_key text,
  instance_number int,
  attributes jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS instance_series ON archive.instance (series_instance_uid);
CREATE INDEX IF NOT EXISTS instance_study ON archive.instance (study_instance_uid);
CREATE INDEX IF NOT EXISTS instance_sha256 ON archive.instance (sha256);

-- Received, kept, and not taken in.
CREATE TABLE IF NOT EXISTS archive.rejected (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sha256 text NOT NULL,
  size_bytes bigint NOT NULL,
  hospital text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  received_by text NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  UNIQUE (sha256, hospital, reason)
);

-- Other content under a UID that is taken: kept, while the original stands.
CREATE TABLE IF NOT EXISTS archive.conflict (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sop_instance_uid text NOT NULL,
  sha256 text NOT NULL,
  size_bytes bigint NOT NULL,
  hospital text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (sop_instance_uid, sha256, hospital)
);

-- Storage commitments asked for, and what was answered.
CREATE TABLE IF NOT EXISTS archive.commitment (
  transaction_uid text NOT NULL,
  hospital text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  held text[] NOT NULL,
  missing text[] NOT NULL,
  PRIMARY KEY (transaction_uid, hospital)
);
ALTER TABLE archive.commitment DROP COLUMN IF EXISTS reported_at;

-- What a hospital sent on a day (UTC+8), against its quota.
CREATE TABLE IF NOT EXISTS archive.received (
  hospital text NOT NULL,
  day date NOT NULL,
  objects bigint NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY (hospital, day)
);

-- Where Orthanc is the archive: which objects it was given. Our own file goes once it was seen to hold the same bytes.
CREATE TABLE IF NOT EXISTS archive.handed_over (
  sha256 text PRIMARY KEY,
  orthanc_id text,
  handed_at timestamptz NOT NULL DEFAULT now(),
  -- OTHER_CONTENT: it holds something else under these UIDs. NOT_TAKEN: it takes it for no object. DAMAGED: our file is not
  -- what it was. Our file stays.
  refused text CHECK (refused IN ('OTHER_CONTENT', 'NOT_TAKEN', 'DAMAGED')),
  removed_at timestamptz
);

-- When a hospital last called without sending anything: what its self-test looks at.
CREATE TABLE IF NOT EXISTS archive.contact (
  hospital text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('ECHO', 'FIND')),
  last_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (hospital, kind)
);

-- Every request to read under a token that the graph gave, or that a hospital was issued, before it was answered. Under the first
-- who read, for what purpose and about whom says the entry of the exchange in the ledger; of the second which it was.
CREATE TABLE IF NOT EXISTS archive.viewing (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  exchange_id text,
  credential_id text,
  -- None where a hospital searches among its own.
  study_instance_uid text,
  -- Its pattern: that of a search, of metadata, of an instance or of frames.
  path text NOT NULL,
  sop_instance_uid text,
  at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE archive.viewing ADD COLUMN IF NOT EXISTS credential_id text,
  ALTER exchange_id DROP NOT NULL, ALTER study_instance_uid DROP NOT NULL;
CREATE INDEX IF NOT EXISTS viewing_exchange ON archive.viewing (exchange_id);
CREATE INDEX IF NOT EXISTS viewing_study ON archive.viewing (study_instance_uid, at);

-- Credentials that hospitals were issued for DICOMweb; the tokens themselves are kept nowhere. One that has ended lets nobody in.
CREATE TABLE IF NOT EXISTS archive.credential (
  credential_id text PRIMARY KEY,
  hospital text NOT NULL,
  issued_at timestamptz NOT NULL DEFAULT now(),
  issued_by text NOT NULL,
  ends_at timestamptz NOT NULL,
  -- Who replaced or withdrew it before its time.
  ended_by text
);
CREATE INDEX IF NOT EXISTS credential_hospital ON archive.credential (hospital, ends_at);
