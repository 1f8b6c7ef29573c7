/** A kind of case as one plain statement over all tables in one database; `by` is the label's column it answers. */
export interface PlainQuery {
  readonly by: 'case_number' | 'household_number' | 'person_key';
  readonly sql: string;
}

/** What holds now, of the tables that most statements ask. */
export const CURRENT = `
WITH family AS (SELECT * FROM assistance_family WHERE recorded_to IS NULL),
     active AS (SELECT * FROM family WHERE status = 'ACTIVE'),
     ever AS (SELECT * FROM assistance_member WHERE recorded_to IS NULL),
     member AS (SELECT * FROM ever WHERE valid_to IS NULL),
     paid AS (SELECT * FROM payment WHERE recorded_to IS NULL AND status = 'PAID'),
     assisted AS (SELECT person_key FROM active JOIN member USING (case_number) WHERE person_key IS NOT NULL)`;

export const byCase = (sql: string): PlainQuery => ({ by: 'case_number', sql: `${CURRENT}${sql}` });
