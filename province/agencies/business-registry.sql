-- business-registry: the tables of its source database, as the agency keeps them. Loaded first, indexed after (see load-province).
-- person_key is the canonical id (`RID:239901…`), null where the number as recorded (id_kind, id_number) is unsound.

-- Dataset 9: kind COMPANY|SOLE_PROPRIETORSHIP|PARTNERSHIP|STALL (个体工商户); status OPEN|CANCELLED|REVOKED.
CREATE TABLE enterprise (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  credit_code text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  registered_on date NOT NULL,
  cancelled_on date,
  capital_fen bigint,
  employees int,
  industry text,
  legal_representative_person_key text,
  legal_representative_id_kind text,
  legal_representative_id_number text,
  legal_representative_name text,
  division text NOT NULL
);
CREATE INDEX ON enterprise (credit_code);
CREATE INDEX ON enterprise (legal_representative_person_key);

-- Dataset 9: who holds a firm. holder_kind PERSON|ENTERPRISE; role SHAREHOLDER|CONTROLLER|MANAGER.
CREATE TABLE holding (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  credit_code text NOT NULL,
  holder_kind text NOT NULL,
  holder_person_key text,
  holder_id_kind text,
  holder_id_number text,
  holder_credit_code text,
  share_percent numeric(6,3),
  role text NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON holding (credit_code);
CREATE INDEX ON holding (holder_person_key);
CREATE INDEX ON holding (holder_credit_code);

-- Dataset 17 (finance-paid staff), monthly.
CREATE TABLE public_payroll (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  unit_name text NOT NULL,
  pay_month char(7) NOT NULL,
  gross_fen bigint NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON public_payroll (person_key);

-- Dataset 17 (tax), monthly per firm.
CREATE TABLE tax_month (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  credit_code text NOT NULL,
  tax_month char(7) NOT NULL,
  turnover_fen bigint NOT NULL,
  tax_fen bigint NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON tax_month (credit_code);
