import { HOME_AREA_LIMIT_SQUARE_METRES, ASSISTANCE_LINE_FEN } from '../people/assistance-lines.ts';
import type { CaseKind } from '../planting/planting.ts';
import { HARDSHIP_QUERIES } from './plain-hardship-queries.ts';
import { byCase, CURRENT, type PlainQuery } from './plain-query.ts';

const byKindOfNumber = (table: string, column: string, kind: string): PlainQuery => ({
  by: 'person_key',
  sql: `SELECT DISTINCT ${column}person_key AS answer FROM ${table}
        WHERE ${column}id_kind = '${kind}' AND recorded_to IS NULL`,
});

/**
 * What an auditor with all tables in one place would write. The tests hold the planted labels against these, and audits
 * through the hub can be held against both. Shared numbers are counted, not listed: see the contract tests.
 */
export const PLAIN_QUERIES: Readonly<Record<Exclude<CaseKind, 'SHARED_NUMBER'>, PlainQuery>> = {
  DEAD_AND_PAID: byCase(`, death AS (
      SELECT person_key, died_on FROM death_certificate WHERE recorded_to IS NULL
      UNION SELECT person_key, died_on FROM cremation WHERE recorded_to IS NULL)
    SELECT DISTINCT ever.case_number AS answer FROM ever
    JOIN death USING (person_key) JOIN paid USING (case_number)
    WHERE to_char(died_on, 'YYYY-MM') < pay_month
      AND (ever.valid_to IS NULL OR to_char(ever.valid_to, 'YYYY-MM') > pay_month)`),
  BARRED_VEHICLE: byCase(`
    SELECT DISTINCT case_number AS answer FROM active JOIN member USING (case_number)
    JOIN vehicle ON owner_person_key = person_key
    WHERE vehicle.recorded_to IS NULL AND vehicle.status = 'NORMAL'
      AND vehicle_kind <> 'MOBILITY_SCOOTER' AND use <> 'SOLE_LIVELIHOOD'`),
  TWO_HOMES: byCase(`
    SELECT case_number AS answer FROM active JOIN member USING (case_number)
    JOIN home ON owner_person_key = person_key
    WHERE home.recorded_to IS NULL AND use = 'RESIDENTIAL' AND acquired_by <> 'DEMOLITION'
    GROUP BY case_number, member_count HAVING count(DISTINCT unit_number) >= 2
      AND sum(area_square_metres * share_percent / 100) / member_count > ${HOME_AREA_LIMIT_SQUARE_METRES}`),
  COMPANY_CONTROL: byCase(`, firm AS (
      SELECT * FROM enterprise WHERE recorded_to IS NULL AND status = 'OPEN'
        AND NOT (kind = 'STALL' AND employees = 0)),
    control AS (
      SELECT legal_representative_person_key AS person_key FROM firm
      UNION SELECT holder_person_key FROM holding JOIN firm USING (credit_code)
      WHERE holding.recorded_to IS NULL AND (role = 'CONTROLLER' OR share_percent >= 50))
    SELECT DISTINCT case_number AS answer FROM active
    JOIN member USING (case_number) JOIN control USING (person_key)`),
  INCOME_OVER_LINE: byCase(`, income AS (
      SELECT person_key, base_fen AS fen FROM insurance_interval
      WHERE recorded_to IS NULL AND kind = 'PENSION' AND from_month <= '2026-10'
        AND (to_month IS NULL OR to_month >= '2026-10')
      UNION ALL SELECT person_key, monthly_fen FROM benefit_interval
      WHERE recorded_to IS NULL AND kind <> 'RESIDENT_PENSION' AND from_month <= '2026-10'
        AND (to_month IS NULL OR to_month >= '2026-10'))
    SELECT case_number AS answer FROM active JOIN member USING (case_number) JOIN income USING (person_key)
    WHERE case_number IN (SELECT case_number FROM paid WHERE pay_month = '2026-10')
    GROUP BY case_number, setting, member_count HAVING sum(fen) / member_count >
      CASE setting WHEN 'URBAN' THEN ${ASSISTANCE_LINE_FEN.URBAN} ELSE ${ASSISTANCE_LINE_FEN.RURAL} END`),
  DOUBLE_SCHEME: {
    by: 'person_key',
    sql: `${CURRENT} SELECT person_key AS answer FROM active JOIN member USING (case_number)
      WHERE person_key IS NOT NULL GROUP BY person_key HAVING count(DISTINCT case_number) > 1`,
  },
  MOVED_AWAY: byCase(`
    SELECT DISTINCT case_number AS answer FROM member JOIN resident USING (person_key) JOIN paid USING (case_number)
    WHERE resident.recorded_to IS NULL AND (resident.status = 'CANCELLED'
        OR resident.status = 'MOVED_OUT' AND moved_to_division NOT LIKE '23%')
      AND to_char(status_on, 'YYYY-MM') < pay_month
      AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_key = resident.person_key
        AND e.status = 'ENROLLED' AND e.stage = 'UNIVERSITY')`),
  ...HARDSHIP_QUERIES,
  APPROVED_NOT_PAID_AMOUNT: byCase(
    ` SELECT DISTINCT case_number AS answer FROM paid WHERE paid_fen <> approved_fen`,
  ),
  PAID_AFTER_STOP: byCase(`
    SELECT DISTINCT case_number AS answer FROM family JOIN paid USING (case_number)
    WHERE family.status = 'STOPPED' AND pay_month > to_char(stopped_on, 'YYYY-MM')`),
  ONE_CARD_MANY_FAMILIES: byCase(`, housed AS (
      SELECT case_number FROM tekun_care WHERE recorded_to IS NULL AND care_mode = 'INSTITUTION')
    SELECT DISTINCT one.case_number AS answer FROM paid one
    JOIN paid other ON other.card_hash = one.card_hash AND other.pay_month = one.pay_month
      AND other.case_number <> one.case_number
    WHERE NOT (one.case_number IN (TABLE housed) AND other.case_number IN (TABLE housed))`),
  BASE_OVER_LINE: byCase(`, base AS (
      SELECT person_key, base_fen AS fen FROM insurance_interval
      WHERE recorded_to IS NULL AND kind = 'PENSION' AND status = 'PAYING'
      UNION ALL SELECT person_key, base_fen FROM housing_fund_account
      WHERE recorded_to IS NULL AND status = 'PAYING')
    SELECT DISTINCT case_number AS answer FROM active JOIN member USING (case_number) JOIN base USING (person_key)
    WHERE fen >= 3 * CASE setting WHEN 'URBAN' THEN ${ASSISTANCE_LINE_FEN.URBAN} ELSE ${ASSISTANCE_LINE_FEN.RURAL} END`),
  TEKUN_ABLE_TO_WORK: byCase(`
    SELECT case_number AS answer FROM active JOIN tekun_care c USING (case_number) JOIN resident r USING (person_key)
    WHERE c.recorded_to IS NULL AND c.valid_to IS NULL AND r.recorded_to IS NULL
      AND age(date '2026-11-01', born_on) BETWEEN interval '18 years' AND interval '60 years'
      AND NOT EXISTS (SELECT 1 FROM disability_certificate d WHERE d.person_key = c.person_key AND d.recorded_to IS NULL
        AND (d.kind IN ('MENTAL', 'INTELLECTUAL', 'MULTIPLE') AND d.grade <= 3 OR d.kind = 'LIMB' AND d.grade <= 2
          OR d.kind = 'SIGHT' AND d.grade = 1))`),
  PUBLIC_PAY_IN_FAMILY: byCase(`
    SELECT DISTINCT case_number AS answer FROM active JOIN member USING (case_number)
    JOIN public_payroll p USING (person_key) WHERE p.recorded_to IS NULL AND pay_month >= '2025-11'`),
  RETURNED_NEVER_REPAID: byCase(`, death AS (
      SELECT person_key, died_on FROM death_certificate WHERE recorded_to IS NULL
      UNION SELECT person_key, died_on FROM cremation WHERE recorded_to IS NULL)
    SELECT DISTINCT returned.case_number AS answer FROM payment returned JOIN family USING (case_number)
    WHERE returned.recorded_to IS NULL AND returned.status = 'RETURNED'
      AND returned.approved_on <= date '2026-11-01' - 30
      AND NOT EXISTS (SELECT 1 FROM paid
        WHERE paid.case_number = returned.case_number AND paid.pay_month = returned.pay_month)
      AND NOT EXISTS (SELECT 1 FROM death
        WHERE person_key = head_person_key AND to_char(died_on, 'YYYY-MM') <= returned.pay_month)`),
  APPROVER_RELATED: byCase(`, wed AS (
      SELECT person_key AS one, spouse_person_key AS other, event, event_on FROM marriage WHERE recorded_to IS NULL
      UNION ALL SELECT spouse_person_key, person_key, event, event_on FROM marriage WHERE recorded_to IS NULL)
    SELECT DISTINCT d.case_number AS answer FROM assistance_decision d JOIN member USING (case_number)
    JOIN wed ON one = approver_person_key AND other = person_key
    WHERE d.recorded_to IS NULL AND d.kind IN ('APPROVE', 'REAPPROVE') AND event = 'MARRIED' AND event_on < decided_on
      AND NOT EXISTS (SELECT 1 FROM wed parted WHERE parted.one = wed.one AND parted.other = wed.other
        AND parted.event = 'DIVORCED' AND parted.event_on BETWEEN wed.event_on AND decided_on)`),
  APPROVED_UNPAID_30_DAYS: byCase(`
    SELECT DISTINCT case_number AS answer FROM payment
    WHERE recorded_to IS NULL AND status = 'APPROVED' AND approved_on <= date '2026-11-01' - 30`),
  NEWBORN: byKindOfNumber('resident', '', 'BIRTH'),
  FOREIGNER: byKindOfNumber('resident', '', 'PASSPORT'),
  HMT_PERMIT_HOLDER: byKindOfNumber('resident', '', 'HMT'),
  UNIDENTIFIED_PATIENT: byKindOfNumber('medical_claim', '', 'HOSP'),
  CHANGED_NUMBER: {
    by: 'person_key',
    sql: 'SELECT person_key AS answer FROM identity_change WHERE recorded_to IS NULL',
  },
};
