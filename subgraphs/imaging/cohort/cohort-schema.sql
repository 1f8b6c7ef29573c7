-- Schema `cohort` of the imaging database, made by its owner (the role of the imaging process). Safe to repeat.

-- Images of people who consented, chosen once; whose consent is withdrawn leaves.
CREATE TABLE IF NOT EXISTS cohort.cohort (
  cohort_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  criteria jsonb NOT NULL,
  dates text NOT NULL CHECK (dates IN ('remove', 'shift')),
  -- Rectangles that are painted over in every image.
  mask jsonb NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  made_by text NOT NULL CHECK (made_by <> ''),
  -- What readers are asked; null until a reader study is opened.
  labels text[]
);

CREATE TABLE IF NOT EXISTS cohort.image (
  cohort_id uuid NOT NULL REFERENCES cohort.cohort,
  -- By chance: says neither whose image it is nor when it was made.
  image_number int NOT NULL CHECK (image_number > 0),
  sop_instance_uid text NOT NULL,
  series_instance_uid text NOT NULL,
  study_instance_uid text NOT NULL,
  sha256 text NOT NULL,
  patient_key text NOT NULL,
  site text NOT NULL,
  sex text CHECK (sex IN ('F', 'M')),
  age_years int CHECK (age_years BETWEEN 0 AND 150),
  state text NOT NULL DEFAULT 'SELECTED' CHECK (state IN ('SELECTED', 'EXPORTED', 'REFUSED', 'WITHDRAWN')),
  -- Of a refusal: a code.
  reason text,
  -- Of the copy, below the folder of the export.
  file text,
  copy_sha256 text,
  PRIMARY KEY (cohort_id, image_number),
  UNIQUE (cohort_id, sop_instance_uid),
  CHECK ((state = 'EXPORTED') = (copy_sha256 IS NOT NULL AND file IS NOT NULL)),
  CHECK ((state = 'REFUSED') = (reason IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS image_patient ON cohort.image (patient_key);

-- Two who read without knowing of each other or of any model, and one who decides where they differ.
CREATE TABLE IF NOT EXISTS cohort.reader (
  cohort_id uuid NOT NULL REFERENCES cohort.cohort,
  part text NOT NULL CHECK (part IN ('FIRST', 'SECOND', 'ADJUDICATOR')),
  official text NOT NULL CHECK (official <> ''),
  PRIMARY KEY (cohort_id, part),
  UNIQUE (cohort_id, official)
);

CREATE TABLE IF NOT EXISTS cohort.reading (
  cohort_id uuid NOT NULL,
  image_number int NOT NULL,
  part text NOT NULL,
  label text NOT NULL,
  present boolean NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (cohort_id, image_number, label, part),
  FOREIGN KEY (cohort_id, image_number) REFERENCES cohort.image,
  FOREIGN KEY (cohort_id, part) REFERENCES cohort.reader
);

CREATE OR REPLACE FUNCTION cohort.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a reading stands as it was given';
END $$;
CREATE OR REPLACE TRIGGER reading_stands BEFORE UPDATE OR DELETE ON cohort.reading
  FOR EACH ROW EXECUTE FUNCTION cohort.refuse_change();

-- What two readers agree on, else what the adjudicator says; null while he has not.
CREATE OR REPLACE VIEW cohort.truth AS
  SELECT one.cohort_id, one.image_number, one.label, one.present AS first_present, two.present AS second_present,
         CASE WHEN one.present = two.present THEN one.present ELSE decided.present END AS present
    FROM cohort.reading one
    JOIN cohort.reading two USING (cohort_id, image_number, label)
    JOIN cohort.image USING (cohort_id, image_number)
    LEFT JOIN cohort.reading decided
      ON decided.cohort_id = one.cohort_id AND decided.image_number = one.image_number
     AND decided.label = one.label AND decided.part = 'ADJUDICATOR'
   WHERE one.part = 'FIRST' AND two.part = 'SECOND' AND image.state = 'EXPORTED';
