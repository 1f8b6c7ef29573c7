-- Schema `monitor` of the imaging database, made by its owner (the role of the imaging process) after the schemas
-- `inference` and `report`. Safe to repeat.

-- What the images of a site looked like to a model when it began there; what comes later is compared with it.
CREATE TABLE IF NOT EXISTS monitor.baseline (
  model_sha256 text NOT NULL,
  site text NOT NULL,
  images int NOT NULL,
  -- Null where the model puts out no embedding.
  embedding double precision[],
  -- The mean square of how far its images lie from their own mean, in the metric of the card.
  spread double precision,
  histogram double precision[] NOT NULL,
  -- When the last of them was read.
  until timestamptz NOT NULL,
  PRIMARY KEY (model_sha256, site)
);

-- Something that a person must look at. One that steps labels down lasts until a person lifts that.
CREATE TABLE IF NOT EXISTS monitor.alarm (
  alarm_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  raised_at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('AGREEMENT', 'SUBGROUP', 'EMBEDDING_SHIFT', 'HISTOGRAM_SHIFT',
    'OUT_OF_DISTRIBUTION', 'OPERATIONS')),
  model_sha256 text NOT NULL,
  model_name text NOT NULL,
  site text NOT NULL,
  -- Null: all labels.
  label text,
  -- The figures that raised it; none is a person's.
  detail jsonb NOT NULL,
  ended_at timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS alarm_lasting ON monitor.alarm (kind, model_sha256, site, COALESCE(label, ''))
  WHERE ended_at IS NULL;

-- A label that the monitors made silent at a site, whatever its card says. No machine lifts it.
CREATE TABLE IF NOT EXISTS monitor.step_down (
  step_down_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  alarm_id uuid NOT NULL REFERENCES monitor.alarm,
  model_sha256 text NOT NULL,
  site text NOT NULL,
  label text NOT NULL,
  stepped_at timestamptz NOT NULL,
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text,
  CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS step_down_lasting ON monitor.step_down (model_sha256, site, label)
  WHERE lifted_at IS NULL;

-- What readers said, per week (from Monday, UTC+8) and site. An image's latest judgement counts, whichever version of a
-- report it is in. A reader who agrees with a finding below its threshold says that it is absent.
CREATE OR REPLACE VIEW monitor.weekly_confusion AS
SELECT
  model_sha256,
  site,
  label,
  date_trunc('week', judged_at AT TIME ZONE 'Asia/Shanghai')::date AS week,
  count(*) FILTER (WHERE above AND agrees)::int AS true_positive,
  count(*) FILTER (WHERE above AND NOT agrees)::int AS false_positive,
  count(*) FILTER (WHERE NOT above AND agrees)::int AS true_negative,
  count(*) FILTER (WHERE NOT above AND NOT agrees)::int AS false_negative
FROM (
  SELECT DISTINCT ON (finding.sop_instance_uid, finding.model_sha256, finding.label)
    finding.model_sha256, job.site, finding.label, finding.above, finding.agreement = 'AGREES' AS agrees,
    finding.judged_at
  FROM report.finding
  JOIN report.report USING (report_id)
  JOIN inference.job USING (sop_instance_uid, model_sha256)
  WHERE finding.agreement IS NOT NULL AND finding.above IS NOT NULL AND report.state <> 'ENTERED_IN_ERROR'
  ORDER BY finding.sop_instance_uid, finding.model_sha256, finding.label, finding.judged_at DESC
) AS judgement
GROUP BY model_sha256, site, label, week;
