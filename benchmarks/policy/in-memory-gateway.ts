import { generateKeyPairSync, randomBytes, createSecretKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleSpine, type GatewayParts } from '../../gateway/assemble-gateway.ts';
import { createTokenVerifier } from '../../gateway/authentication/token-verifier.ts';
import { createAttestedCases } from '../../gateway/cases/attested-cases.ts';
import { openHubCaseRegistry } from '../../gateway/cases/hub-case-registry.ts';
import { openHubEmergencyStore } from '../../gateway/cases/hub-emergency-store.ts';
import { CursorSeal } from '../../gateway/cursors/cursor-seal.ts';
import { createPlanExecutor } from '../../gateway/executor/execute-plan.ts';
import { createGrantSigner } from '../../gateway/grants/create-grant-signer.ts';
import type { Spine } from '../../gateway/handle-request.ts';
import type { HubDatabase } from '../../gateway/hub-database.ts';
import { createLedger } from '../../gateway/ledger/create-ledger.ts';
import { createLimitStore } from '../../gateway/limits/create-limit-store.ts';
import { DEFAULT_LIMITS } from '../../gateway/operation/operation-limits.ts';
import { loadPlanner } from '../../gateway/planner/load-planner.ts';
import { subgraphViewsOf } from '../../gateway/planner/subgraph-views.ts';
import { createPoliciesInForce } from '../../gateway/policies-in-force.ts';
import { PseudonymCipher } from '../../gateway/pseudonyms/pseudonym-cipher.ts';
import { readPolicyDirectory } from '../../gateway/read-policy-directory.ts';
import { createFetchStage } from '../../gateway/stages/fetch.ts';
import { createPlanStage } from '../../gateway/stages/plan.ts';
import { readSupergraph, type Supergraph } from '../../gateway/supergraph/supergraph.ts';
import type { ApplicationName } from '../../hub/issuer/applications.ts';
import { AUDIENCE, ISSUER, openDevelopmentIssuer } from '../../hub/issuer/development-issuer.ts';
import { openOwnDatabases } from '../../hub/launch/hub-databases.ts';
import { UndoStack } from '../../hub/launch/undo-stack.ts';
import { CASE_READER_ROLE, HUB_DATABASE, LEDGER_WRITER_ROLE } from '../../hub/postgres/databases.ts';
import { rolePasswordFile } from '../../hub/postgres/ensure-databases.ts';
import { stateDirectory } from '../../hub/state/state-directory.ts';
import { readWorkingCalendar } from '../../identifiers/working-days.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { inMemoryAgency } from './in-memory-agencies.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SUPERGRAPH = join(ROOT, 'gateway/supergraph/generated/supergraph.graphql');
const PLANS_KEPT = 100;

/** A whole gateway over the supergraph and the policies that ship, with a ledger on disk, but agencies in memory. */
export interface InMemoryGateway {
  readonly spine: Spine;
  tokenOf(application: ApplicationName): Promise<string>;
  close(): Promise<void>;
}

export async function openInMemoryGateway(progress: (line: string) => void): Promise<InMemoryGateway> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-policy-'));
  const undo = new UndoStack();
  undo.push(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const state = stateDirectory(directory);
  const { server } = await openOwnDatabases(state, { onProgress: progress }, undo);
  const issuer = await openDevelopmentIssuer(state);
  const login = (user: string): HubDatabase => ({
    host: server.host,
    port: server.port,
    database: HUB_DATABASE,
    user,
    password: readPassword(rolePasswordFile(state.keys, user)),
  });
  const supergraph = readSupergraph(readFileSync(SUPERGRAPH, 'utf8'));
  const policies = readPolicyDirectory(join(ROOT, 'policies/documents'), supergraph.catalogue);
  const now = (): Date => new Date();
  const parts: Omit<GatewayParts, 'relations'> = {
    supergraph,
    policies,
    verifyToken: await createTokenVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: { jwksFile: state.key('jwks.json') },
    }),
    limits: DEFAULT_LIMITS,
    cursors: new CursorSeal(randomBytes(32)),
    pseudonyms: new PseudonymCipher(randomBytes(32), 1),
    ledger: createLedger({
      database: login(LEDGER_WRITER_ROLE),
      signingKey: generateKeyPairSync('ed25519').privateKey,
    }),
    limitStore: createLimitStore(login(LEDGER_WRITER_ROLE)),
    cases: casesOf(login),
    federation: await federationOf(supergraph),
    now,
    writeLine: () => undefined,
  };
  undo.push(async () => {
    await Promise.all([parts.ledger.close(), parts.limitStore.close(), parts.cases.close()]);
  });
  return {
    spine: assembleSpine(parts, createPoliciesInForce(policies, now)),
    tokenOf: (application) => issuer.issue(application),
    close: () => undo.run(),
  };
}

function casesOf(login: (user: string) => HubDatabase): GatewayParts['cases'] {
  const registry = openHubCaseRegistry(login(CASE_READER_ROLE));
  const emergencies = openHubEmergencyStore(login(LEDGER_WRITER_ROLE));
  return {
    registry,
    attested: createAttestedCases(new Map(), AUDIENCE),
    emergencies,
    calendar: readWorkingCalendar(),
    close: async () => {
      await Promise.all([registry.close(), emergencies.close()]);
    },
  };
}

async function federationOf({ sdl, schema }: Supergraph): Promise<GatewayParts['federation']> {
  const views = subgraphViewsOf(sdl);
  const planner = await loadPlanner(sdl, 'either');
  const plan = createPlanStage({ planner, schema, views, cacheSize: PLANS_KEPT });
  const fetch = createFetchStage({
    executor: createPlanExecutor(schema),
    signer: createGrantSigner(generateKeyPairSync('ed25519').privateKey),
    clients: new Map([...views].map(([name, view]) => [name, inMemoryAgency(view)])),
    fetchKeys: new Map([...views.keys()].map((name) => [name, createSecretKey(randomBytes(32))])),
  });
  return {
    plan: (allowed) => plan.plan(allowed),
    fetch: (exchange, admitted) => fetch.fetch(exchange, admitted),
    close: () => Promise.resolve(),
  };
}
