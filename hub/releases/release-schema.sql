-- Decisions of the audit office to tell an agency later that its data were read. Applied by the owner of the hub
-- database; safe to repeat. The ledger itself knows nothing of them.
CREATE SCHEMA IF NOT EXISTS release;

CREATE TABLE IF NOT EXISTS release.delay (
  delay_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The exchange on whose behalf the accesses were made, such as the one that began an audit.
  exchange_id text NOT NULL,
  agency text NOT NULL,
  until timestamptz NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 500),
  proposed_by text NOT NULL,
  approved_by text NOT NULL,
  decided_at timestamptz NOT NULL,
  CONSTRAINT by_two_people CHECK (lower(proposed_by) <> lower(approved_by)),
  CONSTRAINT not_over_yet CHECK (until > decided_at)
);
CREATE INDEX IF NOT EXISTS delay_of_exchange ON release.delay (agency, exchange_id);

-- Ninety days are counted from the first decision on an exchange, on that on whose behalf the audit engine made it, or
-- on one made on its behalf: one after another must not come to more.
CREATE OR REPLACE FUNCTION release.bound_delay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  first_decision timestamptz;
BEGIN
  NEW.decided_at := now();
  PERFORM pg_advisory_xact_lock(hashtext(NEW.agency || ' ' || NEW.exchange_id));
  IF NOT EXISTS (SELECT FROM ledger.entry WHERE exchange_id = NEW.exchange_id) THEN
    RAISE EXCEPTION 'no such exchange' USING ERRCODE = 'check_violation', CONSTRAINT = 'known_exchange';
  END IF;
  SELECT min(decided_at) INTO first_decision
    FROM release.delay WHERE agency = NEW.agency AND (
      exchange_id = NEW.exchange_id
      OR exchange_id IN (
        SELECT entry::jsonb ->> 'parent' FROM ledger.entry
        WHERE entry.exchange_id = NEW.exchange_id
          AND entry::jsonb -> 'subject' ->> 'application' = 'audit-engine')
      OR EXISTS (
        SELECT FROM ledger.entry AS made
        WHERE made.exchange_id = delay.exchange_id AND made.entry::jsonb ->> 'parent' = NEW.exchange_id
          AND made.entry::jsonb -> 'subject' ->> 'application' = 'audit-engine'));
  IF NEW.until > coalesce(first_decision, NEW.decided_at) + interval '90 days' THEN
    RAISE EXCEPTION 'a delay ends within ninety days of the first decision'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'within_ninety_days';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER bound_delay BEFORE INSERT ON release.delay
  FOR EACH ROW EXECUTE FUNCTION release.bound_delay();

CREATE OR REPLACE FUNCTION release.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'decisions are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.delay
  FOR EACH STATEMENT EXECUTE FUNCTION release.refuse_change();

GRANT USAGE ON SCHEMA release, ledger TO hub_release_keeper;
GRANT SELECT ON ledger.entry, release.delay TO hub_release_keeper;
GRANT INSERT (exchange_id, agency, until, reason, proposed_by, approved_by) ON release.delay TO hub_release_keeper;
