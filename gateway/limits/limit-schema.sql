-- What each application was given today under each limit. Applied by the owner of the hub database before the first
-- gateway starts; safe to repeat. Gateways may call the two functions and nothing else: they can not read what others
-- were given, nor count anything down.
CREATE SCHEMA IF NOT EXISTS limits;

CREATE TABLE IF NOT EXISTS limits.given (
  day date,
  application text,
  purpose text,
  rule text,
  exchanges bigint NOT NULL DEFAULT 0 CHECK (exchanges >= 0),
  people bigint NOT NULL DEFAULT 0 CHECK (people >= 0),
  PRIMARY KEY (day, application, purpose, rule)
);

-- The day of China Standard Time by this server's clock: one clock for all gateways.
CREATE OR REPLACE FUNCTION limits.today() RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT (statement_timestamp() AT TIME ZONE INTERVAL '8 hours')::date
$$;

-- Counts one exchange under every rule, or, where one of them has nothing left, under none: then the row says which
-- rule and what of it is used up. A null limit is none.
CREATE OR REPLACE FUNCTION limits.reserve(
  of_application text,
  for_purpose text,
  under_rules text[],
  most_exchanges integer[],
  most_people integer[]
) RETURNS TABLE (reached_rule text, reached_kind text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  today date := limits.today();
  wanted record;
  so_far record;
BEGIN
  BEGIN
    -- In one order for everybody, so that two exchanges never wait for each other.
    FOR wanted IN
      SELECT w.rule, w.exchanges, w.people
      FROM unnest(under_rules, most_exchanges, most_people) AS w (rule, exchanges, people)
      ORDER BY w.rule COLLATE "C"
    LOOP
      INSERT INTO limits.given AS g (day, application, purpose, rule, exchanges)
        VALUES (today, of_application, for_purpose, wanted.rule, 1)
        ON CONFLICT (day, application, purpose, rule) DO UPDATE SET exchanges = g.exchanges + 1
        RETURNING g.exchanges, g.people INTO so_far;
      reached_kind := CASE
        WHEN so_far.exchanges > wanted.exchanges THEN 'exchanges'
        WHEN so_far.people >= wanted.people THEN 'people'
      END;
      IF reached_kind IS NOT NULL THEN
        reached_rule := wanted.rule;
        RAISE EXCEPTION 'limit reached' USING ERRCODE = 'SLR01';
      END IF;
    END LOOP;
  EXCEPTION WHEN SQLSTATE 'SLR01' THEN
    -- Everything counted in the block is undone with it; what its variables say stays.
    RETURN NEXT;
  END;
END $$;

-- Counts the people of one exchange under every rule, or, where one of them has not so many left, under none.
CREATE OR REPLACE FUNCTION limits.add_people(
  of_application text,
  for_purpose text,
  under_rules text[],
  most_people integer[],
  people_of_exchange integer
) RETURNS TABLE (reached_rule text, reached_kind text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  today date := limits.today();
  wanted record;
  so_far bigint;
BEGIN
  IF people_of_exchange < 0 THEN
    RAISE EXCEPTION 'people are not counted down';
  END IF;
  BEGIN
    FOR wanted IN
      SELECT w.rule, w.people
      FROM unnest(under_rules, most_people) AS w (rule, people)
      ORDER BY w.rule COLLATE "C"
    LOOP
      INSERT INTO limits.given AS g (day, application, purpose, rule, people)
        VALUES (today, of_application, for_purpose, wanted.rule, people_of_exchange)
        ON CONFLICT (day, application, purpose, rule) DO UPDATE SET people = g.people + people_of_exchange
        RETURNING g.people INTO so_far;
      IF so_far > wanted.people THEN
        reached_rule := wanted.rule;
        reached_kind := 'people';
        RAISE EXCEPTION 'limit reached' USING ERRCODE = 'SLR01';
      END IF;
    END LOOP;
  EXCEPTION WHEN SQLSTATE 'SLR01' THEN
    RETURN NEXT;
  END;
END $$;

-- What past days were given bounds nothing any more. A week is kept, in case the server's clock is put back.
DELETE FROM limits.given WHERE day < limits.today() - 7;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA limits FROM PUBLIC;
GRANT USAGE ON SCHEMA limits TO hub_ledger_writer;
GRANT EXECUTE ON FUNCTION limits.reserve, limits.add_people TO hub_ledger_writer;
