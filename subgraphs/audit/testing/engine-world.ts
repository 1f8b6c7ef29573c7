import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createAskDecision } from '../run/ask-decision.ts';
import { createAskHub } from '../../kit/following/ask-hub.ts';
import { AuditEngine } from '../run/audit-engine.ts';
import { AuditStore } from '../store/audit-store.ts';
import { duckDbEngine } from '../sweep/duckdb/duckdb-engine.ts';
import { createAskRelation } from '../sweep/read/ask-relation.ts';
import { record, shippedAudit, testGraph, testThresholds } from './audit-fixtures.ts';
import { servePopulation, type PopulationServer } from './population-server.ts';

/** Engines over populations that a test makes, on one database of its own. */
export interface EngineWorld {
  readonly client: pg.Client;
  /** Serves so many families; `troubleOf` says what goes wrong with a page. */
  population(count: number, troubleOf?: Parameters<typeof servePopulation>[1]): Promise<PopulationServer>;
  /** Another process of the engine, as it were, with `barred-vehicle` saved. */
  engineAt(server: PopulationServer, pageSize?: number): Promise<AuditEngine>;
  close(): Promise<void>;
}

const graph = testGraph();

/** @param database empty, and removed on `close` */
export async function openEngineWorld(
  database: pg.ClientConfig & { drop(): Promise<void> },
): Promise<EngineWorld> {
  const { host, port, user, password } = database;
  const connection = { host, port, user, password, database: database.database };
  const folder = mkdtempSync(join(tmpdir(), 'audit-engine-'));
  const tokenFile = join(folder, 'token.jwt');
  writeFileSync(tokenFile, 'a-token\n');
  const client = new pg.Client(connection);
  await client.connect();
  await client.query('CREATE SCHEMA audit');
  const engines: AuditEngine[] = [];
  const stores: AuditStore[] = [];
  const servers: PopulationServer[] = [];
  return {
    client,
    population: async (count, troubleOf) => {
      const server = await servePopulation(families(count), troubleOf);
      servers.push(server);
      return server;
    },
    engineAt: async (server, pageSize = 10) => {
      const store = new AuditStore(new pg.Pool({ ...connection, max: 4 }));
      stores.push(store);
      await store.applySchema();
      const hub = { url: server.url, tokenFile };
      const engine = new AuditEngine({
        store,
        graph,
        thresholds: testThresholds(),
        ask: createAskHub(hub),
        askRelation: createAskRelation(hub),
        askDecision: createAskDecision(hub),
        engine: duckDbEngine,
        concurrency: 2,
        pageSize,
        backoffMs: [1, 1, 1],
        endStanding: () => Promise.reject(new Error('nothing stands here')),
        onStuck: (_, error) => {
          throw error;
        },
      });
      engines.push(engine);
      await engine.save(shippedAudit('barred-vehicle'), null);
      return engine;
    },
    close: async () => {
      await Promise.all(engines.map((engine) => engine.stop()));
      await Promise.all(stores.map((store) => store.close()));
      await Promise.all(servers.map((server) => server.close()));
      await client.end();
      await database.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Families that each own a car; every third one's is a mobility scooter. */
function families(count: number): readonly Readonly<Record<string, unknown>>[] {
  return Array.from({ length: count }, (_, index) =>
    record(`F${index}`, {
      caseNumber: `C${String(index).padStart(3, '0')}`,
      division: '230102',
      status: 'ACTIVE',
      members: [
        record(`M${index}`, {
          validTo: null,
          person: {
            id: `RID:23990119800101${String(index).padStart(4, '0')}`,
            vehicles: [
              record(`V${index}`, {
                vehicleKind: index % 3 === 0 ? 'MOBILITY_SCOOTER' : 'CAR',
                use: 'PRIVATE',
                status: 'NORMAL',
                firstRegisteredOn: '2021-01-01',
                validTo: null,
              }),
            ],
          },
        }),
      ],
    }),
  );
}
