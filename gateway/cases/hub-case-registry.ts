import { SluiceError } from '../../errors/sluice-error.ts';
import { MOST_PEOPLE_OF_A_GRANT } from '../../policies/bind-rows.ts';
import type { CaseRegistry } from './case-registry.ts';
import type { ConsentRegistry } from './consent-registry.ts';
import type { HubDatabase } from '../hub-database.ts';
import { createRegistryPool } from './create-registry-pool.ts';

/** The hub's own registry: of cases and of consent, in one database. */
export interface HubCaseRegistry extends CaseRegistry, ConsentRegistry {
  close(): Promise<void>;
}

interface CaseRow {
  readonly case_number: string;
  readonly department: string;
  readonly is_open: boolean;
  readonly officials: readonly string[];
  readonly people: readonly string[];
}

/** Over schema `cases` of a database that `cases-schema.sql` was applied to; logs in as `hub_case_reader`. */
export function openHubCaseRegistry(database: HubDatabase): HubCaseRegistry {
  const pool = createRegistryPool(database, 'sluice-cases');
  const ask = async <Row extends object>(
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> => {
    try {
      return (await pool.query<Row>(text, [...values])).rows;
    } catch (cause) {
      throw new SluiceError('CASE_UNAVAILABLE', {}, { cause });
    }
  };
  return {
    async find(caseNumber, at) {
      const [row] = await ask<CaseRow>(FIND_CASE, [caseNumber, at, MOST_PEOPLE_OF_A_GRANT + 1]);
      if (!row) return null;
      const { department, is_open: isOpen, officials, people } = row;
      return { caseNumber: row.case_number, department, isOpen, officials, people };
    },
    async consenting({ department, purpose, among, at, limit }) {
      const values = [department, purpose, at, among, limit];
      const rows = await ask<{ readonly person_key: string }>(FIND_CONSENTING, values);
      return rows.map(({ person_key: key }) => key);
    },
    close: () => pool.end(),
  };
}

const FIND_CASE = `
  SELECT c.case_number, c.department,
         c.opened_at <= $2 AND (c.closed_at IS NULL OR c.closed_at > $2) AS is_open,
         ARRAY(SELECT o.official FROM cases.case_official o WHERE o.case_number = c.case_number ORDER BY 1) AS officials,
         ARRAY(SELECT p.person_key FROM cases.case_person p WHERE p.case_number = c.case_number ORDER BY 1 LIMIT $3) AS people
    FROM cases.registered_case c WHERE c.case_number = $1`;

const FIND_CONSENTING = `
  SELECT DISTINCT person_key FROM cases.consent
   WHERE department = $1 AND purpose = $2 AND given_from <= $3 AND (withdrawn_at IS NULL OR withdrawn_at > $3)
     AND ($4::text[] IS NULL OR person_key = ANY ($4))
   ORDER BY 1 LIMIT $5`;
