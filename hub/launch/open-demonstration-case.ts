import type pg from 'pg';
import { openCase } from '../cases/registered-cases.ts';
import { APPLICATIONS } from '../issuer/applications.ts';
import { agencyDatabase, HUB_DATABASE, OWNER_ROLE } from '../postgres/databases.ts';
import { onServer } from '../postgres/ensure-databases.ts';
import type { PostgresServer } from '../postgres/start-postgres.ts';

/** The case that every hub on one machine has to try things with. No secret: its people are synthetic. */
export const DEMONSTRATION_CASE = 'DEMO-2026-0001';

/**
 * Opens a case about the first family on assistance of the province that has three sound members, in the hands of the
 * official of the social-assistance token. Once: closed or assigned anew, it stays so.
 */
export async function openDemonstrationCase(
  server: PostgresServer,
  databaseName: (database: string) => string,
): Promise<void> {
  await onServer(server, databaseName(HUB_DATABASE), async (hub) => {
    await hub.query(`SET ROLE ${OWNER_ROLE}`);
    const { rowCount } = await hub.query('SELECT FROM cases.registered_case WHERE case_number = $1', [
      DEMONSTRATION_CASE,
    ]);
    if (rowCount !== 0) return;
    const civilAffairs = databaseName(agencyDatabase('civil-affairs'));
    const people = await onServer(server, civilAffairs, firstFamily);
    // A province may be too small to have such a family.
    if (people.length === 0) return;
    const { department, official } = APPLICATIONS['social-assistance'];
    await openCase(hub, {
      caseNumber: DEMONSTRATION_CASE,
      department,
      officials: [official],
      people,
      openedAt: new Date(),
    });
  });
}

async function firstFamily(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly people: readonly string[] }>(
    `SELECT array_agg(DISTINCT m.person_key) AS people
       FROM assistance_member m JOIN assistance_family f USING (case_number)
      WHERE f.status = 'ACTIVE' AND f.recorded_to IS NULL AND m.recorded_to IS NULL AND m.person_key IS NOT NULL
      GROUP BY m.case_number HAVING count(DISTINCT m.person_key) >= 3 ORDER BY m.case_number LIMIT 1`,
  );
  return rows[0]?.people ?? [];
}
