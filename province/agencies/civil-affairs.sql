-- civil-affairs: the tables of its source database, as the agency keeps them. Loaded first, indexed after (see load-province).
-- person_key is the canonical id (`RID:239901…`), null where the number as recorded (id_kind, id_number) is unsound.

-- Dataset 1 and 3: a family on assistance under one scheme. scheme DIBAO|TEKUN|EDGE|RIGID; class A|B|C; setting URBAN|RURAL; status ACTIVE|STOPPED|APPLIED. income_per_head_fen is monthly, as declared.
CREATE TABLE assistance_family (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  case_number text NOT NULL,
  scheme text NOT NULL,
  class text,
  setting text NOT NULL,
  status text NOT NULL,
  household_number text,
  head_person_key text,
  head_id_kind text,
  head_id_number text,
  monthly_amount_fen bigint NOT NULL,
  income_per_head_fen bigint,
  member_count int NOT NULL,
  applied_on date NOT NULL,
  approved_on date,
  stopped_on date,
  review_due date,
  decision_id text,
  division text NOT NULL
);
CREATE INDEX ON assistance_family (case_number);
CREATE INDEX ON assistance_family (head_person_key);
CREATE INDEX ON assistance_family (household_number);

-- Dataset 1: who belongs to the family. relation HEAD|SPOUSE|CHILD|PARENT|GRANDPARENT|GRANDCHILD|SIBLING|OTHER.
CREATE TABLE assistance_member (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  case_number text NOT NULL,
  person_key text,
  id_kind text,
  id_number text,
  name text,
  relation text NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON assistance_member (case_number);
CREATE INDEX ON assistance_member (person_key);

-- Dataset 1: what was decided in a case. kind APPROVE|REAPPROVE|CUT|STOP. 社会救助暂行办法 第十三条: no stop without a decision and
-- its reasons; that two people make it is this province's own rule, which the table holds against everybody.
CREATE TABLE assistance_decision (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  decision_id text NOT NULL,
  case_number text NOT NULL,
  kind text NOT NULL,
  proposer_person_key text NOT NULL,
  proposer_id_kind text,
  proposer_id_number text,
  approver_person_key text NOT NULL,
  approver_id_kind text,
  approver_id_number text,
  reason text NOT NULL,
  decided_on date NOT NULL,
  division text NOT NULL,
  CONSTRAINT two_people CHECK (proposer_person_key <> approver_person_key),
  CONSTRAINT written_reason CHECK (reason ~ '\S')
);
CREATE INDEX ON assistance_decision (case_number);
CREATE INDEX ON assistance_decision (decision_id);

-- Dataset 2: support of a person in extreme hardship. care_mode HOME|INSTITUTION; self_care_grade FULL|PARTIAL|NONE.
CREATE TABLE tekun_care (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  case_number text NOT NULL,
  person_key text,
  id_kind text,
  id_number text,
  care_mode text NOT NULL,
  self_care_grade text NOT NULL,
  institution text,
  guardian_name text,
  guardian_phone text,
  division text NOT NULL
);
CREATE INDEX ON tekun_care (case_number);
CREATE INDEX ON tekun_care (person_key);

-- Dataset 3: kind EDGE|RIGID_EXPENDITURE|TEMPORARY.
CREATE TABLE aid_grant (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  grant_number text NOT NULL,
  kind text NOT NULL,
  person_key text,
  id_kind text,
  id_number text,
  name text,
  granted_on date NOT NULL,
  valid_until date,
  expense_ratio numeric(5,4),
  amount_fen bigint NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON aid_grant (person_key);

-- Dataset 4: one family, one month. status PAID|APPROVED|RETURNED|STOPPED; paid_fen and paid_on null until paid.
CREATE TABLE payment (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  case_number text NOT NULL,
  payee_person_key text,
  payee_id_kind text,
  payee_id_number text,
  pay_month char(7) NOT NULL,
  scheme text NOT NULL,
  approved_fen bigint NOT NULL,
  paid_fen bigint,
  approved_on date NOT NULL,
  paid_on date,
  card_hash text,
  batch text NOT NULL,
  status text NOT NULL,
  decision_id text,
  division text NOT NULL
);
CREATE INDEX ON payment (case_number);
CREATE INDEX ON payment (payee_person_key);
CREATE INDEX ON payment (pay_month);
CREATE INDEX ON payment (card_hash);

-- Dataset 5: event MARRIED|DIVORCED. Each event is one row; look from both sides.
CREATE TABLE marriage (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  person_key text,
  id_kind text,
  id_number text,
  spouse_person_key text,
  spouse_id_kind text,
  spouse_id_number text,
  event text NOT NULL,
  event_on date NOT NULL,
  certificate_number text NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON marriage (person_key);
CREATE INDEX ON marriage (spouse_person_key);

-- Dataset 6 (cremation).
CREATE TABLE cremation (
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
  died_on date,
  cremated_on date NOT NULL,
  place text,
  certificate_number text NOT NULL,
  division text NOT NULL
);
CREATE INDEX ON cremation (person_key);

-- Dataset 15: kind SIGHT|HEARING|SPEECH|LIMB|INTELLECTUAL|MENTAL|MULTIPLE; grade 1 (severest) to 4.
CREATE TABLE disability_certificate (
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
  kind text NOT NULL,
  grade int NOT NULL,
  issued_on date NOT NULL,
  expires_on date,
  division text NOT NULL
);
CREATE INDEX ON disability_certificate (person_key);

-- A case is not stopped and its grant not lowered, in place or by a new version, unless a decision on that case says so.
CREATE OR REPLACE FUNCTION require_decision_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before assistance_family%ROWTYPE;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    before := OLD;
  ELSE
    SELECT * INTO before FROM assistance_family
    WHERE case_number = NEW.case_number AND record_id <> NEW.record_id ORDER BY recorded_from DESC LIMIT 1;
  END IF;
  IF ((NEW.status = 'STOPPED' AND before.status IS DISTINCT FROM 'STOPPED')
      OR (NEW.stopped_on IS NOT NULL AND before.stopped_on IS NULL)
      OR NEW.monthly_amount_fen < before.monthly_amount_fen)
    AND NOT EXISTS (SELECT FROM assistance_decision d WHERE d.decision_id = NEW.decision_id
      AND d.case_number = NEW.case_number AND d.kind IN ('STOP', 'CUT') AND d.recorded_to IS NULL)
  THEN
    RAISE EXCEPTION 'no decision stops or cuts this case' USING ERRCODE = 'check_violation', CONSTRAINT = 'decided';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided BEFORE INSERT OR UPDATE ON assistance_family
  FOR EACH ROW EXECUTE FUNCTION require_decision_of_case();

-- The same of a single payment: not stopped, and not approved lower than before or than the case is granted.
CREATE OR REPLACE FUNCTION require_decision_of_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before payment%ROWTYPE;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    before := OLD;
  ELSE
    SELECT * INTO before FROM payment WHERE case_number = NEW.case_number AND pay_month = NEW.pay_month
      AND record_id <> NEW.record_id ORDER BY recorded_from DESC LIMIT 1;
    IF NOT FOUND THEN
      SELECT monthly_amount_fen INTO before.approved_fen FROM assistance_family
      WHERE case_number = NEW.case_number AND recorded_to IS NULL;
    END IF;
  END IF;
  IF ((NEW.status = 'STOPPED' AND before.status IS DISTINCT FROM 'STOPPED')
      OR NEW.approved_fen < before.approved_fen)
    AND NOT EXISTS (SELECT FROM assistance_decision d WHERE d.decision_id = NEW.decision_id
      AND d.case_number = NEW.case_number AND d.kind IN ('STOP', 'CUT') AND d.recorded_to IS NULL)
  THEN
    RAISE EXCEPTION 'no decision stops or cuts this payment' USING ERRCODE = 'check_violation', CONSTRAINT = 'decided';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided BEFORE INSERT OR UPDATE ON payment
  FOR EACH ROW EXECUTE FUNCTION require_decision_of_payment();
