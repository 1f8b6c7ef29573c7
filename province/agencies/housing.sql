-- housing: the tables of its source database, as the agency keeps them. Loaded first, indexed after (see load-province).
-- person_key is the canonical id (`RID:239901…`), null where the number as recorded (id_kind, id_number) is unsound.

-- Dataset 10: one owner, one unit. right_type OWNERSHIP|PRE_SALE; use RESIDENTIAL|SHOP|OFFICE|GARAGE; acquired_by PURCHASE|DEMOLITION|INHERITANCE|GIFT|SELF_BUILT.
CREATE TABLE home (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  unit_number text NOT NULL,
  owner_person_key text,
  owner_id_kind text,
  owner_id_number text,
  owner_name text,
  right_type text NOT NULL,
  use text NOT NULL,
  area_square_metres numeric(8,2) NOT NULL,
  share_percent numeric(6,3) NOT NULL,
  acquired_by text NOT NULL,
  registered_on date NOT NULL,
  address text,
  contract_number text,
  contract_price_fen bigint,
  division text NOT NULL
);
CREATE INDEX ON home (unit_number);
CREATE INDEX ON home (owner_person_key);

-- Dataset 11: status PAYING|SEALED|CLOSED; base_fen is the monthly base.
CREATE TABLE housing_fund_account (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  unit_name text,
  base_fen bigint NOT NULL,
  monthly_fen bigint NOT NULL,
  balance_fen bigint NOT NULL,
  status text NOT NULL,
  last_month char(7),
  division text NOT NULL
);
CREATE INDEX ON housing_fund_account (person_key);
