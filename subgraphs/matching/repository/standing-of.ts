import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { Standing } from '../market/check-jobseeker.ts';
import type { EmploymentStatus } from './picture/employment-on.ts';

/** @param status null of somebody of whom no picture is kept any longer: nobody says either */
export function standingFrom(status: EmploymentStatus | null): Standing {
  return { employed: status === 'EMPLOYED', deceased: status === 'DECEASED' };
}

/** What the picture that is held says; null where none is. */
export async function standingOf(client: pg.ClientBase, personKey: PersonKey): Promise<Standing | null> {
  const { rows } = await client.query<{ status: EmploymentStatus }>(
    `SELECT status FROM repository.person_picture
     WHERE person_key = $1 AND recorded_to IS NULL AND valid_to IS NULL`,
    [personKey],
  );
  return rows[0] === undefined ? null : standingFrom(rows[0].status);
}
