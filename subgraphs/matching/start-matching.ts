import pg from 'pg';
import { readWorkingCalendar } from '../../identifiers/working-days.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import type { SubgraphWork } from '../kit/source-mapping.ts';
import { assignCounty } from './assignments/assign-county.ts';
import { applyMarketSchema } from './market/apply-market-schema.ts';
import { marketBook } from './market/market-book.ts';
import { readMatchingSettings } from './matching-settings.ts';
import { adviserMutations } from './mutations/adviser-mutations.ts';
import { textOf } from './mutations/given-arguments.ts';
import { employerMutations } from './mutations/employer-mutations.ts';
import { jobseekerMutations } from './mutations/jobseeker-mutations.ts';
import { applyServedViews } from './serve/apply-served-views.ts';
import { servedRows } from './serve/served-row.ts';
import { applyServiceSchema } from './service/apply-service-schema.ts';
import { ServiceDesk } from './service/service-desk.ts';
import { MarketMirror } from './suggestions/market-mirror.ts';
import { suggestionFields } from './suggestions/suggestion-fields.ts';

const POOL_SIZE = 10;

/** Starts the work of the matching subgraph: makes its tables, keeps the market in memory, and does what people ask for. */
export async function startMatching(settings: unknown): Promise<SubgraphWork> {
  const { database } = readMatchingSettings(settings);
  const { passwordFile, ...login } = database;
  const connection = { ...login, password: readPassword(passwordFile) };
  const pool = new pg.Pool({ ...connection, max: POOL_SIZE });
  // WHY: an idle connection that the server closes must not end the process; the pool opens another.
  pool.on('error', () => undefined);
  await applySchemas(pool);
  const mirror = new MarketMirror(pool, (error) => logError('MarketNotRead', error));
  mirror.start(connection);
  const desk = new ServiceDesk({ pool, market: marketBook, calendar: readWorkingCalendar() });
  const served = servedRows(pool);
  return {
    mutations: {
      ...employerMutations(desk, served),
      ...jobseekerMutations(desk, served),
      ...adviserMutations(desk, served),
      assignCounty: async ({ county }, { grant }) =>
        served('served_run', await assignCounty(pool, mirror, textOf(county), grant.subject)),
    },
    fields: suggestionFields(pool, mirror),
    stop: async () => {
      await mirror.stop();
      await pool.end();
    },
  };
}

async function applySchemas(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await applyMarketSchema(client);
    await applyServiceSchema(client);
    await applyServedViews(client);
  } finally {
    client.release();
  }
}

function logError(event: string, error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  process.stderr.write(`${JSON.stringify({ level: 'error', event, error: name })}\n`);
}
