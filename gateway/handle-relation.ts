import { SluiceError } from '../errors/sluice-error.ts';
import type { PurposeId, Subject } from '../policies/vocabulary.ts';
import type { RelationState } from '../policies/relation-wire.ts';
import type { Spine } from './handle-request.ts';
import { tagSetOf } from './ledger/tag-set.ts';
import type { TagStore } from './ledger/tag-store.ts';
import { openExchange, openTrail } from './open-trail.ts';
import type { AskedKeys } from './relations/asked-keys.ts';
import { readQuestion, type ReadQuestion } from './relations/read-question.ts';
import type { RecordRelay } from './relations/record-relay.ts';
import { type RelationShape, withKey } from './relations/shape-relation.ts';
import type { RelationStream } from './stages/fetch-relation.ts';
import { asSluiceError, refusalAnswer, respond } from './stages/respond.ts';
import type {
  AdmittedPlan,
  AllowedOperation,
  Answer,
  Declaration,
  Exchange,
  ExchangeId,
  IncomingRequest,
  Outcome,
  ReadOperation,
  RecordedResult,
  RelationPlan,
  RelayedResult,
  Trail,
} from './stages/stage-types.ts';

/** A question for a relation: its body is taken in only once it is known that whoever sends it may ask. */
export interface RelationRequest extends Omit<IncomingRequest, 'body'> {
  /** @throws SluiceError BODY_TOO_LARGE, BODY_MALFORMED, MEDIA_TYPE_UNSUPPORTED */
  readonly readBody: () => Promise<Buffer>;
}

/** Where an answer goes: either `refuse` alone; or `begin`, any number of `write`, and then `end` or `cut`. */
export interface RelationSink {
  refuse(answer: Answer): void;
  begin(announced: {
    readonly columns: readonly string[];
    readonly state: RelationState;
    readonly exchange: ExchangeId;
  }): void;
  /** Resolves when more can be taken; rejects where the caller is gone. */
  write(records: Buffer): Promise<void>;
  /** With the line that says so. */
  end(): void;
  /** Without it, so that nobody takes it for whole. */
  cut(): void;
}

/** The stages that a relation goes through: those of every request, and where it differs its own. */
export interface RelationSpine extends Pick<
  Spine,
  | 'authenticate'
  | 'readDeclaration'
  | 'readOperation'
  | 'establishScope'
  | 'decide'
  | 'rewrite'
  | 'recordIntent'
  | 'record'
  | 'note'
> {
  readonly admitRelation: (exchange: Exchange, plan: RelationPlan) => Promise<AdmittedPlan<RelationPlan>>;
  readonly recordRelayed: (trail: Trail, outcome: RelayedResult) => Promise<RecordedResult<RelayedResult>>;
  /** Whether policy lets the subject read relations whole under the purpose. */
  readonly maySweep: (subject: Subject, purpose: PurposeId) => boolean;
  readonly shape: (read: ReadOperation, question: ReadQuestion['question']) => RelationShape;
  readonly planRelation: (allowed: AllowedOperation, shape: RelationShape) => RelationPlan;
  readonly askedKeys: (lines: Buffer, count: number) => Promise<AskedKeys>;
  readonly fetchRelation: (
    exchange: Exchange,
    admitted: AdmittedPlan<RelationPlan>,
    asked: AskedKeys | null,
    deadline: AbortSignal,
  ) => Promise<RelationStream>;
  readonly relayOf: (stream: RelationStream, plan: RelationPlan, asked: AskedKeys | null) => RecordRelay;
  /** Whether more may leave, about so many people more. */
  readonly confirmPeople: (
    exchange: Exchange,
    admitted: AdmittedPlan<RelationPlan>,
    people: number,
  ) => Promise<void>;
  readonly tagStore: Pick<TagStore, 'keep'>;
  /** For one whole answer. */
  readonly deadlineMs: number;
}

/**
 * The request line of a relation: as every other, but that an intent is recorded before the agency is asked, records go
 * on to the caller as they come, and the last line, without which the answer proves nothing, leaves after the outcome
 * is recorded. Never rejects.
 */
export async function handleRelation(
  request: RelationRequest,
  sink: RelationSink,
  spine: RelationSpine,
): Promise<void> {
  const trail = openTrail(request.headers);
  let outcome: Outcome | RelayedResult;
  let hasBegun = false;
  try {
    const asked = await ask(request, trail, spine);
    hasBegun = true;
    outcome = await relay(asked, sink, spine);
  } catch (error) {
    outcome = { kind: 'refused', error: asSluiceError(error) };
  }
  const answer = await conclude(trail, outcome, spine);
  if (!hasBegun) sink.refuse(answer);
  else if (outcome.kind === 'relayed' && outcome.isComplete && answer.body.extensions) sink.end();
  else sink.cut();
  spine.note(trail, outcome, answer);
}

/** Everything up to the first byte of the agency's answer. */
interface Asked {
  readonly exchange: Exchange;
  readonly admitted: AdmittedPlan<RelationPlan>;
  readonly asked: AskedKeys | null;
  readonly stream: RelationStream;
  readonly deadline: AbortSignal;
}

async function ask(request: RelationRequest, trail: Trail, spine: RelationSpine): Promise<Asked> {
  const subject = await spine.authenticate(request);
  const exchange = openExchange(trail, subject, request.signal);
  const declaration = (trail.declaration = spine.readDeclaration(request, subject));
  assertMaySweep(declaration, subject, spine);
  const { question, keyLines } = readQuestion(await request.readBody());
  const { read, shape } = readShape(request, { declaration, subject }, question, spine);
  trail.operation = read;
  const scope = await spine.establishScope(declaration, read, subject);
  const decided = (trail.decided = spine.decide(read, scope));
  const allowed = (trail.allowed = spine.rewrite(decided, subject));
  const plan = spine.planRelation(allowed, shape);
  trail.derived = plan.derived;
  const admitted = await spine.admitRelation(exchange, plan);
  const asked = keyLines === null ? null : await spine.askedKeys(keyLines, question.keys ?? 0);
  const {
    subgraph,
    read: { type, where, having },
  } = plan;
  trail.relation = { subgraph, type, keys: asked?.name ?? null, where, having };
  trail.intent = await spine.recordIntent(trail);
  const deadline = AbortSignal.timeout(spine.deadlineMs);
  return {
    exchange,
    admitted,
    asked,
    deadline,
    stream: await spine.fetchRelation(exchange, admitted, asked, deadline),
  };
}

/**
 * The purpose under which a subject may read relations whole.
 * @throws SluiceError PURPOSE_MISSING, SWEEP_DENIED
 */
export function assertMaySweep(
  { purpose }: Declaration,
  subject: Subject,
  { maySweep }: Pick<RelationSpine, 'maySweep'>,
): PurposeId {
  if (purpose === null) throw new SluiceError('PURPOSE_MISSING');
  if (!maySweep(subject, purpose)) throw new SluiceError('SWEEP_DENIED', { because: 'subject', purpose });
  return purpose;
}

/** Twice where the key has to be added: what is decided and recorded is the question with it. */
export function readShape(
  request: Pick<RelationRequest, 'headers' | 'signal'>,
  { declaration, subject }: { readonly declaration: Declaration; readonly subject: Subject },
  question: ReadQuestion['question'],
  { readOperation, shape }: Pick<RelationSpine, 'readOperation' | 'shape'>,
): { readonly read: ReadOperation; readonly shape: RelationShape } {
  const readText = (query: string, variables: Readonly<Record<string, unknown>>): ReadOperation => {
    const read = readOperation({ ...request, body: { query, variables } }, declaration, subject);
    if (read.kind !== 'read')
      throw new SluiceError('RELATION_INVALID', { problem: 'it asks for the schema' });
    return read;
  };
  const read = readText(question.query, question.variables);
  const found = shape(read, question);
  const completed = withKey(read, found);
  return { read: completed === null ? read : readText(completed, read.variables), shape: found };
}

async function relay(
  { exchange, admitted, asked, stream, deadline }: Asked,
  sink: RelationSink,
  spine: RelationSpine,
): Promise<RelayedResult> {
  const { plan } = admitted;
  const relayed = spine.relayOf(stream, plan, asked);
  sink.begin({ columns: plan.columnNames, state: stream.state, exchange: exchange.id });
  let error: SluiceError | null = null;
  try {
    for await (const chunk of stream.lines) {
      const before = relayed.people;
      const records = relayed.take(chunk);
      await spine.confirmPeople(exchange, admitted, relayed.people - before);
      if (records.length > 0) await sink.write(records);
    }
    if (!relayed.isComplete) error = new SluiceError('SOURCE_ERROR', { source: plan.subgraph });
  } catch (cause) {
    error = exchange.signal.aborted ? null : failureOf(cause, deadline, plan.subgraph);
  }
  const { rows, isComplete, subjectTags } = relayed;
  const subjects = await spine.tagStore.keep(await tagSetOf(subjectTags));
  return {
    kind: 'relayed',
    rows,
    subjects,
    isComplete: isComplete && error === null && !exchange.signal.aborted,
    error,
  };
}

function failureOf(cause: unknown, deadline: AbortSignal, source: string): SluiceError {
  if (cause instanceof SluiceError) return cause;
  return new SluiceError(deadline.aborted ? 'SOURCE_TIMEOUT' : 'SOURCE_DOWN', { source }, { cause });
}

/** What is noted of it, and for a refusal sent; without a receipt where it could not be recorded. */
function conclude(trail: Trail, outcome: Outcome | RelayedResult, spine: RelationSpine): Promise<Answer> {
  if (outcome.kind !== 'relayed')
    return spine
      .record(trail, outcome)
      .then(respond, (error: unknown) => refusalAnswer(asSluiceError(error)));
  return spine.recordRelayed(trail, outcome).then(
    ({ receipt }): Answer => {
      const told = outcome.error ? refusalAnswer(outcome.error) : { status: 200, body: { data: null } };
      return { status: 200, body: { ...told.body, extensions: { receipt } } };
    },
    (error: unknown) => refusalAnswer(asSluiceError(error)),
  );
}
