import type pg from 'pg';
import { makeProvince } from '../../province/make-province.ts';
import { AGENCY_DATABASES, OWNER_ROLE, TRUTH_DATABASE } from '../postgres/databases.ts';
import { ensureDatabases, withClient } from '../postgres/ensure-databases.ts';
import type { PostgresServer } from '../postgres/start-postgres.ts';

/** Which synthetic province it is: the same two give the same people. */
export interface ProvinceChoice {
  readonly residents: number;
  readonly seed: string;
}

export const DEFAULT_PROVINCE: ProvinceChoice = { residents: 20_000, seed: 'sluice' };

/** Asked for another province than the one that the state directory holds. */
export class OtherProvince extends Error {
  constructor(made: ProvinceChoice) {
    super(
      `this state directory holds a province of ${made.residents} residents with seed \`${made.seed}\`; ` +
        'take another with `--state`, or remove this one',
    );
    this.name = 'OtherProvince';
  }
}

export interface ProvinceParts {
  readonly server: PostgresServer;
  readonly passwordDirectory: string;
  readonly wanted: Partial<ProvinceChoice>;
  readonly onProgress: (step: string) => void;
}

/**
 * What the databases hold already; null where there is no whole province. One that was begun and not finished is
 * dropped and its empty databases are made again.
 */
export async function findProvince(parts: Omit<ProvinceParts, 'onProgress'>): Promise<ProvinceChoice | null> {
  const { server, passwordDirectory, wanted } = parts;
  const made = await withClient(server, TRUTH_DATABASE, readMarker);
  if (made === null) return null;
  if (!made.whole) {
    await dropHalfMade(server);
    await ensureDatabases(server, passwordDirectory);
    return null;
  }
  const { residents = made.residents, seed = made.seed } = wanted;
  if (residents !== made.residents || seed !== made.seed) throw new OtherProvince(made);
  return { residents, seed };
}

/** Generates and loads the province into empty databases; it counts as whole only when all of it is there. */
export async function loadProvince({ server, wanted, onProgress }: ProvinceParts): Promise<ProvinceChoice> {
  const choice: ProvinceChoice = { ...DEFAULT_PROVINCE, ...wanted };
  await withClient(server, TRUTH_DATABASE, (client) => beginMarker(client, choice));
  await makeProvince({ server: { ...server, role: OWNER_ROLE }, ...choice, onProgress });
  await withClient(server, TRUTH_DATABASE, (client) => client.query(`UPDATE ${MARKER} SET whole = true`));
  return choice;
}

/** Kept among the data that it speaks of, so that neither can be there without the other. */
const MARKER = 'public.province_made';

async function readMarker(client: pg.Client): Promise<(ProvinceChoice & { readonly whole: boolean }) | null> {
  const { rows } = await client.query<{ readonly begun: boolean }>(
    `SELECT to_regclass('${MARKER}') IS NOT NULL AS begun`,
  );
  if (rows[0]?.begun !== true) return null;
  const marker = await client.query<ProvinceChoice & { readonly whole: boolean }>(
    `SELECT residents, seed, whole FROM ${MARKER}`,
  );
  return marker.rows[0] ?? null;
}

async function beginMarker(client: pg.Client, { residents, seed }: ProvinceChoice): Promise<void> {
  await client.query('BEGIN');
  await client.query(
    `CREATE TABLE ${MARKER} (residents int NOT NULL, seed text NOT NULL, whole boolean NOT NULL)`,
  );
  await client.query(`INSERT INTO ${MARKER} VALUES ($1, $2, false)`, [residents, seed]);
  await client.query('COMMIT');
}

async function dropHalfMade(server: PostgresServer): Promise<void> {
  await withClient(server, 'postgres', async (client) => {
    for (const database of [...AGENCY_DATABASES, TRUTH_DATABASE])
      await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  });
}
