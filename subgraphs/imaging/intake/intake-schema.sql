-- Schema `intake` of the imaging database, made by its owner (the role `imaging_work`). Safe to repeat.

-- An object of the archive that was looked at, each once, and by how many models it is read.
CREATE TABLE IF NOT EXISTS intake.image (
  sop_instance_uid text PRIMARY KEY,
  study_instance_uid text NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  jobs int NOT NULL
);
CREATE INDEX IF NOT EXISTS image_study ON intake.image (study_instance_uid);

-- A study of which at least one image is read by a model.
CREATE TABLE IF NOT EXISTS intake.study (
  study_instance_uid text PRIMARY KEY,
  -- From when on it is drafted, once all its jobs have ended; null where the draft that there is says all.
  due_at timestamptz,
  -- How often in a row it could not be drafted.
  failures int NOT NULL DEFAULT 0,
  report_id uuid
);
CREATE INDEX IF NOT EXISTS study_due ON intake.study (due_at) WHERE due_at IS NOT NULL;
