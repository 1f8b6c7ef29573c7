import type { CaseKind } from '../planting/planting.ts';
import { byCase, CURRENT, type PlainQuery } from './plain-query.ts';

type HardshipKind = Extract<
  CaseKind,
  | 'MISSED_HOUSEHOLD'
  | 'MISSED_TEKUN'
  | 'LONELY_ELDER'
  | 'POVERTY_BY_ILLNESS'
  | 'INCOME_DROP'
  | 'NEW_SEVERE_DISABILITY'
  | 'STUDENT_WITHOUT_GRANT'
  | 'ZERO_EMPLOYMENT'
>;

/** Residents who live where they are registered, and those of them who are the only one of their household. */
const LIVING = `, living AS (SELECT * FROM resident WHERE recorded_to IS NULL AND status = 'NORMAL'),
     alone AS (
       SELECT * FROM living l WHERE NOT EXISTS (SELECT 1 FROM living o
         WHERE o.household_number = l.household_number AND o.record_id <> l.record_id))`;

const byPerson = (sql: string): PlainQuery => ({ by: 'person_key', sql: `${CURRENT}${LIVING}${sql}` });
const byHousehold = (sql: string): PlainQuery => ({
  by: 'household_number',
  sql: `${CURRENT}${LIVING}${sql}`,
});

/** Warnings and what somebody may be entitled to: see `PLAIN_QUERIES`. */
export const HARDSHIP_QUERIES: Readonly<Record<HardshipKind, PlainQuery>> = {
  MISSED_HOUSEHOLD: byHousehold(`, earner AS (
        SELECT person_key FROM insurance_interval WHERE kind = 'PENSION' AND status = 'PAYING'
        UNION SELECT person_key FROM benefit_interval WHERE kind = 'PENSION' AND to_month IS NULL
        UNION SELECT person_key FROM public_payroll
        UNION SELECT owner_person_key FROM vehicle WHERE recorded_to IS NULL AND status = 'NORMAL')
      SELECT household_number AS answer FROM living l GROUP BY household_number
      HAVING bool_or(EXISTS (SELECT 1 FROM disability_certificate d
               WHERE d.person_key = l.person_key AND d.grade <= 2 AND d.recorded_to IS NULL))
         AND NOT bool_or(EXISTS (SELECT 1 FROM earner e WHERE e.person_key = l.person_key))
         AND household_number NOT IN (SELECT household_number FROM active)`),
  MISSED_TEKUN: byPerson(`, provided AS (
        SELECT person_key FROM insurance_interval WHERE kind = 'PENSION' AND status = 'PAYING'
        UNION SELECT person_key FROM benefit_interval WHERE kind <> 'RESIDENT_PENSION' AND to_month IS NULL
        UNION SELECT person_key FROM public_payroll
        UNION SELECT owner_person_key FROM vehicle WHERE recorded_to IS NULL AND status = 'NORMAL'
        UNION SELECT owner_person_key FROM home WHERE recorded_to IS NULL AND use = 'RESIDENTIAL'
          GROUP BY owner_person_key HAVING count(DISTINCT unit_number) > 1
        UNION SELECT legal_representative_person_key FROM enterprise
          WHERE recorded_to IS NULL AND status = 'OPEN' AND NOT (kind = 'STALL' AND employees = 0)
        UNION TABLE assisted)
      SELECT person_key AS answer FROM alone a WHERE person_key IS NOT NULL
        AND (born_on <= date '2026-11-01' - interval '60 years' OR born_on > date '2026-11-01' - interval '18 years'
          OR EXISTS (SELECT 1 FROM disability_certificate d WHERE d.person_key = a.person_key AND d.recorded_to IS NULL
            AND (d.kind IN ('MENTAL', 'INTELLECTUAL') AND d.grade <= 3 OR d.kind = 'LIMB' AND d.grade <= 2
              OR d.kind = 'SIGHT' AND d.grade = 1)))
        AND NOT EXISTS (SELECT 1 FROM provided p WHERE p.person_key = a.person_key)`),
  LONELY_ELDER: byPerson(`
      SELECT person_key AS answer FROM alone a
      WHERE person_key IS NOT NULL AND born_on <= date '2026-11-01' - interval '80 years'
        AND NOT EXISTS (SELECT 1 FROM medical_claim c WHERE c.person_key = a.person_key AND c.visited_on >= '2025-11-01')
        AND NOT EXISTS (SELECT 1 FROM death_certificate d WHERE d.person_key = a.person_key)`),
  POVERTY_BY_ILLNESS: byPerson(`
      SELECT person_key AS answer FROM medical_claim
      WHERE recorded_to IS NULL AND visited_on >= '2025-11-01'
        AND person_key IN (SELECT person_key FROM resident WHERE recorded_to IS NULL)
        AND person_key NOT IN (TABLE assisted)
        AND person_key NOT IN (SELECT person_key FROM aid_grant WHERE valid_until >= '2026-11-01' AND person_key IS NOT NULL)
      GROUP BY person_key HAVING sum(self_paid_fen) >= 3000000`),
  INCOME_DROP: byPerson(`, now AS (
        SELECT person_key, base_fen AS fen FROM insurance_interval
        WHERE recorded_to IS NULL AND kind = 'PENSION' AND from_month <= '2026-10'
          AND (to_month IS NULL OR to_month >= '2026-10')
        UNION ALL SELECT person_key, monthly_fen FROM benefit_interval
        WHERE recorded_to IS NULL AND from_month <= '2026-10' AND (to_month IS NULL OR to_month >= '2026-10'))
      SELECT DISTINCT person_key AS answer FROM insurance_interval ended
      WHERE recorded_to IS NULL AND kind = 'PENSION' AND to_month BETWEEN '2026-05' AND '2026-08'
        AND person_key NOT IN (TABLE assisted)
        AND (SELECT coalesce(sum(fen), 0) FROM now WHERE now.person_key = ended.person_key) * 2 <= base_fen`),
  NEW_SEVERE_DISABILITY: byPerson(`
      SELECT person_key AS answer FROM disability_certificate
      WHERE recorded_to IS NULL AND grade <= 2 AND issued_on >= date '2026-11-01' - 180
        AND person_key NOT IN (TABLE assisted)`),
  STUDENT_WITHOUT_GRANT: byCase(`
      SELECT case_number AS answer FROM active JOIN member USING (case_number) JOIN enrolment e USING (person_key)
      WHERE e.recorded_to IS NULL AND e.status = 'ENROLLED' AND stage NOT IN ('PRIMARY', 'JUNIOR')
        AND NOT EXISTS (SELECT 1 FROM student_grant g WHERE g.person_key = e.person_key AND granted_on >= '2025-11-01')`),
  ZERO_EMPLOYMENT: byHousehold(`, at_work AS (
        SELECT person_key FROM insurance_interval WHERE recorded_to IS NULL AND kind = 'PENSION' AND status = 'PAYING'
        UNION SELECT person_key FROM employment_registration
        WHERE recorded_to IS NULL AND status IN ('EMPLOYED', 'FLEXIBLE')),
      of_age AS (SELECT * FROM living WHERE born_on <= date '2026-11-01' - interval '16 years'
        AND born_on > date '2026-11-01' - interval '60 years')
      SELECT household_number AS answer FROM of_age o JOIN household h USING (household_number)
      WHERE h.recorded_to IS NULL AND h.setting = 'URBAN'
      GROUP BY household_number
      HAVING bool_or(EXISTS (SELECT 1 FROM employment_registration e
               WHERE e.person_key = o.person_key AND e.status = 'UNEMPLOYED' AND e.recorded_to IS NULL))
         AND NOT bool_or(EXISTS (SELECT 1 FROM at_work w WHERE w.person_key = o.person_key))
         AND household_number NOT IN (SELECT household_number FROM active)`),
};
