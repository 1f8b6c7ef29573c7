import { SluiceError } from '../../errors/sluice-error.ts';
import type { ErrorCode } from '../../errors/error-table.ts';
import type { Ledger } from '../ledger/create-ledger.ts';
import type { LedgerRecord, RecordedField, RecordedRelation } from '../ledger/ledger-entry.ts';
import { recordedSubject } from '../ledger/recorded-subject.ts';
import type {
  AskedRelation,
  FieldDecision,
  Outcome,
  Receipt,
  RecordedResult,
  RelayedResult,
  Trail,
  Unvouched,
} from './stage-types.ts';
import type { Derivation } from '../../policies/vocabulary.ts';
import { sortedUnique } from '../sorted-unique.ts';

export interface RecordDependencies {
  readonly ledger: Ledger;
  readonly policyVersion: string;
}

/**
 * Writes down what happened, whatever it was; the last thing awaited before an answer leaves. Resolves only when the
 * entry is durable.
 * @throws SluiceError LEDGER_UNAVAILABLE: then nothing may leave
 */
export async function record<Of extends Outcome | RelayedResult>(
  trail: Trail,
  outcome: Of,
  deps: RecordDependencies,
): Promise<RecordedResult<Of>> {
  const entry = recordOf(trail, outcome, deps);
  const receipt = await durable(() =>
    trail.intent ? deps.ledger.appendOutcome(trail.intent, entry) : deps.ledger.append(entry),
  );
  const recorded: Unvouched<RecordedResult<Of>> = { kind: 'recorded', outcome, receipt };
  return recorded as RecordedResult<Of>;
}

/**
 * Writes down what a mutation is about to do, or whose records a relation is asked for, before it is done.
 * @throws SluiceError LEDGER_UNAVAILABLE: then it must not be done
 */
export async function recordIntent(trail: Trail, deps: RecordDependencies): Promise<Receipt> {
  return durable(() => deps.ledger.appendIntent(recordOf(trail, null, deps)));
}

async function durable(append: () => Promise<Receipt>): Promise<Receipt> {
  try {
    return await append();
  } catch (cause) {
    throw cause instanceof SluiceError ? cause : new SluiceError('LEDGER_UNAVAILABLE', {}, { cause });
  }
}

function recordOf(
  trail: Trail,
  outcome: Outcome | RelayedResult | null,
  { ledger, policyVersion }: RecordDependencies,
): LedgerRecord {
  const { arrival, exchange, declaration, operation, decided, allowed, derived, relation } = trail;
  const decisions = [
    ...(allowed?.uses ?? decided?.decisions ?? []),
    ...(allowed ? (decided?.decisions.filter(({ decision }) => decision.effect === 'deny') ?? []) : []),
    ...internalReadsOf(allowed),
  ];
  const masked = outcome?.kind === 'masked' ? outcome : null;
  // WHY from the exchange: whose data was read is recorded also where the answer never came about.
  const subjectTags = masked?.subjectTags ?? exchange?.subjectTags ?? new Set<string>();
  return {
    exchangeId: arrival.id,
    parent: arrival.parent,
    startedAt: arrival.startedAt.toISOString(),
    subject: recordedSubject(exchange?.subject ?? null),
    purpose: declaration?.purpose ?? null,
    caseHash: declaration?.caseNumber ? ledger.keyedHash(declaration.caseNumber) : null,
    asOf: declaration?.asOf ?? null,
    legalBasis: sortedUnique([
      ...(allowed?.uses ?? []).flatMap(({ decision }) =>
        decision.effect === 'permit' ? decision.legalBasis : [],
      ),
      ...derived.flatMap(({ legalBasis }) => legalBasis),
    ]),
    policyVersion: decided?.scope.table.policyVersion ?? policyVersion,
    operationHash: operation?.operationHash ?? null,
    // WHY: as text, because canonical JSON has no fractions and a variable may have one.
    variablesHash: operation ? ledger.keyedHash(JSON.stringify(valuesOf(operation, relation))) : null,
    fields: recordedFields([...decisions.map(recordedField), ...derived.map(derivedField)]),
    dataSubjects: [...subjectTags].toSorted(),
    relation: relation && recordedRelation(relation, outcome),
    counts: countsOf(outcome, subjectTags.size),
    outcomes: codesOf(outcome),
  };
}

function valuesOf({ variables }: NonNullable<Trail['operation']>, relation: AskedRelation | null): unknown {
  return relation ? [variables, relation.where, relation.having] : variables;
}

function recordedRelation(
  { subgraph, type, keys }: AskedRelation,
  outcome: Outcome | RelayedResult | null,
): RecordedRelation {
  const relayed = outcome?.kind === 'relayed' ? outcome : null;
  const { subjects = null, isComplete = null } = relayed ?? {};
  return { subgraph, type, keys, subjects, isComplete };
}

function countsOf(outcome: Outcome | RelayedResult | null, dataSubjects: number): LedgerRecord['counts'] {
  if (outcome?.kind === 'relayed')
    return { fetches: 1, rows: outcome.rows, dataSubjects: outcome.subjects.count };
  if (outcome?.kind === 'masked')
    return { fetches: outcome.fetches, dataSubjects, errors: outcome.errors.length };
  return dataSubjects > 0 ? { dataSubjects } : {};
}

/** A key read for a pseudonym was read all the same, on the ground of the rules that permit the pseudonym. */
function internalReadsOf(allowed: Trail['allowed']): readonly FieldDecision[] {
  return (allowed?.internalReads ?? []).flatMap(({ coordinate, neededBy }) => {
    const use = allowed?.uses.find((each) => each.coordinate === neededBy);
    return use ? [{ ...use, coordinate, use: 'join-key' as const }] : [];
  });
}

function recordedField({ coordinate, use, decision }: FieldDecision): RecordedField {
  const { effect, rules } = decision;
  const mask = effect === 'permit' && use === 'project' ? decision.mask : null;
  return { coordinate, use, effect, rules: [...rules], mask };
}

/** A field that its owner lets be read so that another can be computed: shown to nobody, and read all the same. */
function derivedField({ input, rule }: Derivation): RecordedField {
  return { coordinate: input, use: 'join-key', effect: 'permit', rules: [rule], mask: null };
}

/** One field and use once, with every rule on which it was decided so. */
function recordedFields(read: readonly RecordedField[]): readonly RecordedField[] {
  const fields = new Map<string, RecordedField>();
  for (const field of read) {
    const key = `${field.coordinate}:${field.use}:${field.effect}`;
    const rules = [...(fields.get(key)?.rules ?? []), ...field.rules];
    fields.set(key, { ...field, rules: sortedUnique(rules) });
  }
  return [...fields].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, field]) => field);
}

function codesOf(outcome: Outcome | RelayedResult | null): readonly ErrorCode[] {
  if (outcome?.kind === 'refused') return [outcome.error.code];
  if (outcome?.kind === 'relayed') return outcome.error ? [outcome.error.code] : [];
  return outcome?.kind === 'masked' ? sortedUnique(outcome.errors.map(({ code }) => code)) : [];
}
