-- education: the tables of its source database, as the agency keeps them. Loaded first, indexed after (see load-province).
-- person_key is the canonical id (`RID:239901…`), null where the number as recorded (id_kind, id_number) is unsound.

-- Dataset 16: stage PRIMARY|JUNIOR|SENIOR|VOCATIONAL|COLLEGE|UNIVERSITY; status ENROLLED|LEFT|SUSPENDED.
CREATE TABLE enrolment (
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
  student_number text NOT NULL,
  school text NOT NULL,
  stage text NOT NULL,
  boarding boolean NOT NULL,
  annual_fee_fen bigint NOT NULL,
  enrolled_on date NOT NULL,
  left_on date,
  status text NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON enrolment (person_key);

-- Dataset 16: term 2026-AUTUMN; level FIRST|SECOND|THIRD.
CREATE TABLE student_grant (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  student_number text NOT NULL,
  term text NOT NULL,
  level text NOT NULL,
  amount_fen bigint NOT NULL,
  granted_on date NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON student_grant (person_key);
