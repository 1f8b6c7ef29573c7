import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENCY_DATABASES, AGENCY_TABLES } from '../registers/agency-tables.ts';
import { provinceClient, type ProvinceServer } from './table-load.ts';

/** The table in which an agency says how complete its relations are. */
export const DATASET_STATE_FILE = join(import.meta.dirname, 'dataset-state.sql');

/** Heilongjiang, the whole of it. */
const PROVINCE = '230000';

/** Says in every agency's database that all its relations are complete for the province up to this moment. */
export async function writeDatasetStates(server: ProvinceServer, completeTo: Date): Promise<void> {
  const create = readFileSync(DATASET_STATE_FILE, 'utf8');
  // One after the other: several names may stand for one database, where two would make the table at once.
  for (const database of AGENCY_DATABASES) {
    const relations = AGENCY_TABLES.filter((table) => table.database === database).map(({ name }) => name);
    const client = provinceClient(server, database);
    await client.connect();
    try {
      await client.query(create);
      await client.query(
        `INSERT INTO dataset_state SELECT relation, $2, $3 FROM unnest($1::text[]) AS relation
         ON CONFLICT (relation, division) DO UPDATE SET complete_to = excluded.complete_to`,
        [relations, PROVINCE, completeTo],
      );
    } finally {
      await client.end();
    }
  }
}
