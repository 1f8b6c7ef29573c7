import type pg from 'pg';
import { isCaseNumber } from '../../gateway/cases/case-number.ts';
import { isEmergencyNumber } from '../../gateway/cases/emergency-number.ts';
import { parsePersonKey } from '../../identifiers/person-key.ts';
import { MOST_PEOPLE_OF_A_GRANT } from '../../policies/bind-rows.ts';
import { UsageError } from '../command.ts';

/** What the registry is told of a new case. */
export interface NewCase {
  readonly caseNumber: string;
  readonly department: string;
  readonly officials: readonly string[];
  /** Person keys. */
  readonly people: readonly string[];
  readonly openedAt: Date;
}

export interface CaseLine {
  readonly caseNumber: string;
  readonly department: string;
  readonly status: 'open' | 'closed';
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly officials: readonly string[];
  /** How many it is about. */
  readonly people: number;
}

/**
 * Opens a case.
 * @throws UsageError for what could never carry an exchange; Error where the number is taken
 */
export async function openCase(client: pg.ClientBase, given: NewCase): Promise<void> {
  const { caseNumber, department, officials, people, openedAt } = given;
  if (!isCaseNumber(caseNumber) || isEmergencyNumber(caseNumber))
    throw new UsageError('a case number is letters, digits and -._~%/, and does not begin with EMG-');
  if (people.length === 0 || people.length > MOST_PEOPLE_OF_A_GRANT)
    throw new UsageError(`a case is about 1 to ${MOST_PEOPLE_OF_A_GRANT} people`);
  people.forEach(assertPersonKey);
  const { rowCount } = await client.query(
    'INSERT INTO cases.registered_case (case_number, department, opened_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [caseNumber, department, openedAt],
  );
  if (rowCount === 0) throw new Error(`there is a case \`${caseNumber}\` already`);
  await client.query('INSERT INTO cases.case_official SELECT $1, unnest($2::text[])', [
    caseNumber,
    [...new Set(officials)],
  ]);
  await client.query('INSERT INTO cases.case_person SELECT $1, unnest($2::text[])', [
    caseNumber,
    [...new Set(people)],
  ]);
}

/** Puts a case into the hands of these officials and of nobody else. @throws Error where no such case is open */
export async function assignCase(
  client: pg.ClientBase,
  caseNumber: string,
  officials: readonly string[],
): Promise<void> {
  const { rowCount } = await client.query(
    'SELECT FROM cases.registered_case WHERE case_number = $1 AND closed_at IS NULL',
    [caseNumber],
  );
  if (rowCount === 0) throw new Error(`no case \`${caseNumber}\` is open`);
  await client.query('DELETE FROM cases.case_official WHERE case_number = $1', [caseNumber]);
  await client.query('INSERT INTO cases.case_official SELECT $1, unnest($2::text[])', [
    caseNumber,
    [...new Set(officials)],
  ]);
}

/** Closes a case; it carries nothing from then on. @throws Error where no such case is open */
export async function closeCase(client: pg.ClientBase, caseNumber: string, at: Date): Promise<void> {
  const { rowCount } = await client.query(
    'UPDATE cases.registered_case SET closed_at = $2 WHERE case_number = $1 AND closed_at IS NULL',
    [caseNumber, at],
  );
  if (rowCount === 0) throw new Error(`no case \`${caseNumber}\` is open`);
}

/** All cases of a department, or of all, the latest first. */
export async function listCases(
  client: pg.ClientBase,
  department: string | null,
): Promise<readonly CaseLine[]> {
  const { rows } = await client.query<CaseLine>(
    `SELECT c.case_number AS "caseNumber", c.department, c.opened_at AS "openedAt", c.closed_at AS "closedAt",
       CASE WHEN c.closed_at IS NULL THEN 'open' ELSE 'closed' END AS status,
       ARRAY(SELECT o.official FROM cases.case_official o WHERE o.case_number = c.case_number ORDER BY 1) AS officials,
       (SELECT count(*)::int FROM cases.case_person p WHERE p.case_number = c.case_number) AS people
     FROM cases.registered_case c WHERE $1::text IS NULL OR c.department = $1
     ORDER BY c.opened_at DESC, c.case_number`,
    [department],
  );
  return rows;
}

/** Person keys of those whom a case is about, sorted. @throws Error where there is no such case */
export async function peopleOfCase(client: pg.ClientBase, caseNumber: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly person_key: string }>(
    'SELECT person_key FROM cases.case_person WHERE case_number = $1 ORDER BY 1',
    [caseNumber],
  );
  if (rows.length === 0) throw new Error(`there is no case \`${caseNumber}\``);
  return rows.map(({ person_key: key }) => key);
}

/** @throws UsageError for a text that is no person key; it is not repeated, since it may nearly be one */
export function assertPersonKey(key: string): void {
  if (parsePersonKey(key) === null)
    throw new UsageError('a person is given by key, such as RID: and a sound number of 18 digits');
}
