import type { RelationCondition } from '../../../policies/relation-wire.ts';
import type { AskRelation, RelationAnswer } from '../sweep/read/ask-relation.ts';
import { isTooOld } from '../sweep/read/is-too-old.ts';
import { untilAnswered } from '../sweep/read/until-answered.ts';
import { cellsOf } from './copy-lines.ts';
import type { EligibilityQuestion, Found } from './eligibility-reader.ts';

/** The purpose under which the engine reads what conclusions rest on. */
export const PURPOSE = 'assistance-audit';

/** A relation as the engine asks for it: the records' type is named where they can not be had. */
export interface AskedRecords {
  readonly query: string;
  readonly typeName: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Null: found by `where` alone. */
  readonly keys: readonly string[] | null;
  readonly where?: RelationCondition | null;
  /** How old the source's state may be, by the type of its records; what is not named, of any age. */
  readonly maxAgeHours: Readonly<Record<string, number>>;
}

export interface RecordSettings {
  readonly askRelation: AskRelation;
  /** Waiting times before the second, third, … attempt, in milliseconds. */
  readonly backoffMs: readonly number[];
}

/** The records of a relation, each as its cells with the parent's key before them; whole, or nothing of it. */
export async function readRelation(
  asked: AskedRecords,
  question: EligibilityQuestion,
  settings: RecordSettings,
): Promise<Found<readonly (readonly (string | null)[])[]>> {
  const { typeName, maxAgeHours } = asked;
  const { askRelation, backoffMs } = settings;
  const answered = await untilAnswered(
    async () => {
      const answer = await askRelation(requestOf(asked, question));
      return { ...answer, found: await cellsOf(answer.lines) };
    },
    { backoffMs, signal: question.signal },
  );
  if ('failed' in answered)
    return { trouble: answered.isRefused ? 'NOT_COVERED' : 'SOURCE_AWAY', dataset: typeName, reads: [] };
  const { answer } = answered;
  const reads = [readOf(answer, question)];
  if (isTooOld(answer, maxAgeHours[typeName], question.asOf))
    return { trouble: 'SOURCE_AWAY', dataset: typeName, reads };
  return { found: answer.found, reads };
}

/** When records were read: as of a past time, then. */
export function readOf(
  { exchangeId, fetchedAt }: Pick<RelationAnswer, 'exchangeId' | 'fetchedAt'>,
  { asOf }: Pick<EligibilityQuestion, 'asOf'>,
): { readonly exchangeId: string; readonly readAt: Date } {
  return { exchangeId, readAt: asOf === null ? fetchedAt : new Date(asOf) };
}

function requestOf(
  { query, variables = {}, keys, where = null }: AskedRecords,
  { parentExchange, asOf, signal }: EligibilityQuestion,
): Parameters<AskRelation>[0] {
  return {
    question: { query, variables, keys: keys === null ? null : keys.length, where, having: null },
    keys: keys === null ? [] : [Buffer.from(keys.map((key) => `${key}\n`).join(''), 'utf8')],
    purpose: PURPOSE,
    parentExchange,
    asOf,
    signal,
  };
}
