-- household-registration: the tables of its source database, as the agency keeps them. Loaded first, indexed after (see load-province).
-- person_key is the canonical id (`RID:239901…`), null where the number as recorded (id_kind, id_number) is unsound.

-- Dataset 7: sex MALE|FEMALE; status NORMAL|DECEASED|MOVED_OUT|CANCELLED; relation to the head: HEAD|SPOUSE|CHILD|….
CREATE TABLE resident (
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
  sex text,
  born_on date,
  ethnicity text,
  household_number text,
  relation text,
  address_division text,
  address text,
  phone text,
  status text NOT NULL,
  status_on date,
  moved_to_division text,
  division text NOT NULL
);
CREATE INDEX ON resident (person_key);
CREATE INDEX ON resident (household_number);

-- Dataset 7: the registered household (not the assistance family).
CREATE TABLE household (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  household_number text NOT NULL,
  setting text NOT NULL,
  address_division text,
  address text,
  head_person_key text,
  head_id_kind text,
  head_id_number text,
  division text NOT NULL
);
CREATE INDEX ON household (household_number);

-- Dataset 7: reason CHANGED|MERGED|SPLIT|UPGRADED (15 to 18 digits).
CREATE TABLE identity_change (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  former_person_key text,
  former_id_kind text,
  former_id_number text,
  changed_on date NOT NULL,
  reason text NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON identity_change (person_key);
CREATE INDEX ON identity_change (former_person_key);
