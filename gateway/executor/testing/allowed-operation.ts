import { createHash } from 'node:crypto';
import { type DocumentNode, Kind, parse } from 'graphql';
import type {
  Decision,
  DecisionTable,
  FieldCoordinate,
  Permit,
  PolicyVersion,
  PurposeId,
  RuleId,
  Subject,
  Use,
} from '../../../policies/vocabulary.ts';
import type {
  AdmittedPlan,
  AllowedOperation,
  CheckedPlan,
  ConfirmedResult,
  DecidedOperation,
  Exchange,
  ExchangeId,
  RawResult,
  ReadOperation,
  Scope,
  Unvouched,
} from '../../stages/stage-types.ts';

/** A permit without obligations. */
export const PERMIT: Permit = {
  effect: 'permit',
  rules: ['test.rule' as RuleId],
  legalBasis: ['a law'],
  mask: null,
  rows: [],
  limits: [],
  smallestGroup: null,
};
export const DENIAL: Decision = { effect: 'deny', rules: [], lacks: null };

/** A table that decides as told, and permits what it is told nothing of. */
export function tableOf(decide: (coordinate: FieldCoordinate, use: Use) => Decision | null): DecisionTable {
  return {
    policyVersion: 'v1' as PolicyVersion,
    purpose: 'testing' as PurposeId,
    validUntil: null,
    hasCase: false,
    rowConditions: [],
    derivations: [],
    decide: (coordinate, use) => decide(coordinate, use) ?? PERMIT,
    rowsOf: () => [],
  };
}

export const PERMIT_ALL = tableOf(() => null);

export const SUBJECT = {
  application: 'app',
  department: 'dep',
  region: '230000',
  roles: ['application'],
  official: null,
  organisation: null,
  person: null,
  clearance: 0,
} as unknown as Subject;

/** An operation as the rewrite stage hands it on, all of it permitted. */
export function allowedOperation(
  query: string | DocumentNode,
  variables: Readonly<Record<string, unknown>> = {},
  more: Partial<AllowedOperation> & { readonly table?: DecisionTable } = {},
): AllowedOperation {
  const document = typeof query === 'string' ? parse(query, { noLocation: true }) : query;
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('no operation');
  const { table = PERMIT_ALL, ...given } = more;
  const operationHash = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  const read: Unvouched<ReadOperation> = {
    kind: 'read',
    document,
    operation,
    variables,
    operationHash,
    purpose: table.purpose,
  };
  const decided: Unvouched<DecidedOperation> = {
    kind: 'decided',
    read: read as ReadOperation,
    scope: scopeOf(table),
    decisions: [],
  };
  const allowed: Unvouched<AllowedOperation> = {
    kind: 'allowed',
    decided: decided as DecidedOperation,
    document,
    variables,
    denials: [],
    uses: [],
    sourceMasks: {},
    gatewayMasks: {},
    internalReads: [],
    rows: {},
    fingerprint: operationHash,
    ...given,
  };
  // Stands for the stages before.
  return allowed as AllowedOperation;
}

/** Stands for the stage `admit`: a plan without limits. */
export function admittedOf(plan: CheckedPlan): AdmittedPlan {
  const admitted: Unvouched<AdmittedPlan> = { kind: 'admitted', plan, limits: [], peopleCounted: 0 };
  return admitted as AdmittedPlan;
}

/** Stands for the stage `confirm`, where neither policy nor limits object. */
export function confirmedOf(raw: RawResult): ConfirmedResult {
  const confirmed: Unvouched<ConfirmedResult> = { kind: 'confirmed', raw };
  return confirmed as ConfirmedResult;
}

/** What an exchange without a case stands under. */
export function scopeOf(table: DecisionTable): Scope {
  const scope: Unvouched<Scope> = {
    kind: 'scope',
    checkedCase: null,
    table,
    rows: { regionPrefixes: ['23'], organisation: null, self: null, casePeople: null, consenting: null },
    rowsKey: 'plain',
    asOf: null,
  };
  return scope as Scope;
}

/** An exchange that goes on until it is told to stop. */
export function exchangeOf(signal: AbortSignal = new AbortController().signal): Exchange {
  const id = '00000000-0000-4000-8000-000000000001' as ExchangeId;
  return { id, startedAt: new Date(), subject: SUBJECT, parent: null, signal, subjectTags: new Set() };
}
