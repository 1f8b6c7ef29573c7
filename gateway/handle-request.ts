import { OperationTypeNode } from 'graphql';
import type { Subject } from '../policies/vocabulary.ts';
import { openExchange, openTrail } from './open-trail.ts';
import { fetchNothing } from './stages/fetch.ts';
import { asSluiceError, refusalAnswer, respond } from './stages/respond.ts';
import type {
  AdmittedPlan,
  AllowedOperation,
  Answer,
  CheckedPlan,
  ConfirmedResult,
  DecidedOperation,
  Declaration,
  Exchange,
  IncomingRequest,
  IntrospectedResult,
  IntrospectionOperation,
  MaskedResult,
  Outcome,
  RawResult,
  ReadOperation,
  Receipt,
  RecordedResult,
  RelayedResult,
  Scope,
  Trail,
} from './stages/stage-types.ts';

/** The stages of the spine, each with its dependencies already in hand. */
export interface Spine {
  readonly authenticate: (request: Pick<IncomingRequest, 'headers'>) => Promise<Subject>;
  readonly readDeclaration: (request: Pick<IncomingRequest, 'headers'>, subject: Subject) => Declaration;
  readonly readOperation: (
    request: IncomingRequest,
    declaration: Declaration,
    subject: Subject,
  ) => ReadOperation | IntrospectionOperation;
  readonly introspect: (operation: IntrospectionOperation, subject: Subject) => IntrospectedResult;
  readonly establishScope: (
    declaration: Declaration,
    read: ReadOperation,
    subject: Subject,
  ) => Promise<Scope>;
  readonly decide: (read: ReadOperation, scope: Scope) => DecidedOperation;
  readonly rewrite: (decided: DecidedOperation, subject: Subject) => AllowedOperation;
  readonly plan: (allowed: AllowedOperation) => CheckedPlan;
  readonly admit: (exchange: Exchange, plan: CheckedPlan) => Promise<AdmittedPlan>;
  readonly recordIntent: (trail: Trail) => Promise<Receipt>;
  readonly fetch: (exchange: Exchange, admitted: AdmittedPlan) => Promise<RawResult>;
  readonly confirm: (exchange: Exchange, raw: RawResult) => Promise<ConfirmedResult>;
  readonly mask: (confirmed: ConfirmedResult, exchange: Exchange) => MaskedResult;
  readonly record: (trail: Trail, outcome: Outcome) => Promise<RecordedResult>;
  /** Told of every exchange when its answer is ready; must not throw. */
  readonly note: (trail: Trail, outcome: Outcome | RelayedResult, answer: Answer) => void;
}

/**
 * The request line: authenticate → read operation → establish scope → decide → rewrite → plan → admit →
 * fetch → confirm → mask → record → respond.
 * A refusal and a failure are recorded like an answer; what can not be recorded does not leave. Never rejects.
 */
export async function handleRequest(request: IncomingRequest, spine: Spine): Promise<Answer> {
  const trail = openTrail(request.headers);
  let outcome: Outcome;
  try {
    outcome = await pursue(request, trail, spine);
  } catch (error) {
    outcome = { kind: 'refused', error: asSluiceError(error) };
  }
  const answer = await spine
    .record(trail, outcome)
    .then(respond, (error: unknown) => refusalAnswer(asSluiceError(error)));
  spine.note(trail, outcome, answer);
  return answer;
}

async function pursue(request: IncomingRequest, trail: Trail, spine: Spine): Promise<Outcome> {
  const subject = await spine.authenticate(request);
  const exchange = openExchange(trail, subject, request.signal);
  const declaration = (trail.declaration = spine.readDeclaration(request, subject));
  const operation = (trail.operation = spine.readOperation(request, declaration, subject));
  if (operation.kind === 'introspection') return spine.introspect(operation, subject);
  const scope = await spine.establishScope(declaration, operation, subject);
  const decided = (trail.decided = spine.decide(operation, scope));
  const allowed = (trail.allowed = spine.rewrite(decided, subject));
  if (allowed.document === null)
    return spine.mask(await spine.confirm(exchange, fetchNothing(allowed)), exchange);
  const plan = spine.plan(allowed);
  trail.derived = plan.derived;
  const admitted = await spine.admit(exchange, plan);
  if (operation.operation.operation === OperationTypeNode.MUTATION)
    trail.intent = await spine.recordIntent(trail);
  const raw = await spine.fetch(exchange, admitted);
  return spine.mask(await spine.confirm(exchange, raw), exchange);
}
