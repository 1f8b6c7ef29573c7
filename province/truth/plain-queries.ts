import { HOME_AREA_LIMIT_SQUARE_METRES, ASSISTANCE_LINE_FEN } from '../people/assistance-lines.ts';
import type { CaseKind } from '../planting/planting.ts';

/** A kind of case as one plain statement over all tables in one database; `by` is the label's column it answers. */
export interface PlainQuery {
  readonly by: 'case_number' | 'household_number' | 'person_key' | 'card_hash';
  readonly sql: string;
}

const CURRENT = `
WITH family AS (SELECT * FROM assistance_family WHERE recorded_to IS NULL),
     active AS (SELECT * FROM family WHERE status = 'ACTIVE'),
     ever AS (SELECT * FROM assistance_member WHERE recorded_to IS NULL),
     member AS (SELECT * FROM ever WHERE valid_to IS NULL),
     paid AS (SELECT * FROM payment WHERE recorded_to IS NULL AND status = 'PAID')`;

const byCase = (sql: string): PlainQuery => ({ by: 'case_number', sql: `${CURRENT}${sql}` });
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
    WHERE resident.recorded_to IS NULL AND resident.status = 'MOVED_OUT' AND moved_to_division NOT LIKE '23%'
      AND to_char(status_on, 'YYYY-MM') < pay_month
      AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person_key = resident.person_key
        AND e.status = 'ENROLLED' AND e.stage = 'UNIVERSITY')`),
  MISSED_HOUSEHOLD: {
    by: 'household_number',
    sql: `${CURRENT}, living AS (SELECT * FROM resident WHERE recorded_to IS NULL AND status = 'NORMAL'),
      earner AS (
        SELECT person_key FROM insurance_interval WHERE kind = 'PENSION' AND status = 'PAYING'
        UNION SELECT person_key FROM benefit_interval WHERE kind = 'PENSION' AND to_month IS NULL
        UNION SELECT person_key FROM public_payroll
        UNION SELECT owner_person_key FROM vehicle WHERE recorded_to IS NULL AND status = 'NORMAL')
      SELECT household_number AS answer FROM living l GROUP BY household_number
      HAVING bool_or(EXISTS (SELECT 1 FROM disability_certificate d
               WHERE d.person_key = l.person_key AND d.grade <= 2 AND d.recorded_to IS NULL))
         AND NOT bool_or(EXISTS (SELECT 1 FROM earner e WHERE e.person_key = l.person_key))
         AND household_number NOT IN (SELECT household_number FROM active)`,
  },
  APPROVED_NOT_PAID_AMOUNT: byCase(
    ` SELECT DISTINCT case_number AS answer FROM paid WHERE paid_fen <> approved_fen`,
  ),
  PAID_AFTER_STOP: byCase(`
    SELECT DISTINCT case_number AS answer FROM family JOIN paid USING (case_number)
    WHERE family.status = 'STOPPED' AND pay_month > to_char(stopped_on, 'YYYY-MM')`),
  ONE_CARD_MANY_FAMILIES: {
    by: 'card_hash',
    sql: `${CURRENT} SELECT card_hash AS answer FROM paid
      LEFT JOIN tekun_care c ON c.case_number = paid.case_number AND care_mode = 'INSTITUTION'
      GROUP BY card_hash HAVING count(DISTINCT paid.case_number) > 1 AND bool_or(c.case_number IS NULL)`,
  },
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
