import { ensureProvinceMarket } from '../../province/market/ensure-province-market.ts';
import { MATCHING_DATABASE, MATCHING_WORK_ROLE } from '../postgres/databases.ts';
import { onServer } from '../postgres/ensure-databases.ts';
import type { PostgresServer } from '../postgres/start-postgres.ts';
import { asOwner } from './ensure-province.ts';

/**
 * Plants the market of jobs that belongs to the province, where there is none yet: what is in it is
 * `docs/matching.md`'s matter. The matching subgraph may be at work already.
 */
export async function ensureMarket(parts: {
  readonly server: PostgresServer;
  /** Where the owner's password is. */
  readonly passwordDirectory: string;
  readonly databaseName: (database: string) => string;
  readonly seed: number;
}): Promise<void> {
  const { server, databaseName, seed } = parts;
  await onServer(server, databaseName(MATCHING_DATABASE), async (client) => {
    await client.query(`SET ROLE ${MATCHING_WORK_ROLE}`);
    await ensureProvinceMarket(client, { ...asOwner(parts), databaseName }, seed);
  });
}
