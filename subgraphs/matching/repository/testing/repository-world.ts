import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { ChangeEvent } from '../../../../stream/change-event.ts';
import { applyStreamSchema } from '../../../../stream/postgres/apply-stream-schema.ts';
import { PostgresStream } from '../../../../stream/postgres/postgres-stream.ts';
import { entityTags } from '../../../kit/following/entity-tags.ts';
import { readDatasets } from '../../../kit/following/read-datasets.ts';
import { readPriorityRules } from '../../priority/read-priority-rules.ts';
import { RepositoryReader, type ReaderParts } from '../repository-reader.ts';
import { beginAnew } from '../store/begin-anew.ts';
import { applyRepositorySchema } from '../store/apply-repository-schema.ts';
import { RepositoryStore, type OnChanged } from '../store/repository-store.ts';
import { askWorld, type AskedWorld } from './ask-world.ts';
import { EmploymentWorld, type WorldChange } from './employment-world.ts';

const SUPERGRAPH = new URL('../../../../gateway/supergraph/generated/supergraph.graphql', import.meta.url);
const AGENCIES = [
  'labour',
  'civil_affairs',
  'household_registration',
  'health',
  'business_registry',
  'vehicles',
];
const READER = 'repository';

/** An empty database of its own, and how roles are made on its server. */
export interface WorldDatabase {
  readonly login: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  createRole(name: string): Promise<unknown>;
  drop(): Promise<void>;
}

export interface WorldOptions {
  readonly probeEveryMs?: number;
  readonly onChanged?: OnChanged;
}

/** A repository that follows a small world, with the tables and the stream of a hub. */
export interface RepositoryWorld {
  readonly world: EmploymentWorld;
  readonly hub: AskedWorld;
  readonly client: pg.Client;
  readonly store: RepositoryStore;
  readonly stuck: string[];
  /** Makes a change and publishes it. */
  change(change: WorldChange): Promise<void>;
  publish(event: Omit<ChangeEvent, 'position'>): Promise<void>;
  start(): void;
  /** Ends the reading process where it stands. */
  stop(): Promise<void>;
  /** Cuts every connection of the reader to the database, in whatever it is. */
  cut(): Promise<void>;
  /** Takes all away that was kept and reads everybody anew. */
  rebuild(): Promise<void>;
  /** The same as whoever keeps the hub does it: the process goes on, and what was known stays. */
  beginAnew(): Promise<void>;
  /** Waits until everything published has had its effect. */
  settle(): Promise<void>;
  /** The day on which pictures are decided. */
  setDay(day: string): void;
  close(): Promise<void>;
}

interface WorldParts {
  readonly client: pg.Client;
  readonly pool: pg.Pool;
  readonly stream: PostgresStream;
}

async function openParts({ login, ...server }: WorldDatabase): Promise<WorldParts> {
  const client = new pg.Client(login);
  await client.connect();
  await client.query('CREATE SCHEMA stream; CREATE SCHEMA repository');
  for (const agency of AGENCIES) await server.createRole(`${agency}_publisher`);
  await applyStreamSchema(client, { publishers: ['labour_publisher'], readers: ['labour_publisher'] });
  const pool = new pg.Pool({ ...login, max: 4, application_name: READER });
  pool.on('error', () => undefined);
  return { client, pool, stream: new PostgresStream(login) };
}

export async function openRepositoryWorld(
  database: WorldDatabase,
  { probeEveryMs = 600_000, onChanged }: WorldOptions = {},
): Promise<RepositoryWorld> {
  const parts = await openParts(database);
  const { client, pool, stream } = parts;
  const world = new EmploymentWorld();
  const hub = askWorld(world);
  const store = new RepositoryStore(pool, onChanged);
  await applyRepositorySchema(client);
  const datasets = readDatasets(readFileSync(SUPERGRAPH, 'utf8'));
  const stuck: string[] = [];
  let day = '2026-11-22';
  const publish = publisherOf(stream);
  const { start, stop } = readingProcess(
    {
      store,
      stream,
      ask: hub.ask,
      tagOf: entityTags(randomBytes(32), 'repository'),
      agencyOf: (typeName) => datasets.get(typeName)?.agency ?? null,
      rules: readPriorityRules(),
      now: () => new Date(`${day}T04:00:00Z`),
      probeEveryMs,
      employersEveryMs: 20,
    },
    stuck,
  );
  return {
    world,
    hub,
    client,
    store,
    stuck,
    publish,
    change: (change) => publish(world.apply(change)),
    start,
    stop,
    cut: () => cutConnections(client),
    rebuild: async () => {
      await stop();
      await client.query('DROP SCHEMA repository CASCADE; CREATE SCHEMA repository');
      await applyRepositorySchema(client);
      start();
    },
    beginAnew: () => beginAnew(client),
    settle: () => untilSettled(parts, store, stuck),
    setDay: (next) => {
      day = next;
    },
    close: async () => {
      await stop();
      await stream.close();
      await pool.end();
      await client.end();
      await database.drop();
    },
  };
}

async function cutConnections(client: pg.Client): Promise<void> {
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = $1 AND datname = current_database()`,
    [READER],
  );
}

/** Publishes events one after the other. */
function publisherOf(stream: PostgresStream): RepositoryWorld['publish'] {
  let position = 0;
  return async (event) => {
    position += 1;
    await stream.publish([{ ...event, position: `${String(position).padStart(16, '0')}.000000001` }]);
  };
}

/** A process that reads, begun and ended at will. */
function readingProcess(
  parts: ReaderParts,
  stuck: string[],
): { readonly start: () => void; readonly stop: () => Promise<void> } {
  let going: { readonly end: AbortController; readonly done: Promise<void> } | null = null;
  return {
    start: () => {
      const end = new AbortController();
      const done = new RepositoryReader(parts, end.signal).follow().catch((error: unknown) => {
        stuck.push(error instanceof Error ? `${error.name}: ${error.message}` : 'no error');
      });
      going = { end, done };
    },
    stop: async () => {
      going?.end.abort();
      await going?.done;
      going = null;
    },
  };
}

/** Until everything has had its effect, on firms too. */
async function untilSettled(
  { client, stream }: WorldParts,
  store: RepositoryStore,
  stuck: readonly string[],
): Promise<void> {
  const end = await stream.end();
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    if (stuck.length > 0) throw new Error(`the repository is stuck: ${stuck.join('; ')}`);
    const place = await store.place().catch(() => null);
    const { rowCount } = await client.query('SELECT FROM repository.employer_due');
    if (place !== null && !place.isFilling && place.position >= end && rowCount === 0) return;
    await sleep(20);
  }
  throw new Error('the repository does not settle');
}

const HELD = `
SELECT text FROM (
  SELECT concat_ws(' ', 'person', person_key, valid_from, valid_to, status, basis, since, employer, last_insured_month,
    training, trained_for::text, benefits::text, county) AS text FROM repository.person_picture WHERE recorded_to IS NULL
  UNION ALL SELECT concat_ws(' ', 'group', person_key, group_name, answer) FROM repository.person_group
    WHERE recorded_to IS NULL
  UNION ALL SELECT concat_ws(' ', 'conflict', person_key, kind, sources::text, routed_to, record_keys::text)
    FROM repository.conflict WHERE recorded_to IS NULL
  UNION ALL SELECT concat_ws(' ', 'firm', credit_code, valid_from, valid_to, status, insured, county)
    FROM repository.employer_picture WHERE recorded_to IS NULL
  UNION ALL SELECT concat_ws(' ', 'signal', credit_code, kind, month, people_before, people_after)
    FROM repository.closure_signal WHERE recorded_to IS NULL
) AS held ORDER BY 1`;

/** All that the repository holds to be so. */
export async function heldBy({ client }: RepositoryWorld): Promise<readonly string[]> {
  return (await client.query<{ text: string }>(HELD)).rows.map(({ text }) => text);
}
