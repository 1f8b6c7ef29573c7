-- What the graph shows of schema `repository`. Applied again whenever this text changes; the tables are there.
--
-- A picture says as of when it is so: the last moment at which everything known had had its effect, or that of the reading
-- where the reader waits. What is older than a minute is marked stale: a source that has stopped never looks fresh.
DROP VIEW IF EXISTS repository.served_person_picture, repository.served_person_group, repository.served_conflict,
  repository.served_employer_picture, repository.served_closure_signal, repository.freshness, repository.home CASCADE;

CREATE VIEW repository.freshness AS
SELECT state, detail, current_at,
  current_at IS NULL OR is_filling OR state <> 'CURRENT' OR current_at < clock_timestamp() - interval '1 minute' AS is_stale
FROM repository.reader;

-- In which county somebody was held to live, from one moment to another: whoever has moved is of the one before it, and of
-- the other after it. Before the first picture the first one counts, and after the last the last: no moment is left out.
CREATE VIEW repository.home AS
SELECT picture.person_key, picture.county,
  CASE WHEN before.record_id IS NULL THEN '-infinity' ELSE picture.recorded_from END AS known_from,
  (
    SELECT min(later.recorded_from) FROM repository.person_picture AS later
    WHERE later.person_key = picture.person_key AND later.valid_to IS NULL
      AND (later.recorded_from, later.record_id) > (picture.recorded_from, picture.record_id)
      AND later.county IS DISTINCT FROM picture.county
  ) AS known_to
FROM repository.person_picture AS picture
LEFT JOIN LATERAL (
  SELECT earlier.record_id, earlier.county FROM repository.person_picture AS earlier
  WHERE earlier.person_key = picture.person_key AND earlier.valid_to IS NULL
    AND (earlier.recorded_from, earlier.record_id) < (picture.recorded_from, picture.record_id)
  ORDER BY earlier.recorded_from DESC, earlier.record_id DESC LIMIT 1
) AS before ON true
WHERE picture.valid_to IS NULL
  AND (before.record_id IS NULL OR before.county IS DISTINCT FROM picture.county);

-- While nobody reads yet, after a new beginning, what was known before it is there all the same.
--
-- Of a row that is held no more: what was so when it was closed; of one that still is, the flag is that of now, and which
-- conflicts there were at a moment `served_conflict` says. `held_until` is `valid_to` for those who compare days.
CREATE VIEW repository.served_person_picture AS
SELECT picture.record_id, picture.person_key, picture.status, picture.basis, picture.since, picture.employer,
  picture.occupation, picture.training, array_to_string(picture.trained_for, ',') AS trained_for, picture.last_insured_month, array_to_string(picture.benefits, ',') AS benefits, picture.county,
  picture.valid_to IS NULL AS is_current,
  coalesce(
    picture.recorded_to,
    greatest(person_read.read_at, CASE WHEN NOT freshness.is_stale THEN freshness.current_at END),
    picture.recorded_from
  ) AS as_of,
  picture.recorded_to IS NULL AND coalesce(freshness.is_stale, true) AS is_stale, picture.exchange_id,
  picture.valid_from, picture.valid_to, coalesce(picture.valid_to, '9999-12-31') AS held_until,
  picture.recorded_from, picture.recorded_to,
  CASE WHEN EXISTS (
    SELECT FROM repository.conflict
    WHERE conflict.person_key = picture.person_key
      AND conflict.recorded_from < coalesce(picture.recorded_to, 'infinity')
      AND coalesce(conflict.recorded_to, 'infinity') >= coalesce(picture.recorded_to, 'infinity')
  ) THEN 'DISPUTED' END AS quality_flag
FROM repository.person_picture AS picture
LEFT JOIN repository.freshness ON true
LEFT JOIN repository.person_read USING (person_key);

-- A conclusion is shown where the person was held to live then, so whoever has moved has one row for each county.
CREATE VIEW repository.served_person_group AS
SELECT held.record_id, held.person_key, held.group_name, held.answer, held.rule_id, home.county, held.exchange_id,
  repository.day_in_china(held.recorded_from) AS valid_from, NULL::date AS valid_to,
  greatest(held.recorded_from, home.known_from) AS recorded_from,
  least(held.recorded_to, home.known_to) AS recorded_to, NULL::text AS quality_flag
FROM repository.person_group AS held
LEFT JOIN repository.home ON home.person_key = held.person_key
  AND home.known_from < coalesce(held.recorded_to, 'infinity')
  AND coalesce(home.known_to, 'infinity') > held.recorded_from;

-- Those that were resolved are shown too, with the moment at which the sources agreed again; asked as of a moment before it,
-- they are open.
CREATE VIEW repository.served_conflict AS
SELECT conflict.record_id, conflict.record_id::text AS conflict_id, conflict.person_key, conflict.kind,
  array_to_string(conflict.sources, ',') AS sources, conflict.routed_to,
  array_to_string(conflict.record_keys, ',') AS record_keys,
  stage.state, conflict.recorded_from AS opened_at, stage.resolved_at, home.county, conflict.exchange_id,
  repository.day_in_china(conflict.recorded_from) AS valid_from, repository.day_in_china(stage.resolved_at) AS valid_to,
  greatest(stage.recorded_from, home.known_from) AS recorded_from,
  least(stage.recorded_to, home.known_to) AS recorded_to, NULL::text AS quality_flag
FROM repository.conflict
CROSS JOIN LATERAL (
  SELECT 'OPEN' AS state, NULL::timestamptz AS resolved_at, conflict.recorded_from, conflict.recorded_to
  UNION ALL
  SELECT 'RESOLVED', conflict.recorded_to, conflict.recorded_to, NULL WHERE conflict.recorded_to IS NOT NULL
) AS stage
LEFT JOIN repository.home ON home.person_key = conflict.person_key
  AND home.known_from < coalesce(stage.recorded_to, 'infinity')
  AND coalesce(home.known_to, 'infinity') > stage.recorded_from;

CREATE VIEW repository.served_employer_picture AS
SELECT picture.record_id, picture.credit_code, picture.status, picture.insured, picture.county,
  picture.valid_to IS NULL AS is_current, freshness.current_at AS as_of,
  coalesce(freshness.is_stale, true) AS is_stale, picture.exchange_id,
  picture.valid_from, picture.valid_to, picture.recorded_from, picture.recorded_to, NULL::text AS quality_flag
FROM repository.employer_picture AS picture
LEFT JOIN repository.freshness ON true;

CREATE VIEW repository.served_closure_signal AS
SELECT signal.record_id, signal.record_id::text AS signal_id, signal.credit_code, signal.kind, signal.month,
  signal.people_before, signal.people_after, signal.county,
  CASE WHEN decision.decision IS NOT NULL THEN decision.decision
    WHEN signal.recorded_to IS NOT NULL THEN 'WITHDRAWN' ELSE 'PROPOSED' END AS state,
  decision.official AS decided_by, decision.reason, decision.decided_at,
  signal.recorded_from AS proposed_at, signal.recorded_to AS withdrawn_at, signal.exchange_id,
  repository.day_in_china(signal.recorded_from) AS valid_from, repository.day_in_china(signal.recorded_to) AS valid_to,
  signal.recorded_from,
  NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM repository.closure_signal AS signal
LEFT JOIN LATERAL (
  SELECT * FROM repository.closure_decision AS said
  WHERE said.credit_code = signal.credit_code AND said.month = signal.month
  ORDER BY said.record_id DESC LIMIT 1
) AS decision ON true;
