import { PUBLICATION } from '../../subgraphs/kit/changes/replication-slot.ts';
import { applyCaptureFunctions } from '../../subgraphs/kit/changes/apply-capture-functions.ts';
import { AGENCY_DATABASES, replicatorRole } from './databases.ts';
import { onServer } from './ensure-databases.ts';
import type { PostgresServer } from './start-postgres.ts';

/**
 * What an agency does once so that its changes can be followed: a publication of its tables, and old rows written to the
 * log whole, for the entity that a row belonged to before is touched as well. Done when the tables are filled, so that
 * filling them is no change. Safe to repeat; a new table is taken up.
 */
export async function ensureCapture(server: PostgresServer): Promise<void> {
  await Promise.all(
    AGENCY_DATABASES.map((database) =>
      onServer(server, database, async (client) => {
        await applyCaptureFunctions(client, replicatorRole(database));
        const { rows } = await client.query<{ table: string }>(
          `SELECT oid::regclass::text AS table FROM pg_class
           WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relreplident <> 'f'`,
        );
        for (const { table } of rows) await client.query(`ALTER TABLE ${table} REPLICA IDENTITY FULL`);
        const { rowCount } = await client.query('SELECT FROM pg_publication WHERE pubname = $1', [
          PUBLICATION,
        ]);
        if (rowCount === 0)
          await client.query(`CREATE PUBLICATION ${PUBLICATION} FOR TABLES IN SCHEMA public`);
      }),
    ),
  );
}
