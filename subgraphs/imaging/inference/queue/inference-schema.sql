-- Schema `inference` of the imaging database, made by its owner (the role of the imaging process). Safe to repeat.

-- A job in the manner of a unified procedure step (DICOM PS3.4 CC): who holds the transaction uid may change it.
CREATE TABLE IF NOT EXISTS inference.job (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  job_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  study_instance_uid text NOT NULL,
  sop_instance_uid text NOT NULL,
  hospital text NOT NULL,
  model_sha256 text NOT NULL,
  priority text NOT NULL CHECK (priority IN ('CRITICAL', 'ROUTINE')),
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  deadline_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'SCHEDULED'
    CHECK (state IN ('SCHEDULED', 'IN PROGRESS', 'COMPLETED', 'CANCELED')),
  transaction_uid uuid,
  lease_until timestamptz,
  -- How often it was taken up; whoever takes it up may die.
  attempts int NOT NULL DEFAULT 0,
  result jsonb,
  -- Of a canceled job.
  reason text,
  ended_at timestamptz,
  -- What the monitors look at, beside the result: that is large, and they look at many.
  site text GENERATED ALWAYS AS (result->'provenance'->>'site') STORED,
  abstained jsonb GENERATED ALWAYS AS (result->'abstained') STORED,
  watched jsonb GENERATED ALWAYS AS (result->'watched') STORED,
  -- The same image asked of the same model is one job, however often it is sent.
  UNIQUE (sop_instance_uid, model_sha256),
  CHECK ((state = 'IN PROGRESS') = (lease_until IS NOT NULL)),
  CHECK ((state = 'COMPLETED') = (result IS NOT NULL)),
  CHECK ((state = 'CANCELED') = (reason IS NOT NULL)),
  CHECK ((state IN ('COMPLETED', 'CANCELED')) = (ended_at IS NOT NULL)),
  CHECK (state = 'SCHEDULED' OR state = 'CANCELED' OR transaction_uid IS NOT NULL)
);
-- A job that was given back is taken up again no sooner, and after ever longer pauses: given_back counts them all,
-- attempts only those in which the image was there to be read.
ALTER TABLE inference.job ADD COLUMN IF NOT EXISTS not_before timestamptz;
ALTER TABLE inference.job ADD COLUMN IF NOT EXISTS given_back int NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS job_not_before ON inference.job (not_before) WHERE state = 'SCHEDULED';
-- Whose turn it is is chosen among those of every hospital that wait.
DROP INDEX IF EXISTS inference.job_waiting;
CREATE INDEX IF NOT EXISTS job_waiting_of_hospital ON inference.job (hospital, deadline_at) WHERE state = 'SCHEDULED';
CREATE INDEX IF NOT EXISTS job_leases ON inference.job (lease_until) WHERE state = 'IN PROGRESS';
CREATE INDEX IF NOT EXISTS job_study ON inference.job (study_instance_uid);
-- The latest results of a model at a site, and the latest work.
CREATE INDEX IF NOT EXISTS job_watched ON inference.job (model_sha256, site, ended_at) WHERE state = 'COMPLETED';
CREATE INDEX IF NOT EXISTS job_ended ON inference.job (model_sha256, ended_at) WHERE ended_at IS NOT NULL;
