import { SluiceError } from '../errors/sluice-error.ts';
import type { DecisionAnswer, DecisionQuestion, Withheld } from '../policies/decision-wire.ts';
import { ROW_CONDITIONS, type PurposeId, type RowCondition, type Subject } from '../policies/vocabulary.ts';
import { assertMaySweep, readShape, type RelationSpine } from './handle-relation.ts';
import { openExchange, openTrail } from './open-trail.ts';
import { readDecisionQuestion } from './relations/read-decision-question.ts';
import { asSluiceError, refusalAnswer, respond } from './stages/respond.ts';
import type {
  Answer,
  DecidedOperation,
  Declaration,
  IncomingRequest,
  Outcome,
  ReadOperation,
  Trail,
} from './stages/stage-types.ts';

/** Stages of a question up to where it would be admitted. */
export interface DecisionSpine extends Pick<
  RelationSpine,
  | 'authenticate'
  | 'readDeclaration'
  | 'readOperation'
  | 'establishScope'
  | 'decide'
  | 'rewrite'
  | 'maySweep'
  | 'shape'
  | 'planRelation'
  | 'record'
  | 'note'
> {
  readonly purposesOf: (subject: Subject) => readonly PurposeId[];
}

/**
 * Says what policy would decide of a question (`policies/decision-wire.ts`), and reads nothing: the entry of the ledger
 * names no field, for none was touched. Never rejects.
 */
export async function handleDecision(request: IncomingRequest, spine: DecisionSpine): Promise<Answer> {
  const trail = openTrail(request.headers);
  let outcome: Outcome;
  try {
    outcome = { kind: 'introspected', data: { ...(await decideUpon(request, trail, spine)) } };
  } catch (error) {
    outcome = { kind: 'refused', error: asSluiceError(error) };
  }
  const answer = await spine
    .record(trail, outcome)
    .then(respond, (error: unknown) => refusalAnswer(asSluiceError(error)));
  spine.note(trail, outcome, answer);
  return answer;
}

async function decideUpon(
  request: IncomingRequest,
  trail: Trail,
  spine: DecisionSpine,
): Promise<DecisionAnswer> {
  const subject = await spine.authenticate(request);
  openExchange(trail, subject, request.signal);
  const declaration = (trail.declaration = spine.readDeclaration(request, subject));
  // WHY: whoever may not read everybody's records has no business with what somebody else is permitted.
  const purpose = assertMaySweep(declaration, subject, spine);
  const question = readDecisionQuestion(request.body);
  const asked = { declaration, purpose };
  if (question.way !== 'operation') return ofRelation(request, question, asked, trail, subject, spine);
  const read = readOperation(request, question, { declaration, subject }, spine);
  trail.operation = read;
  return {
    caller: withheldOf(await decidedFor(subject, read, declaration, spine), []),
    beside: await besideOf(question, read, asked, spine),
  };
}

interface Asked {
  readonly declaration: Declaration;
  readonly purpose: PurposeId;
}

/** The caller's own side is planned as it would be, so that whatever would refuse it does. */
async function ofRelation(
  request: IncomingRequest,
  { query, variables, ...question }: DecisionQuestion,
  asked: Asked,
  trail: Trail,
  subject: Subject,
  spine: DecisionSpine,
): Promise<DecisionAnswer> {
  const keys = question.way === 'relation' ? null : 0;
  const whole = { query, variables, keys, where: null, having: null };
  const { read, shape } = readShape(request, { declaration: asked.declaration, subject }, whole, spine);
  trail.operation = read;
  const decided = await decidedFor(subject, read, asked.declaration, spine);
  spine.planRelation(spine.rewrite(decided, subject), shape);
  return { caller: [], beside: await besideOf(question, read, asked, spine) };
}

function readOperation(
  request: IncomingRequest,
  { query, variables }: DecisionQuestion,
  { declaration, subject }: { readonly declaration: Declaration; readonly subject: Subject },
  spine: DecisionSpine,
): ReadOperation {
  const read = spine.readOperation({ ...request, body: { query, variables } }, declaration, subject);
  if (read.kind !== 'read')
    throw new SluiceError('OPERATION_INVALID', { problems: ['nothing is decided about the schema'] });
  return read;
}

async function decidedFor(
  subject: Subject,
  read: ReadOperation,
  declaration: Declaration,
  { establishScope, decide }: DecisionSpine,
): Promise<DecidedOperation> {
  return decide(read, await establishScope(declaration, read, subject));
}

async function besideOf(
  { beside }: Pick<DecisionQuestion, 'beside'>,
  read: ReadOperation,
  { declaration, purpose }: Asked,
  spine: DecisionSpine,
): Promise<readonly Withheld[]> {
  if (beside === null) return [];
  if (!spine.purposesOf(beside).includes(purpose))
    return [{ field: null, use: null, because: 'purpose', rules: [] }];
  return withheldOf(await decidedFor(beside, read, declaration, spine), ROW_CONDITIONS);
}

/**
 * What is denied, masked, or permitted of some records alone: those of the caller's own region are all that it is asked
 * for, while what is found among them may be shown to somebody of another.
 */
function withheldOf({ decisions }: DecidedOperation, bounds: readonly RowCondition[]): readonly Withheld[] {
  const found = new Map<string, Withheld>();
  for (const { coordinate: field, use, decision } of decisions) {
    const { rules } = decision;
    const because =
      decision.effect === 'deny'
        ? 'denied'
        : decision.mask !== null
          ? 'masked'
          : decision.rows.some((condition) => bounds.includes(condition))
            ? 'rows'
            : null;
    if (because !== null) found.set(`${field}:${use}:${because}`, { field, use, because, rules });
  }
  return [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, withheld]) => withheld);
}
