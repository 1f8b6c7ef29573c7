-- Schema `repository` of the matching database, made by its owner (the role `matching_work`): the employment picture of
-- people and firms. Safe to repeat.
--
-- Two times: `valid_from`/`valid_to` say when a picture holds in the world, `recorded_from`/`recorded_to` when this
-- repository held it to be so. Whoever was right later closes a row and writes another; no row is changed otherwise, and none
-- is taken away. `position` is that of the stream as of which the sources were read, `exchange_id` the exchange of the
-- ledger in which.

-- The reader of the stream: one row. Everything up to `position` has had its effect on the pictures, in the same transaction.
CREATE TABLE IF NOT EXISTS repository.reader (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  position bigint NOT NULL,
  round int NOT NULL DEFAULT 1,
  day date NOT NULL,
  is_filling boolean NOT NULL DEFAULT true,
  page_cursor text,
  state text NOT NULL DEFAULT 'FILLING',
  detail text,
  -- When the last of what the stream held had had its effect, and every source answered.
  current_at timestamptz
);

CREATE TABLE IF NOT EXISTS repository.person_picture (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  person_key text NOT NULL,
  valid_from date NOT NULL,
  valid_to date CHECK (valid_to > valid_from),
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz CHECK (recorded_to >= recorded_from),
  status text NOT NULL CHECK (status IN ('EMPLOYED', 'UNEMPLOYED', 'FLEXIBLE', 'RETIRED', 'DECEASED', 'UNKNOWN')),
  basis text NOT NULL,
  since date NOT NULL,
  employer text,
  occupation text,
  training text,
  trained_for text[] NOT NULL,
  last_insured_month char(7),
  benefits text[] NOT NULL,
  county text,
  position bigint NOT NULL,
  exchange_id text NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS person_picture_held ON repository.person_picture (person_key, valid_from)
  WHERE recorded_to IS NULL;
CREATE INDEX IF NOT EXISTS person_picture_employer ON repository.person_picture (employer) WHERE recorded_to IS NULL;
CREATE INDEX IF NOT EXISTS person_picture_now ON repository.person_picture (county, status)
  WHERE recorded_to IS NULL AND valid_to IS NULL;
-- Who lived where, as it was known at a moment.
CREATE INDEX IF NOT EXISTS person_picture_lived ON repository.person_picture (person_key, recorded_from, record_id)
  INCLUDE (county) WHERE valid_to IS NULL;

-- Conclusions from records that are not kept: which group, and whether. `NO` is kept too: it was looked at.
CREATE TABLE IF NOT EXISTS repository.person_group (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  person_key text NOT NULL,
  group_name text NOT NULL,
  answer text NOT NULL CHECK (answer IN ('YES', 'NO', 'CANNOT_TELL')),
  rule_id text NOT NULL,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz CHECK (recorded_to >= recorded_from),
  position bigint NOT NULL,
  exchange_id text NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS person_group_held ON repository.person_group (person_key, group_name)
  WHERE recorded_to IS NULL;

CREATE INDEX IF NOT EXISTS person_group_person ON repository.person_group (person_key);

-- Records that can not both be right. `recorded_to` is when the sources agreed again: nobody closes a conflict here.
CREATE TABLE IF NOT EXISTS repository.conflict (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  person_key text NOT NULL,
  kind text NOT NULL,
  sources text[] NOT NULL,
  routed_to text NOT NULL,
  record_keys text[] NOT NULL,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz CHECK (recorded_to >= recorded_from),
  position bigint NOT NULL,
  exchange_id text NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS conflict_held ON repository.conflict (person_key, kind) WHERE recorded_to IS NULL;
CREATE INDEX IF NOT EXISTS conflict_person ON repository.conflict (person_key);
CREATE INDEX IF NOT EXISTS conflict_routed ON repository.conflict (routed_to, recorded_from) WHERE recorded_to IS NULL;

CREATE TABLE IF NOT EXISTS repository.employer_picture (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  credit_code text NOT NULL,
  valid_from date NOT NULL,
  valid_to date CHECK (valid_to > valid_from),
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz CHECK (recorded_to >= recorded_from),
  status text,
  insured int NOT NULL,
  county text,
  position bigint NOT NULL,
  exchange_id text NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS employer_picture_held ON repository.employer_picture (credit_code, valid_from)
  WHERE recorded_to IS NULL;

-- Proposed, for a person to look into. `recorded_to` is when the sources no longer showed it.
CREATE TABLE IF NOT EXISTS repository.closure_signal (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  credit_code text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('CLOSURE', 'MASS_REDUCTION')),
  month char(7) NOT NULL,
  people_before int NOT NULL,
  people_after int NOT NULL,
  county text,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz CHECK (recorded_to >= recorded_from),
  position bigint NOT NULL,
  exchange_id text NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS closure_signal_held ON repository.closure_signal (credit_code)
  WHERE recorded_to IS NULL;

-- What a person said of a signal; the last one counts.
CREATE TABLE IF NOT EXISTS repository.closure_decision (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  credit_code text NOT NULL,
  month char(7) NOT NULL,
  decision text NOT NULL CHECK (decision IN ('CONFIRMED', 'DISMISSED')),
  official text NOT NULL,
  reason text NOT NULL,
  decided_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS closure_decision_of ON repository.closure_decision (credit_code, month);

-- When each was last read: that a picture has not changed since says nothing of itself about how fresh it is.
CREATE TABLE IF NOT EXISTS repository.person_read (
  person_key text PRIMARY KEY,
  round int NOT NULL,
  read_at timestamptz NOT NULL
);
-- Of the picture that is held and of what it was read by: who is read again and is as before is not compared row by row.
ALTER TABLE repository.person_read ADD COLUMN IF NOT EXISTS digest bytea;
CREATE INDEX IF NOT EXISTS person_read_oldest ON repository.person_read (read_at);

-- Which entities a picture was read by beside the person's own key, each as a keyed tag: a change of one concerns the person.
CREATE TABLE IF NOT EXISTS repository.came_by (
  tag bytea NOT NULL,
  person_key text NOT NULL REFERENCES repository.person_read ON DELETE CASCADE,
  PRIMARY KEY (tag, person_key)
);
CREATE INDEX IF NOT EXISTS came_by_person ON repository.came_by (person_key);

-- Firms to be read again: their whole staff is counted, so not at every single change. `asked` tells two requests apart.
CREATE TABLE IF NOT EXISTS repository.employer_due (
  credit_code text PRIMARY KEY,
  asked bigint GENERATED ALWAYS AS IDENTITY,
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE OR REPLACE FUNCTION repository.only_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.recorded_to IS NULL AND NEW.recorded_to IS NOT NULL
    AND to_jsonb(NEW) - 'recorded_to' = to_jsonb(OLD) - 'recorded_to' THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'rows of % are closed and never changed or taken away', TG_TABLE_NAME;
END $$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['person_picture', 'person_group', 'conflict', 'employer_picture', 'closure_signal'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER only_close BEFORE UPDATE OR DELETE ON repository.%I
      FOR EACH ROW EXECUTE FUNCTION repository.only_close()', name);
  END LOOP;
END $$;
