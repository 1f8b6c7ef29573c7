import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ChangeEvent } from '../../../stream/change-event.ts';
import { applyStreamSchema } from '../../../stream/postgres/apply-stream-schema.ts';
import { PostgresStream } from '../../../stream/postgres/postgres-stream.ts';
import { createAskDecision } from '../run/ask-decision.ts';
import { createAskHub } from '../../kit/following/ask-hub.ts';
import { AuditEngine, type EngineParts } from '../run/audit-engine.ts';
import { AuditStore } from '../store/audit-store.ts';
import { entityTags } from '../../kit/following/entity-tags.ts';
import { SupervisionStore } from '../supervision/supervision-store.ts';
import { Supervisor } from '../supervision/supervisor.ts';
import { duckDbEngine } from '../sweep/duckdb/duckdb-engine.ts';
import { createAskRelation } from '../sweep/read/ask-relation.ts';
import { shippedAudit, testGraph, testThresholds } from './audit-fixtures.ts';
import { serveChangingPopulation, type ChangingPopulation, type WorldChange } from './changing-population.ts';
import { requesterAs } from './requester-as.ts';

const graph = testGraph();
const thresholds = testThresholds();
const AUDITS = ['barred-vehicle', 'company-control'];
/** Who asks in these tests where nothing else is said. */
export const REQUESTER = requesterAs(null);

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

/** Audits under supervision over a small world, with the tables and the stream of a hub. */
export interface SupervisedWorld {
  readonly population: ChangingPopulation;
  readonly client: pg.Client;
  readonly audits: AuditStore;
  readonly store: SupervisionStore;
  readonly stream: PostgresStream;
  /** Makes a change and publishes it. */
  change(change: WorldChange): Promise<void>;
  publish(event: Omit<ChangeEvent, 'position'>): Promise<void>;
  supervise(): Promise<readonly string[]>;
  readonly engine: AuditEngine;
  supervisor(): Supervisor;
  /** Ends the supervising process where it stands and starts another. */
  restart(): Promise<void>;
  /** Waits until everything published has had its effect. */
  settle(): Promise<void>;
  /** The findings of a full run of each audit, made now. */
  fullRun(): Promise<readonly string[]>;
  /** The open findings of the standing runs. */
  open(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const FINDINGS = `
SELECT rule_id || ' ' || outcome || ' ' || case_key || ' ' || evidence_key || ' ' || evidence_hash || ' ' ||
  (SELECT string_agg(path || source_record_key || value, ',' ORDER BY path, source_record_key)
   FROM audit.evidence WHERE evidence.finding_id = finding.finding_id) AS text
FROM audit.finding WHERE withdrawn_at IS NULL AND run_id = ANY($1) ORDER BY 1`;

interface WorldParts {
  readonly client: pg.Client;
  readonly population: ChangingPopulation;
  readonly stream: PostgresStream;
  readonly audits: AuditStore;
  readonly store: SupervisionStore;
  readonly engine: AuditEngine;
  /** A process that supervises, which has not begun. */
  newSupervisor(): Supervisor;
}

type OnStuck = (runId: string, error: unknown) => void;

async function openParts(
  database: WorldDatabase,
  onStuck: OnStuck,
  endStanding: EngineParts['endStanding'],
): Promise<WorldParts> {
  const { login } = database;
  const tokenFile = join(mkdtempSync(join(tmpdir(), 'supervision-')), 'token.jwt');
  writeFileSync(tokenFile, 'a-token\n');
  const client = new pg.Client(login);
  await client.connect();
  await client.query('CREATE SCHEMA audit; CREATE SCHEMA stream');
  for (const agency of ['civil_affairs', 'vehicles', 'business_registry'])
    await database.createRole(`${agency}_publisher`);
  await applyStreamSchema(client, { publishers: ['vehicles_publisher'], readers: ['vehicles_publisher'] });
  const population = await serveChangingPopulation();
  const { url } = population;
  const asking = {
    ask: createAskHub({ url, tokenFile }),
    askRelation: createAskRelation({ url, tokenFile }),
    askDecision: createAskDecision({ url, tokenFile }),
  };
  const pool = new pg.Pool({ ...login, max: 8 });
  const [audits, store, stream] = [
    new AuditStore(pool),
    new SupervisionStore(pool),
    new PostgresStream(login),
  ];
  await audits.applySchema();
  await store.applySchema();
  const shared = { ...asking, graph, thresholds, onStuck };
  const engine = new AuditEngine({
    ...shared,
    store: audits,
    engine: duckDbEngine,
    concurrency: 2,
    pageSize: 4,
    backoffMs: [1],
    endStanding,
  });
  for (const name of AUDITS) await engine.save(shippedAudit(name), null);
  const tagOf = entityTags(randomBytes(32), 'supervision');
  const newSupervisor = (): Supervisor =>
    new Supervisor({ ...shared, audits, store, stream, tagOf, statesEveryMs: 100 });
  return { client, population, stream, audits, store, engine, newSupervisor };
}

async function waitUntil(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    if (await isSo()) return;
    await sleep(20);
  }
  throw new Error(otherwise);
}

async function runFully({ engine, client }: WorldParts): Promise<readonly string[]> {
  const manner = { mode: 'CASES', asOf: null, listId: null } as const;
  const runIds: string[] = [];
  for (const name of AUDITS) runIds.push(await engine.start(name, new Map(), REQUESTER, manner));
  await waitUntil(async () => {
    const { rowCount } = await client.query(
      `SELECT FROM audit.run WHERE run_id = ANY($1) AND status = 'SUCCEEDED'`,
      [runIds],
    );
    return rowCount === runIds.length;
  }, 'the full run does not end');
  return runIds;
}

/** @param onStuck told where a standing run could not go on; throws where left out */
export async function openSupervisedWorld(
  database: WorldDatabase,
  onStuck: OnStuck = (_, error) => {
    throw error;
  },
): Promise<SupervisedWorld> {
  let supervisor: Supervisor;
  const parts = await openParts(database, onStuck, (runId) => supervisor.cancel(runId));
  const { client, population, stream, audits, store, engine } = parts;
  supervisor = parts.newSupervisor();
  let standing: readonly string[] = [];
  let position = 0;
  const findings = async (runIds: readonly string[]): Promise<readonly string[]> =>
    (await client.query<{ text: string }>(FINDINGS, [runIds])).rows.map(({ text }) => text);
  const publish = async (event: Omit<ChangeEvent, 'position'>): Promise<void> => {
    position += 1;
    await stream.publish([{ ...event, position: `${String(position).padStart(16, '0')}.000000001` }]);
  };
  return {
    population,
    client,
    audits,
    store,
    stream,
    engine,
    supervisor: () => supervisor,
    publish,
    change: (change) => publish(population.change(change)),
    supervise: async () => {
      standing = [];
      for (const name of AUDITS) standing = [...standing, await supervisor.supervise(name, REQUESTER)];
      return standing;
    },
    restart: async () => {
      await supervisor.stop();
      supervisor = parts.newSupervisor();
      await supervisor.resume();
    },
    settle: async () => {
      const end = await stream.end();
      await waitUntil(async () => {
        const runs = await store.standing();
        return runs.length === AUDITS.length && runs.every((run) => !run.isFilling && run.position >= end);
      }, 'the standing runs do not settle');
    },
    fullRun: async () => findings(await runFully(parts)),
    open: () => findings(standing),
    close: async () => {
      await supervisor.stop();
      await engine.stop();
      await stream.close();
      await audits.close();
      await population.close();
      await client.end();
      await database.drop();
    },
  };
}
