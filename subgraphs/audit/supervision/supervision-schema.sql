-- What supervision keeps beside runs and findings, in schema `audit`. Safe to repeat.

-- One standing run for each audit under supervision and whoever asked for it. `position` is that of the stream: everything up to it has had its
-- effect on the findings. While `is_filling`, everybody is looked at once, page by page: at first, at the beginning of
-- every day (rules go by the day), and when changes may have been missed.
CREATE TABLE IF NOT EXISTS audit.supervision (
  run_id text PRIMARY KEY REFERENCES audit.run (run_id),
  audit_name text NOT NULL,
  position bigint NOT NULL,
  round int NOT NULL DEFAULT 1,
  day date NOT NULL,
  is_filling boolean NOT NULL DEFAULT true,
  page_cursor text,
  -- Who asked for it, with all attributes that policy decides by.
  requester jsonb NOT NULL
);
ALTER TABLE audit.supervision DROP CONSTRAINT IF EXISTS supervision_audit_name_key;
CREATE INDEX IF NOT EXISTS supervision_audit_name ON audit.supervision (audit_name);

-- The cases of a standing run, and in which round each was last looked at.
CREATE TABLE IF NOT EXISTS audit.supervised_case (
  run_id text NOT NULL REFERENCES audit.supervision (run_id) ON DELETE CASCADE,
  case_key text NOT NULL,
  round int NOT NULL,
  PRIMARY KEY (run_id, case_key)
);

-- Which entities a case's last evaluation came by, each as a keyed tag: a change of one concerns the case.
CREATE TABLE IF NOT EXISTS audit.supervised_entity (
  run_id text NOT NULL,
  tag bytea NOT NULL,
  case_key text NOT NULL,
  PRIMARY KEY (run_id, tag, case_key),
  FOREIGN KEY (run_id, case_key) REFERENCES audit.supervised_case (run_id, case_key) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS supervised_entity_case ON audit.supervised_entity (run_id, case_key);
