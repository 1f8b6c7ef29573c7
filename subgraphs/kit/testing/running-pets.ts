import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createPostgresConnector } from '../../../connectors/postgres/postgres-connector.ts';
import { testServer } from '../../../connectors/postgres/postgres-under-test.ts';
import type { GrantClaims } from '../../../policies/grant-claims.ts';
import { createSubgraphSchema } from '../create-subgraph-schema.ts';
import type { ErrorToLog } from '../log-error.ts';
import { type RunningSubgraph, serveSubgraph, type SubgraphKeys } from '../serve-subgraph.ts';
import { AggregateLedger } from '../statistics/aggregate-ledger.ts';
import { CountingConnector } from './counting-connector.ts';
import { CURRENT_PETS, FORMER_PETS, SHELTERS, SUPERSEDED_PETS, VISITS } from './pets-rows.ts';
import { PETS, PETS_SCHEMA } from './pets-subgraph.ts';
import { type SubgraphAnswer, TestGateway } from './test-gateway.ts';

const RECORD = `record_id bigint primary key, valid_from date not null, valid_to date,
  recorded_from timestamptz not null, recorded_to timestamptz, quality_flag text`;
const TABLES = `
create table pet (${RECORD}, tag text not null, name text not null, born_on date not null, worth_fen bigint not null,
  is_tame boolean, division text not null, owner_person_key text, keeper_kind text, shelter_country text,
  shelter_code text);
create index on pet (tag);
create index on pet (owner_person_key);
create table visit (${RECORD}, pet_tag text not null, reason text not null, brought_by_person_key text,
  seen_by_person_key text, division text not null);
create table dataset_state (relation text, division text, complete_to timestamptz);
insert into dataset_state values ('pet', '230000', now());
create table shelter (${RECORD}, country char(2) not null, code text not null, title text not null);
`;

/** The pets subgraph over a real database, asked through real HTTP. */
export interface RunningPets {
  readonly url: string;
  readonly gateway: TestGateway;
  readonly keys: SubgraphKeys;
  readonly connector: CountingConnector;
  readonly logged: ErrorToLog[];
  /** The database's owner, for a test to look at or to lock what is there. */
  readonly owner: pg.Client;
  /** Ends every session with the database and takes no new one, until it is started again. */
  stopSource(): Promise<void>;
  startSource(): Promise<void>;
  /** Ends the subgraph and serves it anew: what it keeps in memory is gone, its port is another. */
  restart(): Promise<void>;
  /** Asks with a grant for exactly these uses. */
  ask(question: Question): Promise<SubgraphAnswer>;
  stop(): Promise<void>;
}

export interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly uses: readonly string[];
  readonly claims?: Partial<GrantClaims>;
  readonly signal?: AbortSignal;
}

export interface PetsLimits {
  readonly maxRows?: number;
  readonly deadlineMs?: number;
  readonly relationDeadlineMs?: number;
  /** The clock of statistics. */
  readonly now?: () => number;
}

export async function startPets(limits: PetsLimits = {}): Promise<RunningPets> {
  const server = testServer();
  const database = `pets_${randomBytes(6).toString('hex')}`;
  const administrator = { ...server, database: 'postgres' };
  await withClient(administrator, (client) => client.query(`create database ${database}`));
  const owner = new pg.Client({ ...server, database });
  await owner.connect();
  await fill(owner);
  const connector = new CountingConnector(
    createPostgresConnector({ ...server, database, poolSize: 4, maxRows: limits.maxRows ?? 5_000 }),
  );
  const { gateway, keys } = TestGateway.withKeys(PETS.name);
  const logged: ErrorToLog[] = [];
  const served = new PetsServer({ connector, keys, logged, limits });
  await served.start();
  return {
    get url() {
      return served.url;
    },
    gateway,
    keys,
    connector,
    logged,
    owner,
    stopSource: () =>
      withClient(administrator, async (client) => {
        await client.query(`alter database ${database} allow_connections false`);
        await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = $1 and application_name like 'sluice-connector%'`,
          [database],
        );
      }),
    startSource: () =>
      withClient(administrator, (client) =>
        client.query(`alter database ${database} allow_connections true`),
      ),
    ask: ({ uses, claims, ...fetch }) =>
      gateway.fetch(served.url, { ...fetch, grant: gateway.grant(uses, claims) }),
    async restart() {
      await served.end();
      await served.start();
    },
    async stop() {
      await served.end();
      served.forget();
      await connector.close();
      await owner.end();
      await withClient(administrator, (client) => client.query(`drop database ${database} with (force)`));
    },
  };
}

interface PetsParts {
  readonly connector: CountingConnector;
  readonly keys: SubgraphKeys;
  readonly logged: ErrorToLog[];
  readonly limits: PetsLimits;
}

/** The subgraph's server, which can end and start again over what it kept on disk. */
class PetsServer {
  private readonly parts: PetsParts;
  private readonly directory = mkdtempSync(join(tmpdir(), 'sluice-pets-'));
  private running: RunningSubgraph | null = null;
  private aggregates: AggregateLedger | null = null;

  constructor(parts: PetsParts) {
    this.parts = parts;
  }

  get url(): string {
    return `http://127.0.0.1:${this.running?.port ?? 0}/graphql`;
  }

  async start(): Promise<void> {
    const { connector, keys, logged, limits } = this.parts;
    this.aggregates = await AggregateLedger.open({
      directory: this.directory,
      windowHours: 24,
      ...(limits.now ? { now: limits.now } : {}),
    });
    this.running = await serveSubgraph({
      name: PETS.name,
      schema: createSubgraphSchema(PETS, PETS_SCHEMA),
      mapping: PETS.mapping,
      connector,
      aggregates: this.aggregates,
      keys,
      host: '127.0.0.1',
      port: 0,
      logError: (entry) => logged.push(entry),
      ...(limits.deadlineMs === undefined ? {} : { deadlineMs: limits.deadlineMs }),
      ...(limits.relationDeadlineMs === undefined ? {} : { relationDeadlineMs: limits.relationDeadlineMs }),
    });
  }

  async end(): Promise<void> {
    await this.running?.close();
    await this.aggregates?.close();
  }

  forget(): void {
    rmSync(this.directory, { recursive: true });
  }
}

async function fill(owner: pg.Client): Promise<void> {
  await owner.query(TABLES);
  const rows = {
    pet: [...CURRENT_PETS, ...SUPERSEDED_PETS, ...FORMER_PETS],
    visit: VISITS,
    shelter: SHELTERS,
  };
  for (const [relation, content] of Object.entries(rows))
    await owner.query(
      `insert into ${relation} select * from json_populate_recordset(null::${relation}, $1)`,
      [JSON.stringify(content)],
    );
}

async function withClient(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  await work(client);
  await client.end();
}
