import { readFileSync, readdirSync } from 'node:fs';
import pg from 'pg';
import { readPassword } from '../../secrets/read-secret-file.ts';
import type { SubgraphWork } from '../kit/source-mapping.ts';
import { readAuditSettings } from './audit-settings.ts';
import type { AuditDefinition } from './definition/audit-definition.ts';
import { readThresholds } from './definition/read-thresholds.ts';
import { readGraphCatalogue } from './operation/graph-catalogue.ts';
import { readAuditDocument } from './definition/read-audit-document.ts';
import { auditMutations } from './mutations/audit-mutations.ts';
import { listMutations } from './mutations/list-mutations.ts';
import { ruleMutations } from './mutations/rule-mutations.ts';
import { scheduleMutations } from './mutations/schedule-mutations.ts';
import { supervisionMutations } from './mutations/supervision-mutations.ts';
import { eligibilityMutations } from './mutations/eligibility-mutations.ts';
import { eligibilityFields } from './eligibility/eligibility-fields.ts';
import { readEligibilityDocument, type EligibilityScheme } from './eligibility/read-eligibility-document.ts';
import { startEligibility } from './eligibility/start-eligibility.ts';
import { createAskDecision } from './run/ask-decision.ts';
import { createAskHub } from '../kit/following/ask-hub.ts';
import { logFailure } from '../kit/log-event.ts';
import { RepeatedWork } from '../kit/repeated-work.ts';
import { AuditEngine } from './run/audit-engine.ts';
import { Scheduler } from './schedules/scheduler.ts';
import { AuditStore } from './store/audit-store.ts';
import { openSupervision } from './supervision/start-supervision.ts';
import { duckDbEngine } from './sweep/duckdb/duckdb-engine.ts';
import { createAskRelation } from './sweep/read/ask-relation.ts';

const AUDITS = new URL('audits/', import.meta.url);
const PAGE_SIZE = 100;
const CONCURRENT_RUNS = 2;
/** A standing run holds a connection for the length of a transaction only. */
const POOL_SIZE = 8;
const SCHEDULE_EVERY_MS = 5_000;
const DROP_EVERY_MS = 3_600_000;
/** About a minute in all: a hub that is restarting is waited for. */
const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * Starts the work of the audit subgraph: makes its tables, saves the audits that ship, goes on with runs that were
 * left behind, keeps the schedules and what is under supervision, and answers the mutations.
 */
export async function startAudits(settings: unknown): Promise<SubgraphWork> {
  const { hubUrl, tokenFile, supergraphFile, database, supervision } = readAuditSettings(settings);
  const { passwordFile, ...connection } = database;
  const pool = new pg.Pool({ ...connection, password: readPassword(passwordFile), max: POOL_SIZE });
  const store = new AuditStore(pool);
  const graph = readGraphCatalogue(readFileSync(supergraphFile, 'utf8'));
  const thresholds = readThresholds(new URL('thresholds/', AUDITS));
  const ask = createAskHub({ url: hubUrl, tokenFile });
  const askRelation = createAskRelation({ url: hubUrl, tokenFile });
  const askDecision = createAskDecision({ url: hubUrl, tokenFile });
  const onStuck = (runId: string, error: unknown): void => logFailure('AuditRunStuck', error, { runId });
  const surroundings = { store, graph, thresholds, ask, askRelation, askDecision, engine: duckDbEngine };
  const reads = { pool, audits: store, graph, thresholds, ask, askRelation, askDecision };
  const supervising = await openSupervision(supervision, { ...reads, onStuck });
  const engine = new AuditEngine({
    ...surroundings,
    concurrency: CONCURRENT_RUNS,
    pageSize: PAGE_SIZE,
    backoffMs: BACKOFF_MS,
    onStuck,
    endStanding: (runId) => supervising.supervisor.cancel(runId),
  });
  await store.applySchema();
  await dropExpired(store);
  const shipped = shippedAudits();
  for (const audit of shipped.values()) await engine.save(audit, null);
  const eligibility = startEligibility({
    ...surroundings,
    schemes: eligibilitySchemes(shipped),
    onStuck: (jobId, error) => logFailure('EligibilityJobStuck', error, { jobId }),
  });
  await engine.resume();
  await eligibility.jobs.resume();
  await supervising.begin();
  const clockwork = startClockwork(engine, store);
  return {
    mutations: {
      ...auditMutations(engine, store),
      ...eligibilityMutations(eligibility.jobs, store),
      ...listMutations(store),
      ...ruleMutations(store),
      ...scheduleMutations(engine, store),
      ...supervisionMutations(supervising.supervisor, store),
    },
    fields: eligibilityFields(eligibility.engine),
    stop: async () => {
      await clockwork.stop();
      await supervising.stop();
      await eligibility.jobs.stop();
      await engine.stop();
      await store.close();
    },
  };
}

/** Lists and jobs whose time has come. */
async function dropExpired(store: AuditStore): Promise<void> {
  await store.lists.dropExpired();
  await store.eligibility.dropExpired();
}

/** What goes by the clock: runs on schedules, and what expires. */
function startClockwork(engine: AuditEngine, store: AuditStore): { stop(): Promise<void> } {
  const scheduler = new Scheduler({
    schedules: store.schedules,
    engine,
    now: () => new Date(),
    everyMs: SCHEDULE_EVERY_MS,
    onError: (error) => logFailure('AuditScheduleFailed', error),
  });
  scheduler.start();
  const dropping = new RepeatedWork(() => dropExpired(store), {
    everyMs: DROP_EVERY_MS,
    firstAfterMs: DROP_EVERY_MS,
    onError: (error) => logFailure('AuditExpiredNotDropped', error),
  });
  return {
    stop: async () => {
      await scheduler.stop();
      await dropping.stop();
    },
  };
}

/**
 * The audits of folder `audits`. One that does not fit the graph stops the start, for it would never run; so does one
 * whose name somebody else has, for whoever asks for that name would be run the wrong one.
 */
function shippedAudits(): ReadonlyMap<string, AuditDefinition> {
  const audits = documentsOf(AUDITS).map(readAuditDocument);
  return new Map(audits.map((audit) => [audit.name, audit]));
}

function eligibilitySchemes(shipped: ReadonlyMap<string, AuditDefinition>): readonly EligibilityScheme[] {
  const folder = new URL('eligibility/', AUDITS);
  return documentsOf(folder).map((yaml) => readEligibilityDocument(yaml, shipped));
}

function documentsOf(folder: URL): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => readFileSync(new URL(file, folder), 'utf8'));
}
