-- What an able auditor writes who has all tables of the agencies in one database: R01 to R10 and W01 at once, as of
-- 2026-11-01, with their evidence. It is what a sweep through the hub is held against, findings and time alike
-- (`npm run bench -- sweep`), and runs unchanged on PostgreSQL and DuckDB. It makes the schema `audit` itself.
--
-- Every rule is one hit table of the records that make it up; a finding's evidence_key names them as the engine does.
-- Values are the text of the column, null for null. Months compare as text, as in the tables.
CREATE SCHEMA audit;
CREATE TABLE audit.finding (
  rule_id text NOT NULL,
  case_key text NOT NULL,
  person_key text NOT NULL,
  evidence_key text NOT NULL
);
CREATE TABLE audit.evidence (
  rule_id text NOT NULL,
  case_key text NOT NULL,
  evidence_key text NOT NULL,
  path text NOT NULL,
  record_key text NOT NULL,
  value text
);

-- The beneficiaries, once: 230102 has lines of its own, 230882 a limit of its own for homes.
CREATE TABLE audit.family AS
SELECT record_id, case_number, scheme, setting, status, member_count, head_person_key, division,
  CASE WHEN setting = 'URBAN' THEN CASE WHEN division LIKE '230102%' THEN 82000 ELSE 78000 END
       ELSE CASE WHEN division LIKE '230102%' THEN 62000 ELSE 58000 END END AS line_fen,
  CASE WHEN division LIKE '230882%' THEN 56 ELSE 60 END AS area_limit
FROM assistance_family WHERE recorded_to IS NULL;
CREATE TABLE audit.member AS
SELECT m.record_id, m.person_key, m.valid_to, substr(CAST(m.valid_to AS text), 1, 7) AS left_month,
  f.record_id AS family_id, f.case_number, f.scheme, f.setting, f.status, f.member_count, f.head_person_key,
  f.division, f.line_fen, f.area_limit
FROM assistance_member m JOIN audit.family f ON f.case_number = m.case_number WHERE m.recorded_to IS NULL;
CREATE INDEX member_person ON audit.member (person_key);
CREATE INDEX member_case ON audit.member (case_number);
CREATE TABLE audit.active AS
SELECT * FROM audit.member WHERE status = 'ACTIVE' AND valid_to IS NULL AND person_key IS NOT NULL;
CREATE INDEX active_person ON audit.active (person_key);
ANALYZE audit.family;
ANALYZE audit.member;
ANALYZE audit.active;

-- R01: a month after the month of death was paid, by any of three registers.
CREATE TABLE audit.r01 AS
SELECT d.rule_id, m.case_number AS case_key, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|' || d.binding || '=' || d.record_id
    || '|payment=' || p.record_id AS evidence_key,
  d.binding, d.record_id AS death_id, d.died_on, m.record_id AS member_id, m.valid_to,
  p.record_id AS payment_id, p.pay_month, p.paid_fen
FROM (
  SELECT 'dead-and-paid.death-certificate' AS rule_id, 'death' AS binding, record_id, person_key, died_on
  FROM death_certificate WHERE recorded_to IS NULL
  UNION ALL
  SELECT 'dead-and-paid.cremation', 'cremation', record_id, person_key, died_on
  FROM cremation WHERE recorded_to IS NULL
  UNION ALL
  SELECT 'dead-and-paid.registration', 'resident', record_id, person_key, status_on
  FROM resident WHERE recorded_to IS NULL AND status = 'DECEASED'
) d
JOIN audit.member m ON m.person_key = d.person_key
JOIN payment p ON p.case_number = m.case_number
WHERE p.recorded_to IS NULL AND p.status = 'PAID' AND p.pay_month > substr(CAST(d.died_on AS text), 1, 7)
  AND (m.valid_to IS NULL OR m.left_month > p.pay_month);
INSERT INTO audit.finding SELECT rule_id, case_key, person_key, evidence_key FROM audit.r01;
INSERT INTO audit.evidence
SELECT h.rule_id, h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r01 h CROSS JOIN LATERAL (VALUES
  ('payment.status', h.payment_id, 'PAID'),
  ('payment.payMonth', h.payment_id, CAST(h.pay_month AS text)),
  ('payment.paidAmount', h.payment_id, CAST(h.paid_fen AS text)),
  ('member.validTo', h.member_id, CAST(h.valid_to AS text)),
  (CASE h.binding WHEN 'resident' THEN 'resident.statusOn' ELSE h.binding || '.diedOn' END,
    h.death_id, CAST(h.died_on AS text)),
  (CASE h.binding WHEN 'resident' THEN 'resident.status' END, h.death_id, 'DECEASED')
) AS e (path, record_key, value) WHERE e.path IS NOT NULL;

-- R02: a vehicle in normal use, neither a mobility scooter nor the family's only livelihood.
CREATE TABLE audit.r02 AS
SELECT m.case_number AS case_key, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|vehicle=' || v.record_id AS evidence_key,
  m.family_id, m.record_id AS member_id, v.record_id AS vehicle_id, v.vehicle_kind, v.use, v.first_registered_on
FROM audit.active m JOIN vehicle v ON v.owner_person_key = m.person_key
WHERE v.recorded_to IS NULL AND v.valid_to IS NULL AND v.status = 'NORMAL'
  AND v.vehicle_kind <> 'MOBILITY_SCOOTER' AND v.use <> 'SOLE_LIVELIHOOD';
INSERT INTO audit.finding SELECT 'barred-vehicle.owned', case_key, person_key, evidence_key FROM audit.r02;
INSERT INTO audit.evidence
SELECT 'barred-vehicle.owned', h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r02 h CROSS JOIN LATERAL (VALUES
  ('family.status', h.family_id, 'ACTIVE'),
  ('member.validTo', h.member_id, CAST(NULL AS text)),
  ('vehicle.status', h.vehicle_id, 'NORMAL'),
  ('vehicle.validTo', h.vehicle_id, NULL),
  ('vehicle.vehicleKind', h.vehicle_id, h.vehicle_kind),
  ('vehicle.use', h.vehicle_id, h.use),
  ('vehicle.firstRegisteredOn', h.vehicle_id, CAST(h.first_registered_on AS text))
) AS e (path, record_key, value);

-- R03: two homes and too much area a head; homes given for a demolished one count from three and twice the area.
CREATE TABLE audit.owned_home AS
SELECT m.case_number, m.family_id, m.record_id AS member_id, m.member_count, m.head_person_key, m.area_limit,
  h.record_id AS home_id, h.unit_number, h.area_square_metres, h.share_percent, h.acquired_by
FROM audit.active m JOIN home h ON h.owner_person_key = m.person_key
WHERE h.recorded_to IS NULL AND h.valid_to IS NULL AND h.use = 'RESIDENTIAL' AND h.right_type = 'OWNERSHIP';
CREATE TABLE audit.r03 AS
SELECT case_number AS case_key, max(head_person_key) AS person_key, 'family=' || family_id AS evidence_key,
  family_id, max(member_count) AS member_count
FROM audit.owned_home o
WHERE head_person_key IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM audit.member k
    WHERE k.case_number = o.case_number AND k.valid_to IS NULL AND k.person_key IS NULL)
GROUP BY case_number, family_id
HAVING count(DISTINCT unit_number) >= 2
  AND sum(area_square_metres * share_percent) / 100 > max(area_limit) * max(member_count)
  AND NOT (count(CASE WHEN acquired_by = 'DEMOLITION' THEN 1 END) >= 1
    AND (count(DISTINCT unit_number) < 3
      OR sum(area_square_metres * share_percent) / 100 <= 120 * max(member_count)));
INSERT INTO audit.finding SELECT 'two-homes.owned', case_key, person_key, evidence_key FROM audit.r03;
INSERT INTO audit.evidence
SELECT DISTINCT 'two-homes.owned', h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r03 h JOIN audit.owned_home o ON o.case_number = h.case_key
CROSS JOIN LATERAL (VALUES
  ('family.status', h.family_id, 'ACTIVE'),
  ('family.memberCount', h.family_id, CAST(h.member_count AS text)),
  ('member.validTo', o.member_id, NULL),
  ('home.validTo', o.home_id, NULL),
  ('home.use', o.home_id, 'RESIDENTIAL'),
  ('home.rightType', o.home_id, 'OWNERSHIP'),
  ('home.unitNumber', o.home_id, o.unit_number),
  ('home.areaSquareMetres', o.home_id, CAST(o.area_square_metres AS text)),
  ('home.sharePercent', o.home_id, CAST(o.share_percent AS text)),
  (CASE o.acquired_by WHEN 'DEMOLITION' THEN 'home.acquiredBy' END, o.home_id, o.acquired_by)
) AS e (path, record_key, value) WHERE e.path IS NOT NULL;

-- R04: the legal representative of an open firm, or who controls or holds half of one; a stall without employees is a
-- livelihood, but one with a taxable turnover is looked at.
CREATE TABLE audit.r04 AS
SELECT 'company-control.legal-representative' AS rule_id, m.case_number AS case_key, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|firm=' || f.record_id AS evidence_key,
  m.family_id, m.record_id AS member_id, f.record_id AS firm_id, f.kind, f.employees, f.credit_code,
  CAST(NULL AS bigint) AS holding_id, CAST(NULL AS text) AS role, CAST(NULL AS numeric(6, 3)) AS share_percent
FROM audit.active m JOIN enterprise f ON f.legal_representative_person_key = m.person_key
WHERE f.recorded_to IS NULL AND f.status = 'OPEN' AND NOT (f.kind = 'STALL' AND f.employees = 0)
UNION ALL
SELECT 'company-control.holder', m.case_number, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|holding=' || g.record_id || '|firm=' || f.record_id,
  m.family_id, m.record_id, f.record_id, f.kind, f.employees, f.credit_code, g.record_id, g.role, g.share_percent
FROM audit.active m JOIN holding g ON g.holder_person_key = m.person_key
JOIN enterprise f ON f.credit_code = g.credit_code
WHERE g.recorded_to IS NULL AND g.valid_to IS NULL AND (g.role = 'CONTROLLER' OR g.share_percent >= 50)
  AND f.recorded_to IS NULL AND f.status = 'OPEN' AND NOT (f.kind = 'STALL' AND f.employees = 0);
INSERT INTO audit.finding SELECT rule_id, case_key, person_key, evidence_key FROM audit.r04;
INSERT INTO audit.evidence
SELECT h.rule_id, h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r04 h CROSS JOIN LATERAL (VALUES
  ('family.status', h.family_id, 'ACTIVE'),
  ('member.validTo', h.member_id, CAST(NULL AS text)),
  ('firm.status', h.firm_id, 'OPEN'),
  ('firm.kind', h.firm_id, h.kind),
  ('firm.employees', h.firm_id, CAST(h.employees AS text)),
  ('firm.creditCode', h.firm_id, h.credit_code),
  ('holding.validTo', h.holding_id, NULL),
  ('holding.role', h.holding_id, h.role),
  ('holding.sharePercent', h.holding_id, CAST(h.share_percent AS text))
) AS e (path, record_key, value) WHERE e.record_key IS NOT NULL;
CREATE TABLE audit.r04_busy AS
SELECT m.case_number AS case_key, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|firm=' || f.record_id || '|declared=' || t.record_id
    AS evidence_key,
  m.family_id, m.record_id AS member_id, f.record_id AS firm_id, f.credit_code, t.record_id AS tax_id, t.tax_month,
  t.turnover_fen
FROM audit.active m JOIN enterprise f ON f.legal_representative_person_key = m.person_key
JOIN tax_month t ON t.credit_code = f.credit_code
WHERE f.recorded_to IS NULL AND f.status = 'OPEN' AND f.kind = 'STALL' AND f.employees = 0
  AND t.recorded_to IS NULL AND t.tax_month >= '2025-11' AND t.turnover_fen > 10000000;
INSERT INTO audit.finding SELECT 'company-control.busy-stall', case_key, person_key, evidence_key FROM audit.r04_busy;
INSERT INTO audit.evidence
SELECT 'company-control.busy-stall', h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r04_busy h CROSS JOIN LATERAL (VALUES
  ('family.status', h.family_id, 'ACTIVE'),
  ('member.validTo', h.member_id, CAST(NULL AS text)),
  ('firm.status', h.firm_id, 'OPEN'),
  ('firm.kind', h.firm_id, 'STALL'),
  ('firm.employees', h.firm_id, '0'),
  ('firm.creditCode', h.firm_id, h.credit_code),
  ('declared.taxMonth', h.tax_id, CAST(h.tax_month AS text)),
  ('declared.turnover', h.tax_id, CAST(h.turnover_fen AS text))
) AS e (path, record_key, value);

-- R05: income a head over the line in the last month, which was paid; the basic pension of residents is disregarded.
CREATE TABLE audit.paid_lately AS
SELECT f.record_id AS family_id, f.case_number, f.head_person_key, f.setting, f.line_fen,
  p.record_id AS payment_id, p.pay_month, p.paid_fen
FROM audit.family f JOIN payment p ON p.case_number = f.case_number
WHERE f.status = 'ACTIVE' AND p.recorded_to IS NULL AND p.status = 'PAID' AND p.pay_month >= '2026-10';
CREATE TABLE audit.counted AS
SELECT l.payment_id, m.record_id AS member_id, m.person_key, m.valid_to, l.pay_month
FROM audit.paid_lately l JOIN audit.member m ON m.case_number = l.case_number
WHERE m.valid_to IS NULL OR m.left_month > l.pay_month;
CREATE TABLE audit.income AS
SELECT c.payment_id, c.member_id, 'insuredWages' AS kind_of, i.record_id, i.kind, i.base_fen AS fen, i.from_month,
  i.to_month
FROM audit.counted c JOIN insurance_interval i ON i.person_key = c.person_key
WHERE i.recorded_to IS NULL AND i.kind = 'PENSION' AND i.from_month <= c.pay_month
  AND (i.to_month IS NULL OR i.to_month >= c.pay_month)
UNION ALL
SELECT c.payment_id, c.member_id, 'received', b.record_id, b.kind, b.monthly_fen, b.from_month, b.to_month
FROM audit.counted c JOIN benefit_interval b ON b.person_key = c.person_key
WHERE b.recorded_to IS NULL AND b.from_month <= c.pay_month AND (b.to_month IS NULL OR b.to_month >= c.pay_month)
UNION ALL
SELECT c.payment_id, c.member_id, 'treasuryPay', s.record_id, NULL, s.gross_fen, s.pay_month, NULL
FROM audit.counted c JOIN public_payroll s ON s.person_key = c.person_key
WHERE s.recorded_to IS NULL AND s.pay_month = c.pay_month;
CREATE TABLE audit.r05 AS
SELECT l.case_number AS case_key, l.head_person_key AS person_key,
  'family=' || l.family_id || '|payment=' || l.payment_id AS evidence_key,
  l.family_id, l.setting, l.payment_id, l.pay_month, l.paid_fen
FROM audit.paid_lately l
JOIN (SELECT payment_id, count(*) AS heads, count(person_key) AS known FROM audit.counted GROUP BY payment_id) c
  ON c.payment_id = l.payment_id
JOIN (
  SELECT payment_id,
    greatest(sum(CASE WHEN kind_of = 'insuredWages' THEN fen ELSE 0 END),
      sum(CASE WHEN kind_of = 'treasuryPay' THEN fen ELSE 0 END))
    + sum(CASE WHEN kind_of = 'received' AND kind <> 'RESIDENT_PENSION' THEN fen ELSE 0 END) AS fen
  FROM audit.income GROUP BY payment_id
) i ON i.payment_id = l.payment_id
WHERE l.head_person_key IS NOT NULL AND c.known = c.heads AND i.fen > l.line_fen * c.heads;
INSERT INTO audit.finding SELECT 'income-over-line.same-month', case_key, person_key, evidence_key FROM audit.r05;
INSERT INTO audit.evidence
SELECT 'income-over-line.same-month', h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r05 h CROSS JOIN LATERAL (VALUES
  ('family.status', h.family_id, 'ACTIVE'),
  ('family.setting', h.family_id, h.setting),
  ('payment.status', h.payment_id, 'PAID'),
  ('payment.payMonth', h.payment_id, CAST(h.pay_month AS text)),
  ('payment.paidAmount', h.payment_id, CAST(h.paid_fen AS text))
) AS e (path, record_key, value)
UNION ALL
SELECT 'income-over-line.same-month', h.case_key, h.evidence_key, 'member.validTo', CAST(c.member_id AS text),
  CAST(c.valid_to AS text)
FROM audit.r05 h JOIN audit.counted c ON c.payment_id = h.payment_id
UNION ALL
SELECT 'income-over-line.same-month', h.case_key, h.evidence_key, e.path, CAST(i.record_id AS text), e.value
FROM audit.r05 h JOIN audit.income i ON i.payment_id = h.payment_id
CROSS JOIN LATERAL (VALUES
  (CASE i.kind_of WHEN 'insuredWages' THEN 'interval.kind' END, i.kind),
  (CASE i.kind_of WHEN 'insuredWages' THEN 'interval.fromMonth' END, CAST(i.from_month AS text)),
  (CASE i.kind_of WHEN 'insuredWages' THEN 'interval.toMonth' END, CAST(i.to_month AS text)),
  (CASE i.kind_of WHEN 'insuredWages' THEN 'interval.monthlyBase' END, CAST(i.fen AS text)),
  (CASE i.kind_of WHEN 'treasuryPay' THEN 'pay.payMonth' END, CAST(i.from_month AS text)),
  (CASE i.kind_of WHEN 'treasuryPay' THEN 'pay.gross' END, CAST(i.fen AS text)),
  (CASE WHEN i.kind_of = 'received' AND i.kind = 'RESIDENT_PENSION' THEN 'benefit.kind' END, i.kind),
  (CASE i.kind_of WHEN 'received' THEN 'benefit.fromMonth' END, CAST(i.from_month AS text)),
  (CASE i.kind_of WHEN 'received' THEN 'benefit.toMonth' END, CAST(i.to_month AS text)),
  (CASE i.kind_of WHEN 'received' THEN 'benefit.monthlyAmount' END, CAST(i.fen AS text))
) AS e (path, value) WHERE e.path IS NOT NULL;

-- R06: counted in two running cases of dibao or tekun.
CREATE TABLE audit.r06 AS
SELECT m.case_number AS case_key, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|membership=' || o.record_id || '|second=' || o.family_id
    AS evidence_key,
  m.family_id, m.record_id AS member_id, m.scheme, m.setting, m.division, o.record_id AS membership_id,
  o.family_id AS second_id, o.case_number AS second_case, o.scheme AS second_scheme, o.setting AS second_setting,
  o.division AS second_division
FROM audit.active m JOIN audit.active o ON o.person_key = m.person_key AND o.case_number <> m.case_number
WHERE m.scheme IN ('DIBAO', 'TEKUN') AND o.scheme IN ('DIBAO', 'TEKUN');
INSERT INTO audit.finding SELECT 'double-scheme.two-cases', case_key, person_key, evidence_key FROM audit.r06;
INSERT INTO audit.evidence
SELECT 'double-scheme.two-cases', h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r06 h CROSS JOIN LATERAL (VALUES
  ('family.status', h.family_id, 'ACTIVE'),
  ('family.caseNumber', h.family_id, h.case_key),
  ('family.scheme', h.family_id, h.scheme),
  ('family.setting', h.family_id, h.setting),
  ('family.division', h.family_id, h.division),
  ('member.validTo', h.member_id, NULL),
  ('membership.validTo', h.membership_id, NULL),
  ('second.status', h.second_id, 'ACTIVE'),
  ('second.caseNumber', h.second_id, h.second_case),
  ('second.scheme', h.second_id, h.second_scheme),
  ('second.setting', h.second_id, h.second_setting),
  ('second.division', h.second_id, h.second_division)
) AS e (path, record_key, value);

-- R07: a month was paid after the registration moved out of the province, or was cancelled; students at a university stay.
CREATE TABLE audit.r07 AS
SELECT CASE r.status WHEN 'CANCELLED' THEN 'moved-away.cancelled' ELSE 'moved-away.left-the-province' END AS rule_id,
  m.case_number AS case_key, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|resident=' || r.record_id || '|payment=' || p.record_id
    AS evidence_key,
  m.record_id AS member_id, r.record_id AS resident_id, r.status, r.status_on, r.moved_to_division,
  p.record_id AS payment_id, p.pay_month, p.paid_fen
FROM audit.member m JOIN resident r ON r.person_key = m.person_key JOIN payment p ON p.case_number = m.case_number
WHERE m.valid_to IS NULL AND r.recorded_to IS NULL AND p.recorded_to IS NULL AND p.status = 'PAID'
  AND p.pay_month > substr(CAST(r.status_on AS text), 1, 7)
  AND (r.status = 'CANCELLED' OR r.status = 'MOVED_OUT' AND r.moved_to_division NOT LIKE '23%'
    AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_key = r.person_key AND e.recorded_to IS NULL
      AND e.status = 'ENROLLED' AND e.stage IN ('COLLEGE', 'UNIVERSITY')));
INSERT INTO audit.finding SELECT rule_id, case_key, person_key, evidence_key FROM audit.r07;
INSERT INTO audit.evidence
SELECT h.rule_id, h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r07 h CROSS JOIN LATERAL (VALUES
  ('payment.status', h.payment_id, 'PAID'),
  ('payment.payMonth', h.payment_id, CAST(h.pay_month AS text)),
  ('payment.paidAmount', h.payment_id, CAST(h.paid_fen AS text)),
  ('member.validTo', h.member_id, NULL),
  ('resident.status', h.resident_id, h.status),
  ('resident.statusOn', h.resident_id, CAST(h.status_on AS text)),
  (CASE h.status WHEN 'MOVED_OUT' THEN 'resident.movedToDivision' END, h.resident_id, h.moved_to_division)
) AS e (path, record_key, value) WHERE e.path IS NOT NULL;

-- R08: the base of an insurance or of the housing fund is three times the line.
CREATE TABLE audit.r08 AS
SELECT 'base-over-line.insurance' AS rule_id, m.case_number AS case_key, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|interval=' || i.record_id AS evidence_key,
  m.family_id, m.setting, m.record_id AS member_id, i.record_id AS base_id, i.base_fen, i.from_month AS month,
  i.to_month
FROM audit.active m JOIN insurance_interval i ON i.person_key = m.person_key
WHERE i.recorded_to IS NULL AND i.kind = 'PENSION' AND i.status = 'PAYING'
  AND (i.to_month IS NULL OR i.to_month >= '2026-11') AND i.base_fen >= m.line_fen * 3
UNION ALL
SELECT 'base-over-line.housing-fund', m.case_number, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|account=' || a.record_id,
  m.family_id, m.setting, m.record_id, a.record_id, a.base_fen, a.last_month, NULL
FROM audit.active m JOIN housing_fund_account a ON a.person_key = m.person_key
WHERE a.recorded_to IS NULL AND a.status = 'PAYING' AND a.base_fen >= m.line_fen * 3;
INSERT INTO audit.finding SELECT rule_id, case_key, person_key, evidence_key FROM audit.r08;
INSERT INTO audit.evidence
SELECT h.rule_id, h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r08 h CROSS JOIN LATERAL (VALUES
  ('family.status', h.family_id, 'ACTIVE'),
  ('family.setting', h.family_id, h.setting),
  ('member.validTo', h.member_id, NULL),
  (CASE h.rule_id WHEN 'base-over-line.insurance' THEN 'interval.kind' END, h.base_id, 'PENSION'),
  (CASE h.rule_id WHEN 'base-over-line.insurance' THEN 'interval.toMonth' END, h.base_id, CAST(h.to_month AS text)),
  (CASE h.rule_id WHEN 'base-over-line.insurance' THEN 'interval.status' ELSE 'account.status' END, h.base_id,
    'PAYING'),
  (CASE h.rule_id WHEN 'base-over-line.insurance' THEN 'interval.monthlyBase' ELSE 'account.monthlyBase' END,
    h.base_id, CAST(h.base_fen AS text)),
  (CASE h.rule_id WHEN 'base-over-line.insurance' THEN 'interval.fromMonth' ELSE 'account.lastMonth' END, h.base_id,
    CAST(h.month AS text))
) AS e (path, record_key, value) WHERE e.path IS NOT NULL;

-- R09: supported in extreme hardship, of working age, without a certificate that the law takes for inability to work.
CREATE TABLE audit.r09 AS
SELECT f.case_number AS case_key, c.person_key,
  'family=' || f.record_id || '|care=' || c.record_id || '|resident=' || r.record_id AS evidence_key,
  f.record_id AS family_id, c.record_id AS care_id, r.record_id AS resident_id, r.born_on
FROM audit.family f JOIN tekun_care c ON c.case_number = f.case_number
JOIN resident r ON r.person_key = c.person_key
WHERE f.status = 'ACTIVE' AND f.scheme = 'TEKUN' AND c.recorded_to IS NULL AND c.valid_to IS NULL
  AND r.recorded_to IS NULL AND r.born_on > date '1966-11-01' AND r.born_on <= date '2008-11-01'
  AND NOT EXISTS (SELECT 1 FROM disability_certificate d WHERE d.person_key = c.person_key AND d.recorded_to IS NULL
    AND (d.expires_on IS NULL OR d.expires_on >= date '2026-11-01')
    AND (d.kind IN ('MENTAL', 'INTELLECTUAL', 'MULTIPLE') AND d.grade <= 3 OR d.kind = 'LIMB' AND d.grade <= 2
      OR d.kind = 'SIGHT' AND d.grade <= 1));
INSERT INTO audit.finding SELECT 'tekun-able-to-work.able', case_key, person_key, evidence_key FROM audit.r09;
INSERT INTO audit.evidence
SELECT 'tekun-able-to-work.able', h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r09 h CROSS JOIN LATERAL (VALUES
  ('family.status', h.family_id, 'ACTIVE'),
  ('family.scheme', h.family_id, 'TEKUN'),
  ('care.validTo', h.care_id, NULL),
  ('resident.bornOn', h.resident_id, CAST(h.born_on AS text))
) AS e (path, record_key, value);

-- R10: on a public payroll in the last month.
CREATE TABLE audit.r10 AS
SELECT m.case_number AS case_key, m.person_key,
  'family=' || m.family_id || '|member=' || m.record_id || '|pay=' || s.record_id AS evidence_key,
  m.family_id, m.record_id AS member_id, s.record_id AS pay_id, s.pay_month, s.gross_fen
FROM audit.active m JOIN public_payroll s ON s.person_key = m.person_key
WHERE s.recorded_to IS NULL AND s.pay_month >= '2026-10';
INSERT INTO audit.finding SELECT 'public-pay-in-family.member', case_key, person_key, evidence_key FROM audit.r10;
INSERT INTO audit.evidence
SELECT 'public-pay-in-family.member', h.case_key, h.evidence_key, e.path, CAST(e.record_key AS text), e.value
FROM audit.r10 h CROSS JOIN LATERAL (VALUES
  ('family.status', h.family_id, 'ACTIVE'),
  ('member.validTo', h.member_id, NULL),
  ('pay.payMonth', h.pay_id, CAST(h.pay_month AS text)),
  ('pay.gross', h.pay_id, CAST(h.gross_fen AS text))
) AS e (path, record_key, value);

-- W01, over all residents: what treatment of twelve months cost somebody in no scheme; from 60,000 yuan on it is red.
CREATE TABLE audit.w01 AS
SELECT CASE WHEN c.self_paid_fen >= 6000000 THEN 'poverty-by-illness.red' ELSE 'poverty-by-illness.amber' END
    AS rule_id,
  r.person_key, 'person=' || r.record_id AS evidence_key, r.record_id AS resident_id
FROM (
  SELECT person_key, sum(self_paid_fen) AS self_paid_fen FROM medical_claim
  WHERE recorded_to IS NULL AND person_key IS NOT NULL
    AND visited_on >= date '2025-11-01' AND visited_on < date '2026-11-01'
  GROUP BY person_key HAVING sum(self_paid_fen) >= 3000000
) c JOIN resident r ON r.person_key = c.person_key
WHERE r.recorded_to IS NULL AND r.status = 'NORMAL'
  AND NOT EXISTS (SELECT 1 FROM audit.active m WHERE m.person_key = r.person_key)
  AND NOT EXISTS (SELECT 1 FROM aid_grant g WHERE g.person_key = r.person_key AND g.recorded_to IS NULL
    AND g.valid_until >= date '2026-11-01');
INSERT INTO audit.finding SELECT rule_id, person_key, person_key, evidence_key FROM audit.w01;
INSERT INTO audit.evidence
SELECT rule_id, person_key, evidence_key, 'person.status', CAST(resident_id AS text), 'NORMAL' FROM audit.w01
UNION ALL
SELECT h.rule_id, h.person_key, h.evidence_key, e.path, CAST(c.record_id AS text), e.value
FROM audit.w01 h JOIN medical_claim c ON c.person_key = h.person_key
CROSS JOIN LATERAL (VALUES
  ('claim.visitedOn', CAST(c.visited_on AS text)),
  ('claim.selfPaid', CAST(c.self_paid_fen AS text))
) AS e (path, value)
WHERE c.recorded_to IS NULL AND c.visited_on >= date '2025-11-01' AND c.visited_on < date '2026-11-01';
