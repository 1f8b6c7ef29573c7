import { createSecretKey } from 'node:crypto';
import { apiSchemaOf } from '../policies/api-schema.ts';
import type { GraphQLSchema } from 'graphql';
import { FETCH_DEADLINE_MS } from '../policies/grant-claims.ts';
import { readKey32, readSigningKey } from '../secrets/read-secret-file.ts';
import { createPlanExecutor } from './executor/execute-plan.ts';
import { type ClientLimits, createSubgraphClient, type SubgraphClient } from './executor/subgraph-client.ts';
import { createRelationClient, type RelationClient } from './executor/relation-client.ts';
import { createGrantSigner } from './grants/create-grant-signer.ts';
import type { RelationSpine } from './handle-relation.ts';
import { createPlanCheck } from './plan-check/check-plan.ts';
import { loadPlanner, type PlannerChoice } from './planner/load-planner.ts';
import { subgraphViewsOf } from './planner/subgraph-views.ts';
import { fetchRelation } from './stages/fetch-relation.ts';
import { planRelation } from './stages/plan-relation.ts';
import { createFetchStage, type FetchStage } from './stages/fetch.ts';
import { createPlanStage, type PlanStage } from './stages/plan.ts';

/** Plans of different operations kept at a time; the one longest unused goes first. */
const PLANS_KEPT = 1_000;

export interface FetcherConfig {
  readonly supergraphSdl: string;
  /** Subgraph → GraphQL endpoint, for every subgraph of the supergraph. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Subgraph → file of the key that it shares with the gateway. */
  readonly fetchKeyFiles: Readonly<Record<string, string>>;
  /** PEM of an Ed25519 private key. */
  readonly grantSigningKeyFile: string;
  /** `either` where left out. */
  readonly planner?: PlannerChoice;
  readonly limits?: Partial<ClientLimits>;
}

/** The plan and fetch stages over one supergraph and its subgraphs. */
export interface Fetcher
  extends PlanStage, FetchStage, Pick<RelationSpine, 'planRelation' | 'fetchRelation'> {
  /** Each subgraph's own schema, as the supergraph tells it. */
  readonly views: ReadonlyMap<string, GraphQLSchema>;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** For one whole relation. */
export const RELATION_DEADLINE_MS = 10 * 60 * 1_000;

const DEFAULT_LIMITS: ClientLimits = {
  deadlineMs: FETCH_DEADLINE_MS.gateway,
  maxAnswerBytes: 32 * 1024 * 1024,
  connections: 64,
  attempts: 3,
  breaker: { failures: 5, pauseMs: 1_000 },
  perCaller: 16,
  waitMs: 5_000,
};

/**
 * Composes the plan and fetch stages.
 * @throws Error where a subgraph has no url or no key, a name is no subgraph's, or a key can not be read
 */
export async function createFetcher(config: FetcherConfig): Promise<Fetcher> {
  const { supergraphSdl } = config;
  const schema = apiSchemaOf(supergraphSdl);
  const views = subgraphViewsOf(supergraphSdl);
  assertNames('url', views, config.subgraphs);
  assertNames('fetch key', views, config.fetchKeyFiles);
  const planner = await loadPlanner(supergraphSdl, config.planner ?? 'either');
  const limits = { ...DEFAULT_LIMITS, ...config.limits };
  const clients = new Map(
    Object.entries(config.subgraphs).map(([name, url]): [string, SubgraphClient] => [
      name,
      createSubgraphClient(url, limits),
    ]),
  );
  const plan = createPlanStage({
    planner,
    schema,
    views,
    cacheSize: PLANS_KEPT,
  });
  const signer = createGrantSigner(readSigningKey(config.grantSigningKeyFile));
  const fetchKeys = new Map(
    Object.entries(config.fetchKeyFiles).map(([name, file]) => [name, createSecretKey(readKey32(file))]),
  );
  const fetch = createFetchStage({ executor: createPlanExecutor(schema), signer, clients, fetchKeys });
  const relationClients = relationClientsOf(config.subgraphs);
  const relations = { signer, clients: relationClients, fetchKeys };
  const check = createPlanCheck({ planner, schema, views });
  return {
    plan: (allowed) => plan.plan(allowed),
    fetch: (exchange, admitted) => fetch.fetch(exchange, admitted),
    views,
    planRelation: (allowed, shape) => planRelation(allowed, shape, check),
    fetchRelation: (exchange, admitted, asked, deadline) =>
      fetchRelation(exchange, admitted, asked, relations, deadline),
    async close() {
      const open = [...clients.values(), ...relationClients.values()];
      await Promise.all(open.map((client) => client.close()));
    },
  };
}

function relationClientsOf(subgraphs: FetcherConfig['subgraphs']): ReadonlyMap<string, RelationClient> {
  const entries = Object.entries(subgraphs);
  return new Map(entries.map(([name, url]) => [name, createRelationClient(url, RELATION_DEADLINE_MS)]));
}

function assertNames(
  what: string,
  subgraphs: ReadonlyMap<string, unknown>,
  given: Readonly<Record<string, string>>,
): void {
  const missing = [...subgraphs.keys()].filter((name) => !Object.hasOwn(given, name));
  const unknown = Object.keys(given).filter((name) => !subgraphs.has(name));
  if (missing.length > 0) throw new Error(`no ${what} is configured for: ${missing.join(', ')}`);
  if (unknown.length > 0) throw new Error(`a ${what} is configured for no subgraph: ${unknown.join(', ')}`);
}
