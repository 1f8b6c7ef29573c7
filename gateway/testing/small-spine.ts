import { confirmedOf, scopeOf } from '../executor/testing/allowed-operation.ts';
import { CursorSeal } from '../cursors/cursor-seal.ts';
import { DEFAULT_LIMITS, type OperationLimits } from '../operation/operation-limits.ts';
import { PseudonymCipher } from '../pseudonyms/pseudonym-cipher.ts';
import { createDecideDependencies, decide } from '../stages/decide.ts';
import { mask } from '../stages/mask.ts';
import { readOperation } from '../stages/read-operation.ts';
import { rewrite } from '../stages/rewrite.ts';
import type {
  AllowedOperation,
  DecidedOperation,
  Exchange,
  ExchangeId,
  MaskedResult,
  ReadOperation,
} from '../stages/stage-types.ts';
import { createPoliciesInForce } from '../policies-in-force.ts';
import { createVisibleSchemas } from '../supergraph/visible-schemas.ts';
import type { PurposeId, Subject } from '../../policies/vocabulary.ts';
import { fetchSmall } from './small-federation.ts';
import { desk, eligibility, smallPolicies, smallSupergraph } from './small-graph.ts';

export const cursors = new CursorSeal(new Uint8Array(32).fill(1));
export const pseudonyms = new PseudonymCipher(new Uint8Array(32).fill(2), 1);

const visible = createVisibleSchemas(
  smallSupergraph.schema,
  createPoliciesInForce(smallPolicies, () => new Date()),
);

export interface SmallQuestion {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly subject?: Subject;
  readonly purpose?: PurposeId | null;
  readonly operationName?: string;
  readonly limits?: Partial<OperationLimits>;
}

/** The stages over the small graph, up to the one that a test is about. */
export function readSmall(query: string, question: SmallQuestion = {}) {
  const { variables, operationName, purpose = eligibility, limits } = question;
  return readOperation(
    { body: { query, variables, operationName }, headers: {}, signal: new AbortController().signal },
    { purpose, caseNumber: null, caseAttestation: null, asOf: null },
    {
      schema: smallSupergraph.schema,
      limits: { ...DEFAULT_LIMITS, ...limits },
      visible: () => visible(question.subject ?? desk, purpose),
    },
  );
}

export function decideSmall(query: string, question: SmallQuestion = {}): DecidedOperation {
  const read = readSmall(query, question) as ReadOperation;
  const subject = question.subject ?? desk;
  const table = smallPolicies.table(subject, read.purpose, new Date(), false);
  return decide(read, scopeOf(table), createDecideDependencies(smallSupergraph.schema));
}

export function rewriteSmall(query: string, question: SmallQuestion = {}): AllowedOperation {
  const subject = question.subject ?? desk;
  return rewrite(decideSmall(query, question), subject, { supergraph: smallSupergraph, cursors, pseudonyms });
}

export async function askSmall(
  query: string,
  question: SmallQuestion & { readonly data?: Readonly<Record<string, unknown>> } = {},
): Promise<MaskedResult> {
  const raw = await fetchSmall(rewriteSmall(query, question), question.data);
  return mask(confirmedOf(raw), exchangeOf(question.subject ?? desk), {
    schema: smallSupergraph.schema,
    cursors,
    pseudonyms,
  });
}

export function exchangeOf(subject: Subject): Exchange {
  return {
    id: '00000000-0000-4000-8000-000000000000' as ExchangeId,
    startedAt: new Date(0),
    subject,
    parent: null,
    signal: new AbortController().signal,
    subjectTags: new Set(),
  };
}
