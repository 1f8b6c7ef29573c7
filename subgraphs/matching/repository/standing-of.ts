import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { EmploymentStatus } from './picture/employment-on.ts';

/** Whether somebody may be matched at all, as agencies have it. */
export interface Standing {
  readonly employed: boolean;
  readonly deceased: boolean;
}

/** Of somebody of whom no picture is kept: neither. */
export function standingFrom(status: EmploymentStatus | null): Standing {
  return { employed: status === 'EMPLOYED', deceased: status === 'DECEASED' };
}

/**
 * What the picture that is held says, for whoever signs up after it was concluded. In a transaction that then writes what
 * it found it must hold the lock under which the person's changes are kept.
 */
export async function standingOf(client: pg.ClientBase, personKey: PersonKey): Promise<Standing> {
  const { rows } = await client.query<{ status: EmploymentStatus }>(
    `SELECT status FROM repository.person_picture
     WHERE person_key = $1 AND recorded_to IS NULL AND valid_to IS NULL`,
    [personKey],
  );
  return standingFrom(rows[0]?.status ?? null);
}
