-- health: the tables of its source database, as the agency keeps them. Loaded first, indexed after (see load-province).
-- person_key is the canonical id (`RID:239901…`), null where the number as recorded (id_kind, id_number) is unsound.

-- Dataset 6 (death certificates).
CREATE TABLE death_certificate (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  name text,
  certificate_number text NOT NULL,
  died_on date NOT NULL,
  place text,
  cause_group text,
  division text NOT NULL
);
CREATE INDEX ON death_certificate (person_key);

-- Dataset 14: total = fund + aid + self.
CREATE TABLE medical_claim (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  claim_number text NOT NULL,
  hospital text NOT NULL,
  visited_on date NOT NULL,
  disease_group text,
  total_fen bigint NOT NULL,
  fund_paid_fen bigint NOT NULL,
  aid_fen bigint NOT NULL,
  self_paid_fen bigint NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON medical_claim (person_key);

-- Dataset 14: kind EMPLOYEE|RESIDENT, an interval by valid_from and valid_to; status COVERED|LAPSED.
CREATE TABLE medical_insurance (
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
  status text NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON medical_insurance (person_key);

-- Dataset 18 (serious illness).
CREATE TABLE serious_illness (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  name text,
  illness_class text NOT NULL,
  diagnosed_on date NOT NULL,
  hospital text,
  division text NOT NULL
);
CREATE INDEX ON serious_illness (person_key);

-- Dataset 18 (births).
CREATE TABLE birth (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  child_person_key text,
  child_id_kind text,
  child_id_number text,
  mother_person_key text,
  mother_id_kind text,
  mother_id_number text,
  certificate_number text NOT NULL,
  born_on date NOT NULL,
  sex text,
  hospital text,
  division text NOT NULL
);
CREATE INDEX ON birth (child_person_key);
CREATE INDEX ON birth (mother_person_key);
