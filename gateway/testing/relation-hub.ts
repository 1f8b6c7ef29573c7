import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePolicies, type PolicySource } from '../../policies/compile-policy.ts';
import { RELATION_CONTENT_TYPE, type RelationQuestion } from '../../policies/relation-wire.ts';
import { SUBJECTS } from '../../policies/scenarios/subjects.ts';
import { shippedPolicies } from '../../policies/testing/shipped-policies.ts';
import { assembleGateway, type CaseParts } from '../assemble-gateway.ts';
import { createFetcher } from '../create-fetcher.ts';
import { CursorSeal } from '../cursors/cursor-seal.ts';
import { openHttpDoor } from '../doors/http-door.ts';
import { createMemoryLedger, type MemoryLedger } from '../ledger/testing/memory-ledger.ts';
import type { TagSet } from '../ledger/tag-set.ts';
import { createMemoryLimitStore } from '../limits/testing/memory-limit-store.ts';
import { DEFAULT_LIMITS } from '../operation/operation-limits.ts';
import { subgraphViewsOf } from '../planner/subgraph-views.ts';
import { PseudonymCipher } from '../pseudonyms/pseudonym-cipher.ts';
import { readSupergraph } from '../supergraph/supergraph.ts';
import { openWireSubgraph, type WireSubgraph } from './wire-subgraph.ts';

/** A gateway over the shipped graph and policies, of which every agency is one wire subgraph, and a ledger in memory. */
export interface RelationHub {
  readonly url: string;
  readonly subgraph: WireSubgraph;
  readonly ledger: MemoryLedger;
  readonly tagSets: Map<string, TagSet>;
  readonly lines: string[];
  ask(asked: Partial<RelationQuestion>, how?: HowAsked): Promise<Response>;
  close(): Promise<void>;
}

export interface HowAsked {
  /** Of the scenarios; the audit engine where left out. */
  readonly subject?: keyof typeof SUBJECTS;
  readonly keys?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

export const TAG_KEY = createSecretKey(Buffer.alloc(32, 5));
const SUPERGRAPH = join(import.meta.dirname, '../supergraph/generated/supergraph.graphql');

/** @param change of the policies that ship */
export async function openRelationHub(
  change: (source: PolicySource) => PolicySource = (same) => same,
): Promise<RelationHub> {
  const supergraph = readSupergraph(readFileSync(SUPERGRAPH, 'utf8'));
  const policies = compilePolicies(change(shippedPolicies(supergraph.schema)));
  const subgraph = await openWireSubgraph();
  const ledger = createMemoryLedger();
  const tagSets = new Map<string, TagSet>();
  const lines: string[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'sluice-relations-'));
  const federation = await federationOf(supergraph.sdl, subgraph, directory);
  const gateway = assembleGateway({
    supergraph,
    policies,
    verifyToken: (token) => Promise.resolve(SUBJECTS[token as keyof typeof SUBJECTS]),
    limits: DEFAULT_LIMITS,
    cursors: new CursorSeal(new Uint8Array(32)),
    pseudonyms: new PseudonymCipher(new Uint8Array(32), 1),
    ledger,
    limitStore: createMemoryLimitStore(),
    cases: NO_CASES,
    federation,
    relations: {
      ...federation,
      tagKey: TAG_KEY,
      tagStore: {
        keep: (set) => {
          if (ledger.isDown) return Promise.reject(new Error('the ledger is down'));
          tagSets.set(set.name.commitment, set);
          return Promise.resolve(set.name);
        },
        close: () => Promise.resolve(),
      },
    },
    now: () => new Date(),
    writeLine: (line) => lines.push(line),
  });
  const door = await openHttpDoor(gateway, {
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 1_000_000,
    graceMs: 1_000,
  });
  const url = `http://127.0.0.1:${door.port}`;
  return {
    url,
    subgraph,
    ledger,
    tagSets,
    lines,
    ask: (asked, how = {}) => ask(url, asked, how),
    async close() {
      await door.close();
      await gateway.close();
      await subgraph.close();
      rmSync(directory, { recursive: true });
    },
  };
}

function ask(
  url: string,
  asked: Partial<RelationQuestion>,
  { subject = 'audit-engine', keys, headers = {}, body, signal }: HowAsked,
): Promise<Response> {
  const question = { variables: {}, keys: keys?.length ?? null, where: null, having: null, ...asked };
  return fetch(`${url}/relation`, {
    method: 'POST',
    body: body ?? [JSON.stringify(question), ...(keys ?? []), ''].join('\n'),
    headers: {
      'content-type': RELATION_CONTENT_TYPE,
      authorization: `Bearer ${subject}`,
      'sluice-purpose': 'assistance-audit',
      ...headers,
    },
    signal: signal ?? null,
  });
}

function federationOf(supergraphSdl: string, { url }: WireSubgraph, directory: string) {
  const names = [...subgraphViewsOf(supergraphSdl).keys()];
  const fetchKey = join(directory, 'fetch.key');
  const grantKey = join(directory, 'grant.pem');
  writeFileSync(fetchKey, Buffer.alloc(32, 9).toString('base64url'));
  writeFileSync(grantKey, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return createFetcher({
    supergraphSdl,
    subgraphs: Object.fromEntries(names.map((name) => [name, url])),
    fetchKeyFiles: Object.fromEntries(names.map((name) => [name, fetchKey])),
    grantSigningKeyFile: grantKey,
    planner: 'native',
  });
}

const never = (): never => {
  throw new Error('no relation is read under a case');
};

const NO_CASES: CaseParts = {
  registry: { find: never, consenting: () => Promise.resolve(['RID:239901195001010016']) },
  attested: { read: never },
  emergencies: { open: never, find: never },
  calendar: { isWorkingDay: never },
  close: () => Promise.resolve(),
} as unknown as CaseParts;
