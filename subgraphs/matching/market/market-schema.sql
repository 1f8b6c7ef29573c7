-- Schema `market`: what employers offer and who looks for work, as they say it themselves. The role that applies it owns
-- the schema. Nothing here is anybody's record at another agency; conclusions about a person come in without the record.

CREATE SEQUENCE IF NOT EXISTS market.vacancy_number;

CREATE TABLE IF NOT EXISTS market.vacancy (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  vacancy_id text PRIMARY KEY CHECK (vacancy_id ~ '^V[0-9]{10}$'),
  employer text NOT NULL,
  title text NOT NULL,
  text text NOT NULL,
  occupation text NOT NULL,
  skills text[] NOT NULL,
  licences text[] NOT NULL,
  county text NOT NULL,
  shift text NOT NULL CHECK (shift IN ('DAY', 'NIGHT', 'ROTATING')),
  contract text NOT NULL CHECK (contract IN ('FULL_TIME', 'PART_TIME', 'TEMPORARY', 'DISPATCH')),
  wage_low_fen bigint NOT NULL,
  wage_high_fen bigint NOT NULL,
  lodging boolean NOT NULL,
  demands text[] NOT NULL,
  accommodations text[] NOT NULL,
  minimum_age smallint NOT NULL CHECK (minimum_age IN (16, 18)),
  wanted_years double precision NOT NULL,
  wanted_education text NOT NULL,
  places integer NOT NULL,
  -- Places taken, and those held for somebody who was referred and has not been answered yet.
  filled integer NOT NULL CHECK (filled >= 0),
  open_from date NOT NULL,
  open_until date NOT NULL,
  status text NOT NULL CHECK (status IN ('OPEN', 'WITHDRAWN', 'FILLED', 'REFUSED')),
  -- What was found wrong with it, in words: [{code, effect, words: {en, zh}, statute, found}].
  faults jsonb NOT NULL DEFAULT '[]',
  posted_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  CHECK ((status = 'REFUSED') = jsonb_path_exists(faults, '$[*] ? (@.effect == "REFUSED")') OR status = 'WITHDRAWN')
);
-- That every place is taken is said by the status alone: among the faults it outlived its being so.
UPDATE market.vacancy SET faults = jsonb_path_query_array(faults, '$[*] ? (@.code != "FILLED")')
  WHERE faults @> '[{"code": "FILLED"}]';
CREATE INDEX IF NOT EXISTS vacancy_employer ON market.vacancy (employer, occupation, county);
-- Full ones end, too; the index that was before did not have them.
DROP INDEX IF EXISTS market.vacancy_open_until;
CREATE INDEX IF NOT EXISTS vacancy_ends ON market.vacancy (open_until) WHERE status IN ('OPEN', 'FILLED');

CREATE TABLE IF NOT EXISTS market.jobseeker (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  person_key text PRIMARY KEY,
  county text NOT NULL,
  birth_date date NOT NULL,
  occupations text[] NOT NULL,
  skills text[] NOT NULL,
  licences text[] NOT NULL,
  text text NOT NULL,
  years double precision NOT NULL,
  education text NOT NULL,
  max_commute_minutes integer NOT NULL,
  wage_floor_fen bigint NOT NULL,
  shifts text[] NOT NULL,
  contracts text[] NOT NULL,
  needs_lodging boolean NOT NULL,
  cannot text[] NOT NULL,
  needs text[] NOT NULL,
  groups text[] NOT NULL DEFAULT '{}',
  declined jsonb NOT NULL DEFAULT '[]',
  consented boolean NOT NULL DEFAULT false,
  -- Why this person is not matched, in words: [{code, words: {en, zh}}].
  obstacles jsonb NOT NULL DEFAULT '[]',
  changed_at timestamptz NOT NULL
);

-- Whoever keeps an index of the market hears what changed; the value is read again. No key of a person is in the message.
CREATE OR REPLACE FUNCTION market.tell_of_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('market_changed', TG_TABLE_NAME || ' ' || COALESCE(NEW.record_id, OLD.record_id));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER vacancy_changed AFTER INSERT OR UPDATE OR DELETE ON market.vacancy
  FOR EACH ROW EXECUTE FUNCTION market.tell_of_change();
CREATE OR REPLACE TRIGGER jobseeker_changed AFTER INSERT OR UPDATE OR DELETE ON market.jobseeker
  FOR EACH ROW EXECUTE FUNCTION market.tell_of_change();
