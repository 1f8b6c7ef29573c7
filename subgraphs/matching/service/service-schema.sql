-- Schema `service` of the matching database, made by its owner (the role `matching_work`). Safe to repeat.
-- A machine proposes; what concerns a person's livelihood is done by people, and what must never happen is refused here
-- too, whatever the code above it does: `service-schema.contract.ts`.

-- That somebody wants to be matched and introduced; until it is withdrawn.
CREATE TABLE IF NOT EXISTS service.consent (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  consent_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_key text NOT NULL CHECK (person_key <> ''),
  county text NOT NULL,
  given_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  CHECK (withdrawn_at >= given_at)
);
CREATE UNIQUE INDEX IF NOT EXISTS consent_in_force ON service.consent (person_key) WHERE withdrawn_at IS NULL;

-- How an employer reaches somebody, as the person gave it with the consent; it goes with the consent.
CREATE TABLE IF NOT EXISTS service.contact (
  person_key text PRIMARY KEY,
  surname text NOT NULL CHECK (surname <> ''),
  given_name text NOT NULL CHECK (given_name <> ''),
  phone text NOT NULL CHECK (phone <> ''),
  changed_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS service.employment_case (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  case_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL CHECK (kind IN ('ORDINARY', 'ZERO_EMPLOYMENT')),
  -- Of an ordinary case.
  person_key text,
  -- Of a zero-employment case.
  household_number text,
  county text NOT NULL,
  state text NOT NULL CHECK (state IN ('PROPOSED', 'OPEN', 'REFUSED', 'CLOSED')),
  opened_at timestamptz NOT NULL,
  opened_by_kind text NOT NULL CHECK (opened_by_kind IN ('HUB', 'ADVISER', 'JOBSEEKER')),
  -- The official; null: the hub, or the person.
  opened_by text,
  -- Of the hub: by which rule, on which datasets known up to when. Names and days, never values.
  rule_id text,
  evidence jsonb,
  -- Of what the rule rested on, so that the same facts do not open a case again. Served to nobody.
  facts_sha256 text,
  -- By when the law wants somebody of the household at work.
  deadline date,
  confirmed_at timestamptz,
  confirmed_by text,
  ended_at timestamptz,
  -- The official; null: the person.
  ended_by text,
  outcome text CHECK (outcome IN ('EMPLOYED', 'SELF_EMPLOYED', 'WITHDRAWN', 'MOVED', 'DECEASED', 'MISTAKEN', 'OTHER')),
  reason text,
  CHECK ((kind = 'ORDINARY') = (person_key IS NOT NULL)),
  CHECK ((kind = 'ZERO_EMPLOYMENT') = (household_number IS NOT NULL)),
  CHECK ((opened_by_kind = 'HUB') = (rule_id IS NOT NULL)),
  CHECK ((opened_by_kind = 'HUB') = (evidence IS NOT NULL)),
  CHECK ((opened_by_kind = 'HUB') = (facts_sha256 IS NOT NULL)),
  CHECK ((opened_by_kind = 'ADVISER') = (opened_by IS NOT NULL)),
  CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL) AND confirmed_by <> ''),
  CHECK ((state IN ('OPEN', 'CLOSED')) = (confirmed_by IS NOT NULL)),
  CHECK ((state = 'CLOSED') = (outcome IS NOT NULL))
);
-- Who ends a case: an official by name, or the person, who asks to be helped in another county.
ALTER TABLE service.employment_case ADD COLUMN IF NOT EXISTS ended_by_person boolean NOT NULL DEFAULT false;
DO $$
BEGIN
  -- When officials alone did, two checks said so, by the names that the server gave them; there was an eleventh then, and only then.
  IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'service.employment_case'::regclass
    AND conname = 'employment_case_check10')
  THEN
    ALTER TABLE service.employment_case
      DROP CONSTRAINT IF EXISTS employment_case_check8, DROP CONSTRAINT IF EXISTS employment_case_check9;
  END IF;
END $$;
ALTER TABLE service.employment_case DROP CONSTRAINT IF EXISTS ended_by_somebody;
ALTER TABLE service.employment_case ADD CONSTRAINT ended_by_somebody CHECK (
  (state IN ('REFUSED', 'CLOSED')) = (ended_by IS NOT NULL OR ended_by_person)
  AND (ended_at IS NULL) = (ended_by IS NULL AND NOT ended_by_person)
  AND (ended_at IS NULL) = (COALESCE(reason, '') = '')
  AND COALESCE(ended_by <> '', true)
  -- By the person: what nobody had confirmed, and the case of whoever moves.
  AND (NOT ended_by_person OR (ended_by IS NULL AND kind = 'ORDINARY'
    AND (state, COALESCE(outcome, '')) IN (('REFUSED', ''), ('CLOSED', 'MOVED'))))
);
CREATE UNIQUE INDEX IF NOT EXISTS case_of_person ON service.employment_case (person_key)
  WHERE state IN ('PROPOSED', 'OPEN') AND kind = 'ORDINARY';
CREATE UNIQUE INDEX IF NOT EXISTS case_of_household ON service.employment_case (household_number)
  WHERE state IN ('PROPOSED', 'OPEN') AND kind = 'ZERO_EMPLOYMENT';

-- Whom a case is to help into work: one person, or those of a household.
CREATE TABLE IF NOT EXISTS service.case_person (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  case_id uuid NOT NULL REFERENCES service.employment_case,
  person_key text NOT NULL CHECK (person_key <> ''),
  county text NOT NULL,
  PRIMARY KEY (case_id, person_key)
);
CREATE INDEX IF NOT EXISTS case_person_person ON service.case_person (person_key);

-- What was agreed with the person; a change is a further version.
CREATE TABLE IF NOT EXISTS service.plan (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  plan_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES service.employment_case,
  person_key text NOT NULL,
  county text NOT NULL,
  version int NOT NULL CHECK (version > 0),
  goal text NOT NULL CHECK (goal <> ''),
  -- [{ kind: TRAINING | REFERRALS | COUNSELLING | PUBLIC_POST, words }]
  measures jsonb NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL CHECK (made_by <> ''),
  UNIQUE (case_id, person_key, version),
  FOREIGN KEY (case_id, person_key) REFERENCES service.case_person
);

-- Which step of a referral may follow which, and who may take it: `referral-edges.ts`, written here when it is applied.
CREATE TABLE IF NOT EXISTS service.referral_edge (
  act text NOT NULL,
  from_stage text NOT NULL,
  to_stage text NOT NULL,
  by_kind text NOT NULL,
  PRIMARY KEY (act, from_stage, to_stage, by_kind)
);

CREATE TABLE IF NOT EXISTS service.referral (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  referral_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL,
  person_key text NOT NULL,
  -- Of the case: whose adviser it is.
  county text NOT NULL,
  vacancy_id text NOT NULL CHECK (vacancy_id <> ''),
  employer text NOT NULL CHECK (employer <> ''),
  stage text NOT NULL CHECK (stage IN
    ('PROPOSED', 'AGREED', 'REFERRED', 'INTERVIEW', 'OFFER', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'LAPSED')),
  -- The furthest stage that it reached before it ended.
  reached text NOT NULL CHECK (reached IN ('PROPOSED', 'AGREED', 'REFERRED', 'INTERVIEW', 'OFFER', 'ACCEPTED')),
  stage_at timestamptz NOT NULL,
  -- Why these two: what the adviser or the person says.
  words text NOT NULL,
  proposed_at timestamptz NOT NULL,
  interview_at timestamptz,
  interview_words text,
  -- A month.
  offer_wage_fen bigint CHECK (offer_wage_fen > 0),
  offer_words text,
  starts_on date,
  end_cause text,
  end_words text,
  FOREIGN KEY (case_id, person_key) REFERENCES service.case_person,
  CHECK (stage NOT IN ('INTERVIEW') OR interview_at IS NOT NULL),
  CHECK (stage NOT IN ('OFFER', 'ACCEPTED') OR (offer_wage_fen IS NOT NULL AND starts_on IS NOT NULL)),
  CHECK ((stage IN ('DECLINED', 'WITHDRAWN', 'LAPSED')) = (end_cause IS NOT NULL)),
  CHECK (stage IN ('DECLINED', 'WITHDRAWN', 'LAPSED') OR stage = reached)
);
-- When the vacancy was changed since the person agreed to it, or, before that, since it was proposed; null: it was not.
ALTER TABLE service.referral ADD COLUMN IF NOT EXISTS vacancy_changed_at timestamptz;
CREATE UNIQUE INDEX IF NOT EXISTS referral_once ON service.referral (person_key, vacancy_id)
  WHERE stage NOT IN ('DECLINED', 'WITHDRAWN', 'LAPSED');
CREATE INDEX IF NOT EXISTS referral_vacancy ON service.referral (vacancy_id);
CREATE INDEX IF NOT EXISTS referral_employer ON service.referral (employer);
CREATE INDEX IF NOT EXISTS referral_case ON service.referral (case_id);

-- What an employer learned of somebody when the referral was made, as the profile was then.
CREATE TABLE IF NOT EXISTS service.introduction (
  referral_id uuid PRIMARY KEY REFERENCES service.referral,
  occupation text,
  skills text[] NOT NULL,
  years int NOT NULL CHECK (years >= 0)
);

-- Every step of every referral: who, from where to where, why. Nothing is ever taken from it.
CREATE TABLE IF NOT EXISTS service.stage_history (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  referral_id uuid NOT NULL REFERENCES service.referral,
  person_key text NOT NULL,
  county text NOT NULL,
  at timestamptz NOT NULL,
  by_kind text NOT NULL CHECK (by_kind IN ('ADVISER', 'JOBSEEKER', 'EMPLOYER')),
  -- The official; null: the person.
  by text CHECK (by <> ''),
  act text NOT NULL,
  -- Null: it begins.
  from_stage text,
  to_stage text NOT NULL,
  cause text,
  words text,
  CHECK ((by_kind = 'JOBSEEKER') = (by IS NULL)),
  CHECK ((to_stage IN ('DECLINED', 'WITHDRAWN', 'LAPSED')) = (cause IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS stage_history_referral ON service.stage_history (referral_id, record_id);

-- "Not this one, because". Read by matching, which shows fewer such vacancies, and by the person; by nothing else:
-- `declines-have-no-consequence.contract.ts`.
CREATE TABLE IF NOT EXISTS service.decline (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  decline_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_key text NOT NULL CHECK (person_key <> ''),
  what text NOT NULL CHECK (what IN ('VACANCY', 'EMPLOYER', 'OCCUPATION', 'COUNTY', 'SHIFT')),
  value text NOT NULL CHECK (value <> ''),
  reason text NOT NULL CHECK (reason <> ''),
  declined_at timestamptz NOT NULL,
  taken_back_at timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS decline_once ON service.decline (person_key, what, value) WHERE taken_back_at IS NULL;

-- What another agency, or this one, is asked to look at. Whatever follows is that agency's decision.
CREATE TABLE IF NOT EXISTS service.task (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  task_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL CHECK (kind IN
    ('TRAINING_SUBSIDY', 'JOB_SUBSIDY', 'DIBAO_TAPER', 'ELIGIBILITY_RECHECK', 'CORRECTION')),
  agency text NOT NULL CHECK (agency <> ''),
  -- Null: of a correction that no case asks for.
  case_id uuid REFERENCES service.employment_case,
  referral_id uuid REFERENCES service.referral,
  person_key text,
  county text NOT NULL,
  -- What it is about, once: the same is not asked twice.
  subject text NOT NULL CHECK (subject <> ''),
  words_en text NOT NULL CHECK (words_en <> ''),
  words_zh text NOT NULL CHECK (words_zh <> ''),
  state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'DONE')),
  asked_at timestamptz NOT NULL,
  due date NOT NULL,
  done_at timestamptz,
  done_by text,
  result text,
  UNIQUE (kind, agency, subject),
  CHECK ((state = 'DONE') = (done_by IS NOT NULL) AND done_by <> ''),
  CHECK ((done_at IS NULL) = (done_by IS NULL) AND (done_by IS NULL) = (COALESCE(result, '') = ''))
);
-- Of a correction: since when the records agree again, where an official had ended it before. What disagrees after that is new.
ALTER TABLE service.task ADD COLUMN IF NOT EXISTS agreed_at timestamptz
  CHECK (agreed_at IS NULL OR (kind = 'CORRECTION' AND state = 'DONE'));
-- The result in Chinese, where the hub says it; an official says it in words of their own.
ALTER TABLE service.task ADD COLUMN IF NOT EXISTS result_zh text CHECK (result_zh IS NULL OR result IS NOT NULL);
CREATE INDEX IF NOT EXISTS task_of_agency ON service.task (agency, due) WHERE state = 'OPEN';
CREATE INDEX IF NOT EXISTS task_person ON service.task (person_key);

-- Asking, 1, 3 and 6 months after work began, how it goes.
CREATE TABLE IF NOT EXISTS service.follow_up (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  follow_up_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  referral_id uuid NOT NULL REFERENCES service.referral,
  case_id uuid NOT NULL REFERENCES service.employment_case,
  person_key text NOT NULL,
  county text NOT NULL,
  month int NOT NULL CHECK (month IN (1, 3, 6)),
  due date NOT NULL,
  outcome text CHECK (outcome IN ('AT_WORK', 'CHANGED', 'LEFT', 'NOT_REACHED')),
  words text,
  done_at timestamptz,
  done_by text,
  UNIQUE (referral_id, month),
  CHECK ((outcome IS NULL) = (done_by IS NULL) AND (outcome IS NULL) = (done_at IS NULL) AND done_by <> '')
);
CREATE INDEX IF NOT EXISTS follow_up_waiting ON service.follow_up (due) WHERE outcome IS NULL;

-- That somebody should look at something. A reminder changes nothing but itself.
CREATE TABLE IF NOT EXISTS service.reminder (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  reminder_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL CHECK (kind IN
    ('CASE_UNCONFIRMED', 'CASE_DEADLINE', 'CASE_OVERDUE', 'TASK_OVERDUE', 'FOLLOW_UP_DUE', 'REFERRAL_IDLE')),
  -- The case, task, follow-up or referral.
  about uuid NOT NULL,
  -- What it had come to: a referral that moves on and stands still again is a further reminder.
  since text NOT NULL,
  agency text NOT NULL,
  county text NOT NULL,
  words_en text NOT NULL,
  words_zh text NOT NULL,
  reminded_at timestamptz NOT NULL,
  UNIQUE (kind, about, since)
);

-- In which groups somebody is: conclusions, with names of datasets and days, never values.
CREATE TABLE IF NOT EXISTS service.priority_group (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  person_key text NOT NULL CHECK (person_key <> ''),
  county text,
  priority_group text NOT NULL,
  answer text NOT NULL CHECK (answer IN ('YES', 'CANNOT_TELL')),
  since date,
  rule_id text NOT NULL,
  -- [{ dataset, asOf }]
  evidence jsonb NOT NULL,
  -- Which facts nobody could give.
  missing text[] NOT NULL,
  concluded_on date NOT NULL,
  PRIMARY KEY (person_key, priority_group),
  CHECK ((answer = 'YES') = (since IS NOT NULL)),
  CHECK ((answer = 'CANNOT_TELL') = (cardinality(missing) > 0))
);

-- Everything else that was done: cases, plans, tasks, consents, follow-ups, vacancies. Only added to.
CREATE TABLE IF NOT EXISTS service.history (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  by_kind text NOT NULL CHECK (by_kind IN ('HUB', 'ADVISER', 'JOBSEEKER', 'EMPLOYER', 'AGENCY')),
  -- The official; null: the hub, or the person.
  by text CHECK (by <> ''),
  act text NOT NULL,
  case_id uuid REFERENCES service.employment_case,
  task_id uuid REFERENCES service.task,
  vacancy_id text,
  person_key text,
  county text,
  from_state text,
  to_state text,
  reason text,
  CHECK ((by_kind IN ('ADVISER', 'EMPLOYER', 'AGENCY')) = (by IS NOT NULL))
);
-- Of a profile that an adviser sent: what is kept of it may be hidden from the adviser, and so says nothing of "the same again".
ALTER TABLE service.history ADD COLUMN IF NOT EXISTS draft_sha256 text;
CREATE INDEX IF NOT EXISTS history_case ON service.history (case_id, record_id);
CREATE INDEX IF NOT EXISTS history_person ON service.history (person_key, record_id);

-- Where somebody stands in the chain. Not kept, so that it can not differ from what was done.
CREATE OR REPLACE VIEW service.case_step AS
  SELECT case_id, person_key,
         CASE
           WHEN EXISTS (SELECT FROM service.referral r WHERE r.case_id = c.case_id AND r.person_key = c.person_key
             AND r.stage = 'ACCEPTED') THEN 'FOLLOW_UP'
           WHEN EXISTS (SELECT FROM service.referral r WHERE r.case_id = c.case_id AND r.person_key = c.person_key
             AND r.stage = 'OFFER') THEN 'OFFER'
           WHEN EXISTS (SELECT FROM service.referral r WHERE r.case_id = c.case_id AND r.person_key = c.person_key
             AND r.stage = 'INTERVIEW') THEN 'INTERVIEW'
           WHEN EXISTS (SELECT FROM service.referral r WHERE r.case_id = c.case_id AND r.person_key = c.person_key
             AND r.stage IN ('PROPOSED', 'AGREED', 'REFERRED')) THEN 'REFERRALS'
           WHEN EXISTS (SELECT FROM service.plan p WHERE p.case_id = c.case_id AND p.person_key = c.person_key) THEN 'PLAN'
           WHEN EXISTS (SELECT FROM service.history h WHERE h.person_key = c.person_key AND h.act = 'PROFILE_KEPT')
             THEN 'PROFILE'
           ELSE 'REGISTRATION'
         END AS step
    FROM service.case_person c;

-- A case begins proposed, or opened by an adviser; it is confirmed, refused or closed once.
CREATE OR REPLACE FUNCTION service.guard_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change constant text[] := ARRAY['state', 'confirmed_at', 'confirmed_by', 'ended_at', 'ended_by',
    'ended_by_person', 'outcome', 'reason'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a case is never removed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'PROPOSED' OR (NEW.state = 'OPEN' AND NEW.opened_by_kind = 'ADVISER') THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'no case of % begins as %', NEW.opened_by_kind, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT ((OLD.state = 'PROPOSED' AND NEW.state IN ('OPEN', 'REFUSED')) OR (OLD.state = 'OPEN' AND NEW.state = 'CLOSED'))
    OR to_jsonb(OLD) - may_change <> to_jsonb(NEW) - may_change
    OR (OLD.confirmed_by IS NOT NULL AND (OLD.confirmed_by, OLD.confirmed_at) IS DISTINCT FROM
      (NEW.confirmed_by, NEW.confirmed_at))
  THEN
    RAISE EXCEPTION 'no case goes so from % to %', OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- A referral goes along the edges, and stays the same referral.
CREATE OR REPLACE FUNCTION service.guard_referral() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stays constant text[] := ARRAY['record_id', 'referral_id', 'case_id', 'person_key', 'county', 'vacancy_id', 'employer',
    'words', 'proposed_at'];
  changed text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a referral is never removed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.stage <> 'PROPOSED' THEN
      RAISE EXCEPTION 'no referral begins as %', NEW.stage USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  -- No step of the referral's: what it is to was changed.
  IF NEW.vacancy_changed_at IS NOT NULL
    AND to_jsonb(OLD) - 'vacancy_changed_at' = to_jsonb(NEW) - 'vacancy_changed_at' THEN
    RETURN NEW;
  END IF;
  FOREACH changed IN ARRAY stays LOOP
    IF to_jsonb(OLD) -> changed <> to_jsonb(NEW) -> changed THEN
      RAISE EXCEPTION 'a referral stays about the same people' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT FROM service.referral_edge WHERE from_stage = OLD.stage AND to_stage = NEW.stage) THEN
    RAISE EXCEPTION 'no referral goes from % to %', OLD.stage, NEW.stage USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- No step without an entry of who took it, and none by whom it was not for. Asked when the transaction ends.
CREATE OR REPLACE FUNCTION service.require_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.stage END;
BEGIN
  IF NOT EXISTS (
    SELECT FROM service.stage_history h
      JOIN service.referral_edge e ON e.act = h.act AND e.from_stage = COALESCE(h.from_stage, '')
       AND e.to_stage = h.to_stage AND e.by_kind = h.by_kind
     WHERE h.referral_id = NEW.referral_id AND COALESCE(h.from_stage, '') = before AND h.to_stage = NEW.stage
  ) THEN
    RAISE EXCEPTION 'a step from % to % has no entry of who took it', before, NEW.stage
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

-- What was done stays, but that its records agree again is added once; what is proposed is decided once.
CREATE OR REPLACE FUNCTION service.guard_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change constant text[] := ARRAY['state', 'done_at', 'done_by', 'result', 'result_zh'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'DONE' AND OLD.agreed_at IS NULL
    AND to_jsonb(OLD) - 'agreed_at' = to_jsonb(NEW) - 'agreed_at' THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' OR OLD.state = 'DONE' OR to_jsonb(OLD) - may_change <> to_jsonb(NEW) - may_change THEN
    RAISE EXCEPTION 'a task is done once, and stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION service.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history is only added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON service.employment_case
  FOR EACH ROW EXECUTE FUNCTION service.guard_case();
CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON service.referral
  FOR EACH ROW EXECUTE FUNCTION service.guard_referral();
CREATE OR REPLACE TRIGGER guard BEFORE UPDATE OR DELETE ON service.task
  FOR EACH ROW EXECUTE FUNCTION service.guard_task();
DO $$
DECLARE
  kept text;
BEGIN
  -- Made anew: a constraint trigger has no OR REPLACE.
  DROP TRIGGER IF EXISTS no_step_without_history ON service.referral;
  CREATE CONSTRAINT TRIGGER no_step_without_history AFTER INSERT OR UPDATE OF stage ON service.referral
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION service.require_history();
  FOREACH kept IN ARRAY ARRAY['stage_history', 'history', 'plan', 'introduction', 'case_person', 'reminder'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER guard BEFORE UPDATE OR DELETE ON service.%I
      FOR EACH ROW EXECUTE FUNCTION service.refuse_change()', kept);
    EXECUTE format('CREATE OR REPLACE TRIGGER guard_all BEFORE TRUNCATE ON service.%I
      FOR EACH STATEMENT EXECUTE FUNCTION service.refuse_change()', kept);
  END LOOP;
END $$;
