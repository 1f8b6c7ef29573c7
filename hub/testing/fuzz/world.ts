import { createSecretKey } from 'node:crypto';
import {
  assembleGateway,
  type CaseParts,
  type Gateway,
  type GatewayParts,
} from '../../../gateway/assemble-gateway.ts';
import { createFetcher } from '../../../gateway/create-fetcher.ts';
import { CursorSeal, type CursorScope } from '../../../gateway/cursors/cursor-seal.ts';
import { applyLedgerSchema } from '../../../gateway/ledger/apply-ledger-schema.ts';
import { createLedger, type Ledger } from '../../../gateway/ledger/create-ledger.ts';
import type { LedgerRecord } from '../../../gateway/ledger/ledger-entry.ts';
import { applyLimitSchema } from '../../../gateway/limits/apply-limit-schema.ts';
import { createLimitStore } from '../../../gateway/limits/create-limit-store.ts';
import { DEFAULT_LIMITS } from '../../../gateway/operation/operation-limits.ts';
import { PseudonymCipher } from '../../../gateway/pseudonyms/pseudonym-cipher.ts';
import type { Answer } from '../../../gateway/stages/stage-types.ts';
import type { Supergraph } from '../../../gateway/supergraph/supergraph.ts';
import type { PolicySet } from '../../../policies/compile-policy.ts';
import type { PurposeId, Subject } from '../../../policies/vocabulary.ts';
import type { SubgraphDefinition } from '../../../subgraphs/kit/source-mapping.ts';
import { withClient } from '../../postgres/with-client.ts';
import { UndoStack } from '../../launch/undo-stack.ts';
import { createTestDatabase, type TestDatabase, type TestServer } from '../test-database.ts';
import type { Defect } from './defects.ts';
import { serveAgencies, type WorldKeys } from './served-agencies.ts';

/** Who asks, under which policies. */
export interface Circumstances {
  readonly policies: PolicySet;
  readonly subject: Subject;
  readonly purpose: PurposeId;
  readonly casePeople: readonly string[] | null;
  /** Everybody who consented. */
  readonly consenting: readonly string[];
}

export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a caller gets, and what is written down about it. */
export interface Asked {
  readonly answer: Answer;
  readonly text: string;
  readonly record: LedgerRecord | null;
}

/** One province with a hub before it, in this process. */
export interface World {
  /** Every cursor that was given out: the only texts of an answer that differ by chance. */
  readonly cursors: ReadonlySet<string>;
  /** How many cursors were opened in another list, or for somebody else, than they were made for. */
  misopened(): number;
  /** Turns to another province and to other circumstances. */
  turnTo(database: TestDatabase, circumstances: Circumstances): Promise<void>;
  ask(question: Question): Promise<Asked>;
  close(): Promise<void>;
}

export interface WorldParts {
  readonly server: TestServer;
  readonly keys: WorldKeys;
  readonly agencies: readonly SubgraphDefinition[];
  readonly supergraph: Supergraph;
  readonly defect: Defect;
}

/** Slow agencies are waited for: see `serveAgencies`. */
const PATIENCE = { deadlineMs: 60_000, breaker: { failures: 1_000_000, pauseMs: 1 } };
/** Nobody listens there: for subgraphs of which no random policy permits anything. */
const NOWHERE = 'http://127.0.0.1:9/graphql';
const CASE_NUMBER = 'CASE-1';

/** Opens a world: real subgraphs, grants, plans, ledger; what a token says and what a case is about are given. */
export async function openWorld(parts: WorldParts): Promise<World> {
  const undo = new UndoStack();
  const { defect, keys } = parts;
  const agencies = await serveAgencies(parts.agencies, keys, (agency) => defect.schemaText(agency));
  undo.push(() => agencies.close());
  const hub = await createHubDatabase(parts.server);
  undo.push(() => hub.drop());
  const supergraph = defect.supergraph(parts.supergraph);
  const names = [...new Set([...supergraph.catalogue.values()].flatMap(({ providers }) => providers))];
  const federation = await createFetcher({
    supergraphSdl: supergraph.sdl,
    subgraphs: Object.fromEntries(names.map((name) => [name, agencies.urls[name] ?? NOWHERE])),
    fetchKeyFiles: Object.fromEntries(names.map((name) => [name, keys.fetchKeyFile])),
    grantSigningKeyFile: keys.grantSigningKeyFile,
    limits: PATIENCE,
  });
  undo.push(() => federation.close());
  const records = new Map<string, LedgerRecord>();
  const ledger = noting(createLedger({ database: hub, signingKey: keys.ledgerSigningKey }), records);
  undo.push(() => ledger.close());
  const limitStore = createLimitStore(hub);
  undo.push(() => limitStore.close());
  const seal = new NotingSeal(defect.cursors(keys.cursorKey), keys.cursorKey);
  let gateway: Gateway | null = null;
  let now: Circumstances | null = null;
  return {
    cursors: seal.given,
    misopened: () => seal.misopened,
    async turnTo(database, circumstances) {
      await agencies.readFrom(database);
      records.clear();
      seal.given.clear();
      now = circumstances;
      gateway = assembleGateway(
        partsUnder(circumstances, {
          supergraph,
          cursors: seal,
          pseudonyms: new PseudonymCipher(keys.pseudonymKey, 1),
          ledger,
          limitStore,
          federation: { ...defect.federation(federation), close: () => Promise.resolve() },
        }),
      );
    },
    async ask(question) {
      if (gateway === null || now === null) throw new Error('the world was turned to no province');
      const answer = await gateway.handle(requestOf(question, now));
      const exchange = answer.body.extensions?.receipt.exchangeId;
      return {
        answer,
        text: JSON.stringify({ data: answer.body.data, errors: answer.body.errors }),
        record: exchange === undefined ? null : (records.get(exchange) ?? null),
      };
    },
    close: () => undo.run(),
  };
}

type LastingParts = Pick<
  GatewayParts,
  'supergraph' | 'cursors' | 'pseudonyms' | 'ledger' | 'limitStore' | 'federation'
>;

function partsUnder(circumstances: Circumstances, lasting: LastingParts): GatewayParts {
  const { policies, subject } = circumstances;
  return {
    ...lasting,
    policies,
    verifyToken: () => Promise.resolve(subject),
    limits: DEFAULT_LIMITS,
    cases: casesOf(circumstances),
    relations: NO_RELATIONS,
    now: () => new Date(),
    writeLine: () => undefined,
  };
}

const neverAsked = (): never => {
  throw new Error('no fuzzing asks for a relation');
};

const NO_RELATIONS: GatewayParts['relations'] = {
  views: new Map(),
  planRelation: neverAsked,
  fetchRelation: neverAsked,
  tagKey: createSecretKey(Buffer.alloc(32)),
  tagStore: { keep: neverAsked, close: () => Promise.resolve() },
};

/** One case, of the subject's department and in its official's hands, and everybody's consents. */
function casesOf({ subject, casePeople, consenting }: Circumstances): CaseParts {
  const never = (): never => {
    throw new Error('no random policy has an emergency or an attested case');
  };
  return {
    registry: {
      find: (caseNumber) =>
        Promise.resolve({
          caseNumber,
          department: subject.department,
          isOpen: true,
          officials: subject.official === null ? [] : [subject.official],
          people: casePeople ?? [],
        }),
      consenting: ({ among, limit }) =>
        Promise.resolve(consenting.filter((each) => among?.includes(each) ?? true).slice(0, limit)),
    },
    attested: { by: never },
    emergencies: { open: never, find: never },
    calendar: { isWorkingDay: never, nextWorkingDay: never },
    close: () => Promise.resolve(),
  };
}

function requestOf({ query, variables }: Question, { purpose, casePeople }: Circumstances) {
  return {
    body: { query, variables },
    headers: {
      authorization: 'Bearer anybody',
      'sluice-purpose': purpose,
      ...(casePeople === null ? {} : { 'sluice-case': CASE_NUMBER }),
    },
    signal: new AbortController().signal,
  };
}

async function createHubDatabase(server: TestServer): Promise<TestDatabase> {
  const hub = await createTestDatabase(server);
  await withClient(hub, async (client) => {
    await applyLedgerSchema(client);
    await applyLimitSchema(client);
  });
  return hub;
}

/** The ledger, and in memory what was written into it. */
function noting(ledger: Ledger, records: Map<string, LedgerRecord>): Ledger {
  const note = (record: LedgerRecord): LedgerRecord => {
    records.set(record.exchangeId, record);
    return record;
  };
  return {
    append: (record) => ledger.append(note(record)),
    appendIntent: (record) => ledger.appendIntent(note(record)),
    appendOutcome: (intent, record) => ledger.appendOutcome(intent, note(record)),
    keyedHash: (value) => ledger.keyedHash(value),
    isReachable: () => ledger.isReachable(),
    close: () => ledger.close(),
  };
}

/** A seal that remembers what it gave out, and for which list. */
class NotingSeal extends CursorSeal {
  readonly given = new Set<string>();
  misopened = 0;
  private readonly inner: CursorSeal;
  private readonly scopes = new Map<string, string>();

  constructor(inner: CursorSeal, key: Uint8Array) {
    super(key);
    this.inner = inner;
  }

  override seal(position: string, scope: CursorScope): string {
    const cursor = this.inner.seal(position, scope);
    this.given.add(cursor);
    this.scopes.set(cursor, JSON.stringify(scope));
    return cursor;
  }

  override open(cursor: string, scope: CursorScope): string | null {
    const position = this.inner.open(cursor, scope);
    if (position !== null && this.scopes.get(cursor) !== JSON.stringify(scope)) this.misopened += 1;
    return position;
  }
}
