import type { KeyObject } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { PolicySet } from '../policies/compile-policy.ts';
import type { PurposeId } from '../policies/vocabulary.ts';
import type { WorkingCalendar } from '../identifiers/working-days.ts';
import type { TokenVerifier } from './authentication/token-verifier.ts';
import type { AttestedCases } from './cases/attested-cases.ts';
import type { CaseRegistry } from './cases/case-registry.ts';
import { checkCase } from './cases/check-case.ts';
import type { ConsentRegistry } from './cases/consent-registry.ts';
import type { EmergencyStore } from './cases/emergency-store.ts';
import { type EmergencyAnswer, openEmergency } from './cases/open-emergency.ts';
import type { CursorSeal } from './cursors/cursor-seal.ts';
import { type Fetcher, RELATION_DEADLINE_MS } from './create-fetcher.ts';
import { handleDecision } from './handle-decision.ts';
import {
  handleRelation,
  type RelationRequest,
  type RelationSink,
  type RelationSpine,
} from './handle-relation.ts';
import { handleRequest, type Spine } from './handle-request.ts';
import type { Ledger } from './ledger/create-ledger.ts';
import type { TagStore } from './ledger/tag-store.ts';
import { createExchangeNote, type WriteLine } from './note-exchange.ts';
import { IDENTIFIED_FIELDS } from './operation/check-identifiers.ts';
import type { LimitStore } from './limits/create-limit-store.ts';
import { namedPeople } from './operation/named-people.ts';
import type { OperationLimits } from './operation/operation-limits.ts';
import { createPoliciesInForce, type PoliciesInForce } from './policies-in-force.ts';
import type { PseudonymCipher } from './pseudonyms/pseudonym-cipher.ts';
import { KeySets } from './relations/asked-keys.ts';
import { maySweep } from './relations/may-sweep.ts';
import { RecordRelay } from './relations/record-relay.ts';
import { shapeRelation } from './relations/shape-relation.ts';
import { admit } from './stages/admit.ts';
import { authenticate } from './stages/authenticate.ts';
import { confirm, confirmPeople } from './stages/confirm.ts';
import { createDecideDependencies, decide } from './stages/decide.ts';
import { establishScope } from './stages/establish-scope.ts';
import { introspect } from './stages/introspect.ts';
import { mask } from './stages/mask.ts';
import { readDeclaration } from './stages/read-declaration.ts';
import { readOperation } from './stages/read-operation.ts';
import { record, recordIntent } from './stages/record.ts';
import { rewrite } from './stages/rewrite.ts';
import { PSEUDONYMOUS_FIELDS } from './stages/rewrite-selections.ts';
import type { Answer, IncomingRequest } from './stages/stage-types.ts';
import { assertNamedFields } from './supergraph/assert-named-fields.ts';
import type { Supergraph } from './supergraph/supergraph.ts';
import { createVisibleSchemas } from './supergraph/visible-schemas.ts';

/** The hub's front, behind whichever door. */
export interface Gateway {
  /** What callers can name, and the text that it was read from. */
  readonly schema: GraphQLSchema;
  readonly supergraphSdl: string;
  readonly limits: OperationLimits;
  /** Answers one request, recorded before it resolves. Never rejects. */
  handle(request: IncomingRequest): Promise<Answer>;
  /** Answers one question for a relation into `sink`. Never rejects. */
  readRelation(request: RelationRequest, sink: RelationSink): Promise<void>;
  /** Says what policy would decide of a question, recorded before it resolves. Never rejects. */
  sayDecision(request: IncomingRequest): Promise<Answer>;
  /** Opens an emergency access, recorded before it resolves. Never rejects. */
  openEmergency(request: IncomingRequest): Promise<EmergencyAnswer>;
  /** Whether exchanges can be recorded. Agencies that are down cost their own fields and not the gateway. */
  ready(): Promise<boolean>;
  /** Ends connections, once the doors are closed. */
  close(): Promise<void>;
}

/** Everything a gateway works with, by name. */
export interface GatewayParts {
  readonly supergraph: Supergraph;
  readonly policies: PolicySet;
  readonly verifyToken: TokenVerifier;
  readonly limits: OperationLimits;
  readonly cursors: CursorSeal;
  readonly pseudonyms: PseudonymCipher;
  readonly ledger: Ledger;
  readonly cases: CaseParts;
  readonly limitStore: LimitStore;
  /** The stages that know of subgraphs. */
  readonly federation: Pick<Spine, 'plan' | 'fetch'> & { close(): Promise<void> };
  readonly relations: RelationParts;
  readonly now: () => Date;
  readonly writeLine: WriteLine;
}

/** What relations are read with, beside the stages of every request. */
export interface RelationParts extends Pick<Fetcher, 'views' | 'planRelation' | 'fetchRelation'> {
  /** With which data subjects are tagged, by the agencies and here. */
  readonly tagKey: KeyObject;
  readonly tagStore: TagStore;
}

/** What cases, consent and emergency accesses are checked with. */
export interface CaseParts {
  readonly registry: CaseRegistry & ConsentRegistry;
  readonly attested: AttestedCases;
  readonly emergencies: EmergencyStore;
  readonly calendar: WorkingCalendar;
  close(): Promise<void>;
}

/**
 * Puts the stages together, each with what it needs and nothing else.
 * @throws Error where the graph lacks a field that the gateway goes by
 */
export function assembleSpine(parts: Omit<GatewayParts, 'relations'>, inForce: PoliciesInForce): Spine {
  const { supergraph, policies, limits, cursors, pseudonyms, ledger, cases, limitStore, federation, now } =
    parts;
  const { schema } = supergraph;
  assertNamedFields(schema, [...IDENTIFIED_FIELDS, ...PSEUDONYMOUS_FIELDS]);
  const recording = { ledger, policyVersion: policies.version };
  const visibleSchemaFor = createVisibleSchemas(schema, inForce);
  const deciding = createDecideDependencies(schema);
  const isEmergency = (purpose: PurposeId) =>
    policies.purposes.some(({ id, isEmergency: is }) => is && id === purpose);
  const allowsHistory = (purpose: PurposeId) =>
    policies.purposes.some(({ id, allowsHistory: does }) => does && id === purpose);
  return {
    authenticate: (request) => authenticate(request, parts.verifyToken),
    readDeclaration: (request, subject) =>
      readDeclaration(request, subject, {
        purposesOf: (each) => inForce.purposesOf(each),
        allowsHistory,
        now,
      }),
    readOperation: (request, declaration, subject) =>
      readOperation(request, declaration, {
        schema,
        limits,
        visible: () => visibleSchemaFor(subject, declaration.purpose),
      }),
    introspect: (operation, subject) => introspect(operation, subject, visibleSchemaFor),
    establishScope: (declaration, read, subject) =>
      establishScope(declaration, read, subject, {
        tableFor: (each, purpose, hasCase) => inForce.table(each, purpose, hasCase),
        checkCase: (declared, each) => checkCase(declared, each, { ...cases, isEmergency, now }),
        namedPeople: (asked, each) => namedPeople(schema, asked, each, pseudonyms),
        consenting: (question) => cases.registry.consenting({ ...question, at: now() }),
      }),
    decide: (read, scope) => decide(read, scope, deciding),
    rewrite: (decided, subject) => rewrite(decided, subject, { supergraph, cursors, pseudonyms }),
    plan: federation.plan,
    admit: (exchange, plan) => admit(exchange, plan, limitStore),
    recordIntent: (trail) => recordIntent(trail, recording),
    fetch: federation.fetch,
    confirm: (exchange, raw) => confirm(exchange, raw, { limitStore, now }),
    mask: (confirmed, exchange) => mask(confirmed, exchange, { schema, cursors, pseudonyms }),
    record: (trail, outcome) => record(trail, outcome, recording),
    note: createExchangeNote(parts.writeLine),
  };
}

/** The stages of a relation that are not those of every request. */
function assembleRelations(parts: GatewayParts): Omit<RelationSpine, keyof Spine> {
  const { supergraph, policies, ledger, limitStore, now } = parts;
  const { views, planRelation, fetchRelation, tagKey, tagStore } = parts.relations;
  const recordTypes = new Set(supergraph.datasetTypes);
  const shaping = { schema: supergraph.schema, views, recordTypes };
  const keySets = new KeySets(tagKey, tagStore);
  return {
    maySweep: (subject, purpose) => maySweep(policies.purposes, subject, purpose),
    shape: (read, question) => shapeRelation(read, question, shaping),
    planRelation,
    admitRelation: (exchange, plan) => admit(exchange, plan, limitStore),
    recordRelayed: (trail, outcome) => record(trail, outcome, { ledger, policyVersion: policies.version }),
    askedKeys: (lines, count) => keySets.of(lines, count),
    fetchRelation,
    relayOf: ({ subject }, { columnNames, read }, asked) =>
      new RecordRelay({
        columns: columnNames.length,
        subject,
        hasKey: read.through.kind !== 'root',
        asked,
        tagKey,
      }),
    confirmPeople: (exchange, { plan: { allowed }, limits }, people) =>
      confirmPeople(exchange, { allowed, limits }, people, { limitStore, now }),
    tagStore,
    deadlineMs: RELATION_DEADLINE_MS,
  };
}

/**
 * A gateway with all its stages, and what else it answers.
 * @throws Error where the graph lacks a field that the gateway goes by
 */
export function assembleGateway(parts: GatewayParts): Gateway {
  const { supergraph, policies, limits, ledger, relations, cases, limitStore, federation, now } = parts;
  const inForce = createPoliciesInForce(policies, now);
  const spine = assembleSpine(parts, inForce);
  const relationSpine = { ...spine, ...assembleRelations(parts) };
  return {
    schema: supergraph.schema,
    supergraphSdl: supergraph.sdl,
    limits,
    handle: (request) => handleRequest(request, spine),
    readRelation: (request, sink) => handleRelation(request, sink, relationSpine),
    sayDecision: (request) =>
      handleDecision(request, { ...relationSpine, purposesOf: (each) => inForce.purposesOf(each) }),
    openEmergency: (request) =>
      openEmergency(request, {
        ...cases,
        authenticate: spine.authenticate,
        policyVersion: policies.version,
        emergencyPurposesOf: (each) => {
          const admitted = inForce.purposesOf(each);
          return policies.purposes.filter((purpose) => purpose.isEmergency && admitted.includes(purpose.id));
        },
        ledger,
        now,
        writeLine: parts.writeLine,
      }),
    ready: () => ledger.isReachable(),
    close: async () => {
      await Promise.all([
        federation.close(),
        ledger.close(),
        relations.tagStore.close(),
        limitStore.close(),
        cases.close(),
      ]);
    },
  };
}
