-- Schema `stream` of the hub database, made by its owner. Safe to repeat.

CREATE TABLE IF NOT EXISTS stream.event (
  sequence bigint PRIMARY KEY,
  agency text NOT NULL CHECK (agency <> ''),
  position text COLLATE "C" NOT NULL CHECK (position <> ''),
  kind text NOT NULL CHECK (kind IN ('CHANGE', 'RESYNC')),
  relation text,
  types text[] NOT NULL,
  keys jsonb NOT NULL,
  committed_at timestamptz NOT NULL,
  published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (agency, position)
);
CREATE INDEX IF NOT EXISTS event_published_at ON stream.event (published_at);

-- One row. Whoever publishes locks it, so that sequences become visible in their order.
CREATE TABLE IF NOT EXISTS stream.state (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  last_sequence bigint NOT NULL DEFAULT 0,
  -- Up to here events have been deleted.
  forgotten_to bigint NOT NULL DEFAULT 0,
  keep interval NOT NULL DEFAULT '7 days'
);
INSERT INTO stream.state DEFAULT VALUES ON CONFLICT DO NOTHING;

-- Whether a text is a time; a clock that is right is not days ahead.
CREATE OR REPLACE FUNCTION stream.is_past(instant text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN pg_input_is_valid(instant, 'timestamptz')
    THEN instant::timestamptz <= now() + interval '1 day' ELSE false END
$$;

-- The same as `stream/parse-event.ts`: what no reader could read is not taken.
-- In one expression: this is asked of every event.
CREATE OR REPLACE FUNCTION stream.is_event(given jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN (jsonb_typeof(given) = 'object' AND given ->> 'agency' ~ '^[a-z][a-z0-9-]*$'
      AND jsonb_typeof(given -> 'position') = 'string' AND length(given ->> 'position') <= 500
      AND (given ->> 'position' ~ '^[0-9a-f]{16}\.[0-9]{9}$' OR given ->> 'position' ~
        '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z ([^ ]+ .+ (written|superseded))?$')
      AND jsonb_typeof(given -> 'types') = 'array' AND jsonb_typeof(given -> 'keys') = 'array'
      AND jsonb_typeof(given -> 'committedAt') = 'string'
      AND given ->> 'committedAt' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$'
      AND ((given ->> 'kind' = 'CHANGE' AND jsonb_typeof(given -> 'relation') = 'string')
        OR (given ->> 'kind' = 'RESYNC' AND given -> 'relation' = 'null'))) IS NOT TRUE
    THEN false
    WHEN NOT stream.is_past(given ->> 'committedAt') THEN false
    WHEN given ->> 'position' ~ ' ' AND NOT stream.is_past(split_part(given ->> 'position', ' ', 1)) THEN false
    ELSE
      jsonb_array_length(given -> 'types') = jsonb_array_length(
        jsonb_path_query_array(given, 'strict $.types[*] ? (@.type() == "string")'))
      AND jsonb_array_length(given -> 'keys') = jsonb_array_length(
        jsonb_path_query_array(given, 'strict $.keys[*] ? (@."type".type() == "string" && @."key".type() == "string")'))
  END
$$;

CREATE OR REPLACE FUNCTION stream.publish(given jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before bigint;
  newest bigint;
  forgotten bigint;
BEGIN
  -- An agency speaks for itself: its role is named after it.
  IF EXISTS (
    SELECT FROM jsonb_array_elements(given) AS item
    WHERE NOT pg_has_role(session_user, replace(item ->> 'agency', '-', '_') || '_publisher', 'MEMBER')
  ) THEN
    RAISE EXCEPTION 'an agency publishes its own changes alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM jsonb_array_elements(given) AS item WHERE NOT stream.is_event(item)) THEN
    RAISE EXCEPTION 'not an event' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT last_sequence INTO before FROM stream.state FOR UPDATE;
  WITH kept AS (
    INSERT INTO stream.event (sequence, agency, position, kind, relation, types, keys, committed_at)
    SELECT
      before + row_number() OVER (ORDER BY item.ordinal), value ->> 'agency', value ->> 'position',
      value ->> 'kind', value ->> 'relation',
      ARRAY(SELECT jsonb_array_elements_text(value -> 'types')), value -> 'keys',
      (value ->> 'committedAt')::timestamptz
    FROM jsonb_array_elements(given) WITH ORDINALITY AS item (value, ordinal)
    -- What is there already leaves a gap in the sequence; looking for it beforehand would read the whole table.
    ON CONFLICT (agency, position) DO NOTHING
    RETURNING sequence
  )
  SELECT max(sequence) INTO newest FROM kept;
  IF newest IS NULL THEN RETURN; END IF;
  WITH gone AS (
    -- Some of the oldest, found by their index however little the planner knows of the table.
    DELETE FROM stream.event WHERE sequence IN (
      SELECT sequence FROM stream.event
      WHERE published_at < now() - (SELECT keep FROM stream.state) ORDER BY published_at LIMIT 10000
    ) RETURNING sequence
  )
  SELECT max(sequence) INTO forgotten FROM gone;
  UPDATE stream.state
  SET last_sequence = newest, forgotten_to = greatest(forgotten_to, coalesce(forgotten, 0));
  PERFORM pg_notify('stream_event', newest::text);
END $$;
REVOKE ALL ON FUNCTION stream.publish(jsonb) FROM PUBLIC;

CREATE OR REPLACE FUNCTION stream.last_position(of_agency text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT has_table_privilege(session_user, 'stream.event', 'SELECT') THEN
    IF NOT pg_has_role(session_user, replace(of_agency, '-', '_') || '_publisher', 'MEMBER') THEN
      RAISE EXCEPTION 'an agency asks for its own position alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  RETURN (SELECT max(position) FROM stream.event WHERE agency = of_agency);
END $$;
REVOKE ALL ON FUNCTION stream.last_position(text) FROM PUBLIC;
