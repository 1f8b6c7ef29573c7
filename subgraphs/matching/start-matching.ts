import pg from 'pg';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { logFailure } from '../kit/log-event.ts';
import type { SubgraphWork } from '../kit/source-mapping.ts';
import { AssignmentRuns } from './assignments/assignment-runs.ts';
import { applyMarketSchema } from './market/apply-market-schema.ts';
import { setStandings } from './market/keep-jobseeker.ts';
import { postgresMarketBook } from './market/postgres-market-book.ts';
import { readMatchingSettings } from './matching-settings.ts';
import { adviserMutations } from './mutations/adviser-mutations.ts';
import { assignmentMutations } from './mutations/assignment-mutations.ts';
import { employerMutations } from './mutations/employer-mutations.ts';
import { jobseekerMutations } from './mutations/jobseeker-mutations.ts';
import { repositoryMutations } from './mutations/repository-mutations.ts';
import { holdToPictures } from './repository/hold-to-pictures.ts';
import { applyRepositorySchema } from './repository/store/apply-repository-schema.ts';
import { applyServedViews } from './serve/apply-served-views.ts';
import { servedRows } from './serve/served-row.ts';
import { applyServiceSchema } from './service/apply-service-schema.ts';
import { startReminders } from './service/reminders.ts';
import { ServiceDesk } from './service/service-desk.ts';
import { startExpiry } from './start-expiry.ts';
import { startFollowing } from './start-following.ts';
import { MarketMirror } from './suggestions/market-mirror.ts';
import { suggestionFields } from './suggestions/suggestion-fields.ts';

const POOL_SIZE = 10;

/** Starts the work of the matching subgraph: makes its tables, keeps the market in memory, and does what people ask for. */
export async function startMatching(settings: unknown): Promise<SubgraphWork> {
  const read = readMatchingSettings(settings);
  const { passwordFile, ...login } = read.database;
  const connection = { ...login, password: readPassword(passwordFile) };
  const pool = new pg.Pool({ ...connection, max: POOL_SIZE });
  // WHY: an idle connection that the server closes must not end the process; the pool opens another.
  pool.on('error', () => undefined);
  await applySchemas(pool);
  const mirror = new MarketMirror(pool, (error) => logFailure('MarketNotRead', error));
  mirror.start(connection);
  const market = holdToPictures(postgresMarketBook, setStandings);
  const clockwork = [
    startReminders({ pool, onError: (error) => logFailure('NotReminded', error) }),
    startExpiry({ pool, onError: (error) => logFailure('VacanciesNotExpired', error) }),
    await startFollowing(read, { pool, market, onStuck: (error) => logFailure('RepositoryStuck', error) }),
  ];
  const runs = new AssignmentRuns({
    pool,
    mirror,
    onStuck: (error) => logFailure('AssignmentFailed', error),
  });
  await runs.begin();
  const desk = new ServiceDesk({ pool, market });
  const served = servedRows(pool);
  return {
    mutations: {
      ...employerMutations(desk, served),
      ...jobseekerMutations(desk, served),
      ...adviserMutations(desk, served),
      ...repositoryMutations(pool, served),
      ...assignmentMutations(runs, served),
    },
    fields: suggestionFields(pool, mirror),
    stop: async () => {
      await Promise.all([runs, ...clockwork].map((each) => each.stop()));
      await mirror.stop();
      await pool.end();
    },
  };
}

/** WHY the repository’s too where nothing is followed: what was learned before is shown all the same. */
async function applySchemas(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await applyMarketSchema(client);
    await applyServiceSchema(client);
    await applyRepositorySchema(client);
    await applyServedViews(client);
  } finally {
    client.release();
  }
}
