-- Schema `matching` of the matching database, made by its owner (the role `matching_work`): what the graph shows, as views
-- over the market and the service chain, and the runs of assignment. Applied again whenever this text changes, or what
-- `apply-served-views.ts` puts in the place of the three selections of referrals and of words that are said elsewhere too.

CREATE INDEX IF NOT EXISTS served_case ON service.employment_case ((case_id::text));
CREATE INDEX IF NOT EXISTS served_case_of_county ON service.employment_case (county, opened_at);
CREATE INDEX IF NOT EXISTS served_case_person ON service.case_person ((case_id::text));
CREATE INDEX IF NOT EXISTS served_plan ON service.plan ((case_id::text));
CREATE INDEX IF NOT EXISTS served_history ON service.history ((case_id::text));
CREATE INDEX IF NOT EXISTS served_task_of_case ON service.task ((case_id::text));
CREATE INDEX IF NOT EXISTS served_referral ON service.referral ((referral_id::text));
CREATE INDEX IF NOT EXISTS served_referral_of_case ON service.referral ((case_id::text));
CREATE INDEX IF NOT EXISTS served_referral_of_person ON service.referral (person_key);
CREATE INDEX IF NOT EXISTS served_step ON service.stage_history ((referral_id::text));
CREATE INDEX IF NOT EXISTS served_follow_up ON service.follow_up ((referral_id::text));
CREATE INDEX IF NOT EXISTS served_follow_up_of_county ON service.follow_up (county, due);

DROP VIEW IF EXISTS
  matching.vacancy, matching.jobseeker, matching.priority_group, matching.decline, matching.referral,
  matching.referral_to_adviser, matching.referral_to_jobseeker, matching.received_referral, matching.referral_step, matching.service_case, matching.case_person, matching.service_plan,
  matching.coordination_task, matching.follow_up, matching.reminder, matching.case_event, matching.served_run, matching.group_fairness,
  matching.assigned_pair CASCADE;

-- Who of a county could go where: proposals of one moment, kept with what they would do to whom.
CREATE TABLE IF NOT EXISTS matching.assignment_run (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  run_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  county text NOT NULL,
  state text NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'DONE', 'CANCELLED', 'FAILED')),
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz CHECK ((finished_at IS NULL) = (state = 'RUNNING')),
  requested_by text NOT NULL,
  jobseekers int NOT NULL DEFAULT 0,
  -- Of the jobseekers, as far as the run has come.
  looked_at int NOT NULL DEFAULT 0,
  vacancies int NOT NULL DEFAULT 0,
  places int NOT NULL DEFAULT 0,
  assigned int NOT NULL DEFAULT 0,
  -- Null where there was nothing to take the mean of.
  mean_score float8,
  gini float8,
  unseen float8,
  ndkl float8
);
-- Null of a run that was not done; the sum of scores that was found, and what no other could exceed.
ALTER TABLE matching.assignment_run
  ADD COLUMN IF NOT EXISTS value float8,
  ADD COLUMN IF NOT EXISTS bound float8,
  ADD COLUMN IF NOT EXISTS ndkl_reranked float8;
CREATE TABLE IF NOT EXISTS matching.group_figures (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  run_id uuid NOT NULL REFERENCES matching.assignment_run ON DELETE CASCADE,
  priority_group text NOT NULL,
  exposure_ratio float8,
  skew float8,
  PRIMARY KEY (run_id, priority_group)
);
ALTER TABLE matching.group_figures ADD COLUMN IF NOT EXISTS skew_reranked float8;
CREATE TABLE IF NOT EXISTS matching.pair (
  record_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  run_id uuid NOT NULL REFERENCES matching.assignment_run ON DELETE CASCADE,
  person_key text NOT NULL,
  county text NOT NULL,
  vacancy_id text NOT NULL,
  score float8 NOT NULL,
  PRIMARY KEY (run_id, person_key)
);
CREATE INDEX IF NOT EXISTS served_assignment_run ON matching.assignment_run ((run_id::text));
CREATE INDEX IF NOT EXISTS served_group_figures ON matching.group_figures ((run_id::text));
CREATE INDEX IF NOT EXISTS served_pair ON matching.pair ((run_id::text));

-- Names of datasets and days, never values: `ASSISTANCE (2026-10-31), …`.
CREATE OR REPLACE FUNCTION matching.evidence_text(evidence jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(concat(each ->> 'dataset', ' (' || (each ->> 'asOf') || ')'), ', ' ORDER BY place)
  FROM jsonb_array_elements(evidence) WITH ORDINALITY AS listed (each, place)
$$;

-- What is wrong, the words that say so, and the article: `it demands or prefers one sex: “限女性” (就业促进法 第二十七条)`.
CREATE OR REPLACE FUNCTION matching.faults_text(faults jsonb, language text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(
    concat(
      fault -> 'words' ->> language,
      CASE language WHEN 'zh' THEN '：' ELSE ': ' END || '“' || (fault ->> 'found') || '”',
      CASE language WHEN 'zh' THEN '（' ELSE ' (' END || (fault ->> 'statute') || CASE language WHEN 'zh' THEN '）' ELSE ')' END
    ),
    CASE language WHEN 'zh' THEN '；' ELSE '; ' END ORDER BY place
  )
  FROM jsonb_array_elements(faults) WITH ORDINALITY AS listed (fault, place)
$$;

CREATE OR REPLACE FUNCTION matching.was_refused(faults jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_path_exists(faults, '$[*] ? (@.effect == "REFUSED")')
$$;

-- Whose word it is that somebody has a licence, where it is not their own: `WELDING_WORK (ea-0031, 2026-11-23)`.
CREATE OR REPLACE FUNCTION matching.licences_by_adviser(whose text, held text[]) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(concat(licence, ' (', by, ', ', matching.day_in_china(at), ')'), '; ' ORDER BY licence)
  FROM (
    SELECT DISTINCT ON (licence) licence, by, at
    FROM service.history AS noted, string_to_table(reason, ',') AS licence
    WHERE person_key = whose AND act = 'LICENCES_NOTED' AND licence = ANY (held) AND NOT EXISTS (
      SELECT FROM service.history AS own WHERE own.person_key = whose AND own.act = 'PROFILE_KEPT'
        AND own.by_kind = 'JOBSEEKER' AND own.record_id > noted.record_id)
    ORDER BY licence, noted.record_id DESC
  ) AS last
$$;

-- What was refused is nobody's to go for, also where it was taken back since: shown to its employer and to advisers, and, each once
-- more, to whoever was referred to it before.
CREATE VIEW matching.vacancy AS
SELECT
  viewer, record_id, vacancy_id, employer, title, text, occupation, array_to_string(skills, ',') AS skills,
  array_to_string(licences, ',') AS licences, county, shift, contract, wage_low_fen, wage_high_fen, lodging,
  array_to_string(demands, ',') AS demands, array_to_string(accommodations, ',') AS accommodations,
  minimum_age::int AS minimum_age, wanted_years, wanted_education, places, filled, open_from, open_until, status,
  nullif(concat_ws('; ', matching.faults_text(faults, 'en'), CASE WHEN status = 'FILLED' THEN :filled_en END), '')
    AS faults_en,
  nullif(concat_ws('；', matching.faults_text(faults, 'zh'), CASE WHEN status = 'FILLED' THEN :filled_zh END), '')
    AS faults_zh,
  open_from AS valid_from, NULL::date AS valid_to, changed_at AS recorded_from, NULL::timestamptz AS recorded_to,
  nullif(concat_ws(',',
    (SELECT string_agg(fault ->> 'code', ',') FROM jsonb_array_elements(faults) AS fault),
    CASE WHEN status = 'FILLED' THEN status END
  ), '') AS quality_flag
FROM (
    SELECT CASE WHEN matching.was_refused(faults) THEN 'STAFF' ELSE 'ANYBODY' END AS viewer, vacancy.* FROM market.vacancy
    UNION ALL
    SELECT person_key, vacancy.* FROM market.vacancy
      JOIN (SELECT DISTINCT vacancy_id, person_key FROM service.referral) AS referred USING (vacancy_id)
    WHERE matching.was_refused(faults)
  ) AS shown;

CREATE VIEW matching.jobseeker AS
SELECT
  record_id, person_key, county, array_to_string(occupations, ',') AS occupations,
  array_to_string(skills, ',') AS skills, array_to_string(licences, ',') AS licences, text, years, education,
  max_commute_minutes, wage_floor_fen, array_to_string(shifts, ',') AS shifts,
  array_to_string(contracts, ',') AS contracts, needs_lodging, array_to_string(cannot, ',') AS cannot,
  array_to_string(needs, ',') AS needs, consented, matching.licences_by_adviser(person_key, licences) AS licences_by_adviser,
  -- Who has not consented is matched with nothing, and is told so.
  nullif(concat_ws('; ',
    CASE WHEN NOT consented THEN :no_consent_en END,
    (SELECT string_agg(obstacle #>> '{words,en}', '; ') FROM jsonb_array_elements(obstacles) AS obstacle)
  ), '') AS obstacles_en,
  nullif(concat_ws('；',
    CASE WHEN NOT consented THEN :no_consent_zh END,
    (SELECT string_agg(obstacle #>> '{words,zh}', '；') FROM jsonb_array_elements(obstacles) AS obstacle)
  ), '') AS obstacles_zh,
  matching.day_in_china(changed_at) AS valid_from, NULL::date AS valid_to, changed_at AS recorded_from,
  NULL::timestamptz AS recorded_to,
  (SELECT string_agg(obstacle ->> 'code', ',') FROM jsonb_array_elements(obstacles) AS obstacle) AS quality_flag
FROM market.jobseeker;

CREATE VIEW matching.priority_group AS
SELECT
  record_id, person_key, county, priority_group, answer, since, rule_id, matching.evidence_text(evidence) AS evidence,
  nullif(array_to_string(missing, ','), '') AS missing, concluded_on,
  concluded_on AS valid_from, NULL::date AS valid_to, concluded_on::timestamptz AS recorded_from,
  NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM service.priority_group;

CREATE VIEW matching.decline AS
SELECT
  record_id, decline_id::text AS decline_id, person_key, what, value, reason, declined_at,
  matching.day_in_china(declined_at) AS valid_from, NULL::date AS valid_to, declined_at AS recorded_from,
  NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM service.decline WHERE taken_back_at IS NULL;

-- Each once for either side that sees whom it is about: as far as the stage allows that side, the adviser all of it.
CREATE VIEW matching.referral AS
SELECT
  viewer, shown.record_id, shown.referral_id::text AS referral_id, person_key, vacancy_id, vacancy_changed_at, employer, case_id::text AS case_id,
  county, stage, reached, stage_at, shown.proposed_at, words, occupation, array_to_string(skills, ',') AS skills, years,
  surname, given_name, phone, interview_at, interview_words, offer_wage_fen, offer_words, starts_on, end_cause, end_words,
  matching.day_in_china(shown.proposed_at) AS valid_from, NULL::date AS valid_to, stage_at AS recorded_from,
  NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM (
    SELECT 'ADVISER' AS viewer, told.* FROM (:referrals_to_adviser) AS told
    UNION ALL SELECT 'JOBSEEKER', told.* FROM (:referrals_to_jobseeker) AS told
  ) AS shown
  JOIN (SELECT referral_id, reached FROM service.referral) AS progress USING (referral_id);
CREATE VIEW matching.referral_to_adviser AS SELECT * FROM matching.referral WHERE viewer = 'ADVISER';
CREATE VIEW matching.referral_to_jobseeker AS SELECT * FROM matching.referral WHERE viewer = 'JOBSEEKER';

-- Nothing of a person but what the stage allows; whose row it is goes into the ledger as a tag, and to nobody.
CREATE VIEW matching.received_referral AS
SELECT
  record_id, referral_id::text AS referral_id, subject_key, vacancy_id, employer, stage, stage_at, occupation,
  array_to_string(skills, ',') AS skills, years, surname, given_name, phone, interview_at, interview_words,
  offer_wage_fen, offer_words, starts_on,
  matching.day_in_china(stage_at) AS valid_from, NULL::date AS valid_to, stage_at AS recorded_from,
  NULL::timestamptz AS recorded_to,
  NULL::text AS quality_flag
FROM (:referrals_to_employer) AS shown;

CREATE VIEW matching.referral_step AS
SELECT
  record_id, referral_id::text AS referral_id, person_key, county, at, by_kind, by, act, from_stage, to_stage, cause,
  words, matching.day_in_china(at) AS valid_from, NULL::date AS valid_to, at AS recorded_from,
  NULL::timestamptz AS recorded_to,
  NULL::text AS quality_flag
FROM service.stage_history;

CREATE VIEW matching.service_case AS
SELECT
  record_id, case_id::text AS case_id, kind, county, state, opened_at, opened_by_kind, opened_by, rule_id,
  matching.evidence_text(evidence) AS evidence, deadline, confirmed_at, confirmed_by, ended_at, ended_by, outcome, reason,
  matching.day_in_china(opened_at) AS valid_from, matching.day_in_china(ended_at) AS valid_to, opened_at AS recorded_from,
  NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM service.employment_case;

CREATE VIEW matching.case_person AS
SELECT
  person.record_id, case_id::text AS case_id, person_key, person.county, step, kind, state, opened_at,
  -- Of a household's case these tell what became of the others.
  CASE WHEN kind = 'ORDINARY' THEN ended_at END AS own_ended_at,
  CASE WHEN kind = 'ORDINARY' THEN outcome END AS own_outcome,
  CASE WHEN kind = 'ORDINARY' THEN reason END AS own_reason,
  matching.day_in_china(opened_at) AS valid_from, NULL::date AS valid_to, opened_at AS recorded_from,
  NULL::timestamptz AS recorded_to,
  NULL::text AS quality_flag
FROM service.case_person AS person JOIN service.case_step USING (case_id, person_key)
  JOIN (SELECT case_id, kind, state, opened_at, ended_at, outcome, reason FROM service.employment_case) AS opened
    USING (case_id);

CREATE VIEW matching.service_plan AS
SELECT
  record_id, case_id::text AS case_id, person_key, county, version, goal, measures::text AS measures, made_at, made_by,
  matching.day_in_china(made_at) AS valid_from, NULL::date AS valid_to, made_at AS recorded_from,
  NULL::timestamptz AS recorded_to,
  NULL::text AS quality_flag
FROM service.plan;

CREATE VIEW matching.coordination_task AS
SELECT
  record_id, task_id::text AS task_id, case_id::text AS case_id, person_key, kind, agency, county, state, words_en,
  words_zh, asked_at, due, done_at, done_by, result, COALESCE(result_zh, result) AS result_zh,
  matching.day_in_china(asked_at) AS valid_from, matching.day_in_china(done_at) AS valid_to, asked_at AS recorded_from,
  NULL::timestamptz AS recorded_to, NULL::text AS quality_flag
FROM service.task;

CREATE VIEW matching.follow_up AS
SELECT
  record_id, follow_up_id::text AS follow_up_id, referral_id::text AS referral_id, person_key, county, month, due,
  outcome, words, done_at, done_by,
  due AS valid_from, NULL::date AS valid_to, due::timestamptz AS recorded_from, NULL::timestamptz AS recorded_to,
  NULL::text AS quality_flag
FROM service.follow_up;

CREATE VIEW matching.reminder AS
SELECT
  record_id, reminder_id::text AS reminder_id, kind, about::text AS about, agency, county, words_en, words_zh, reminded_at,
  matching.day_in_china(reminded_at) AS valid_from, NULL::date AS valid_to, reminded_at AS recorded_from,
  NULL::timestamptz AS recorded_to,
  NULL::text AS quality_flag
FROM service.reminder;

CREATE VIEW matching.case_event AS
SELECT
  record_id, case_id::text AS case_id, person_key, county, at, by_kind, by, act, from_state, to_state, reason,
  matching.day_in_china(at) AS valid_from, NULL::date AS valid_to, at AS recorded_from,
  NULL::timestamptz AS recorded_to,
  NULL::text AS quality_flag
FROM service.history WHERE case_id IS NOT NULL;

CREATE VIEW matching.served_run AS
SELECT
  record_id, run_id::text AS run_id, county, state, started_at, finished_at, requested_by, jobseekers, looked_at, vacancies,
  places, assigned, mean_score, value, bound, gini, unseen, ndkl, ndkl_reranked,
  matching.day_in_china(started_at) AS valid_from, NULL::date AS valid_to, started_at AS recorded_from,
  NULL::timestamptz AS recorded_to,
  NULL::text AS quality_flag
FROM matching.assignment_run;

CREATE VIEW matching.group_fairness AS
SELECT
  figures.record_id, run.run_id, county, priority_group, exposure_ratio, skew, skew_reranked,
  valid_from, valid_to, recorded_from, recorded_to, quality_flag
FROM matching.group_figures AS figures JOIN matching.served_run AS run ON run.run_id = figures.run_id::text;

CREATE VIEW matching.assigned_pair AS
SELECT
  pair.record_id, run.run_id, person_key, pair.county, vacancy_id, score,
  valid_from, valid_to, recorded_from, recorded_to, quality_flag
FROM matching.pair AS pair JOIN matching.served_run AS run ON run.run_id = pair.run_id::text
-- Whoever has withdrawn consent since is proposed for nothing by an old run, nor by it once consent is given anew.
WHERE EXISTS (SELECT FROM service.consent WHERE consent.person_key = pair.person_key AND withdrawn_at IS NULL
  AND given_at <= run.started_at);
