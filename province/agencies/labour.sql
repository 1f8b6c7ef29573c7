-- labour: the tables of its source database, as the agency keeps them. Loaded first, indexed after (see load-province).
-- person_key is the canonical id (`RID:239901…`), null where the number as recorded (id_kind, id_number) is unsound.

-- Dataset 12 (paid): kind PENSION|MEDICAL|UNEMPLOYMENT|INJURY; base_fen monthly; status PAYING|SUSPENDED|STOPPED; to_month null while it runs, else the last month.
CREATE TABLE insurance_interval (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  unit_credit_code text,
  unit_name text,
  kind text NOT NULL,
  base_fen bigint NOT NULL,
  status text NOT NULL,
  from_month char(7) NOT NULL,
  to_month char(7),
  division text NOT NULL
);
CREATE INDEX ON insurance_interval (person_key);
CREATE INDEX ON insurance_interval (unit_credit_code);

-- Dataset 12 (received): kind PENSION|RESIDENT_PENSION|UNEMPLOYMENT|INJURY.
CREATE TABLE benefit_interval (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  kind text NOT NULL,
  monthly_fen bigint NOT NULL,
  from_month char(7) NOT NULL,
  to_month char(7),
  division text NOT NULL
);
CREATE INDEX ON benefit_interval (person_key);

-- Dataset 13: status EMPLOYED|UNEMPLOYED|FLEXIBLE|RETIRED; difficulty_class null or ZERO_EMPLOYMENT|OVER_50|DISABLED|LONG_TERM|DIBAO.
CREATE TABLE employment_registration (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  status text NOT NULL,
  registered_on date NOT NULL,
  reason text,
  difficulty_class text,
  occupation text,
  division text NOT NULL
);
CREATE INDEX ON employment_registration (person_key);

-- Dataset 13 (training): occupation a code of the national classification of 2022; result PASSED|FAILED|LEFT; ended_on and result null while it runs.
CREATE TABLE training_record (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  occupation text NOT NULL,
  organiser text NOT NULL,
  hours integer NOT NULL,
  started_on date NOT NULL,
  ended_on date,
  result text,
  subsidy_fen bigint,
  division text NOT NULL
);
CREATE INDEX ON training_record (person_key);
