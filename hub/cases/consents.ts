import type pg from 'pg';
import { assertPersonKey } from './registered-cases.ts';

/** One consent: of a person, to one purpose of one department. */
export interface ConsentTerms {
  /** Person key. */
  readonly person: string;
  readonly department: string;
  readonly purpose: string;
}

/** Writes a consent down. @throws UsageError for no person key; Error where it stands already */
export async function giveConsent(client: pg.ClientBase, terms: ConsentTerms, at: Date): Promise<void> {
  const { person, department, purpose } = terms;
  assertPersonKey(person);
  const { rowCount } = await client.query(
    `INSERT INTO cases.consent (person_key, department, purpose, given_from) SELECT $1, $2, $3, $4
      WHERE NOT EXISTS (SELECT FROM cases.consent WHERE person_key = $1 AND department = $2 AND purpose = $3
                           AND withdrawn_at IS NULL)`,
    [person, department, purpose, at],
  );
  if (rowCount === 0) throw new Error('this consent is given already');
}

/** Withdraws a consent; it holds for whatever is asked from then on. @throws Error where none stands */
export async function withdrawConsent(client: pg.ClientBase, terms: ConsentTerms, at: Date): Promise<void> {
  const { person, department, purpose } = terms;
  assertPersonKey(person);
  const { rowCount } = await client.query(
    `UPDATE cases.consent SET withdrawn_at = $4
      WHERE person_key = $1 AND department = $2 AND purpose = $3 AND withdrawn_at IS NULL`,
    [person, department, purpose, at],
  );
  if (rowCount === 0) throw new Error('there is no such consent to withdraw');
}
