import { setTimeout as sleep } from 'node:timers/promises';
import type { RelationCondition } from '../../../policies/relation-wire.ts';
import type { AskRelation, RelationAnswer } from '../sweep/read/ask-relation.ts';
import { isTooOld } from '../sweep/read/is-too-old.ts';
import { RelationFailure } from '../sweep/read/relation-failure.ts';
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
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await settings.askRelation(requestOf(asked, question));
      const found = await cellsOf(answer.lines);
      const reads = [readOf(answer, question)];
      if (isTooOld({ definition: { maxAgeHours } }, { typeName }, answer, question.asOf))
        return { trouble: 'SOURCE_AWAY', dataset: typeName, reads };
      return { found, reads };
    } catch (error) {
      question.signal.throwIfAborted();
      if (!(error instanceof RelationFailure)) throw error;
      const wait = settings.backoffMs[attempt];
      if (!error.mayPass) return { trouble: 'NOT_COVERED', dataset: typeName, reads: [] };
      if (wait === undefined) return { trouble: 'SOURCE_AWAY', dataset: typeName, reads: [] };
      await sleep(wait, undefined, { signal: question.signal });
    }
  }
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
