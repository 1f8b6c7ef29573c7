import type { ErrorCode } from '../../../../errors/error-table.ts';
import { ERROR_TABLE } from '../../../../errors/error-table.ts';
import type { AuditRule } from '../../rules/audit-rule.ts';
import { RunFailure } from '../../store/run-failure.ts';
import { questionTextOf } from '../plan/relation-question.ts';
import type { AskedPart, RoundRelation } from '../plan/round-relation.ts';
import { anyOf } from '../plan/pushed-conditions.ts';
import type { RoundAudit } from '../round-audit.ts';
import { RelationUnreadable, type SweepSession } from '../sweep-engine.ts';
import type { AskRelation, RelationAnswer } from './ask-relation.ts';
import { isTooOld } from './is-too-old.ts';
import { LoadingPlaces } from './loading-places.ts';
import { RoundReading } from './round-reading.ts';
import { untilRead } from './until-answered.ts';

/** What is read, for whom, and how long one tries. */
export interface Loading {
  /** All of one purpose. */
  readonly audits: readonly RoundAudit[];
  readonly session: SweepSession;
  readonly ask: AskRelation;
  readonly parentExchange: string;
  /** RFC 3339; null for now. */
  readonly asOf: string | null;
  /** Waiting times before the second, third, … attempt, in milliseconds. */
  readonly backoffMs: readonly number[];
  readonly signal: AbortSignal;
  /** Whether nothing more is to be read for an audit. */
  readonly isEnded: (audit: RoundAudit) => boolean;
  readonly onLoaded: (progress: {
    readonly relation: RoundRelation;
    readonly done: number;
    readonly total: number;
  }) => Promise<void>;
  /**
   * Everything that an audit needs is there, or known to be missing: by rule the dataset whose source was down, cut off, too
   * old, or not what the graph says.
   */
  readonly onRead: (audit: RoundAudit, missing: ReadonlyMap<string, string>) => void;
  /** Policy refuses what an audit reads, or its population can not be had. */
  readonly onFailed: (audit: RoundAudit, failure: RunFailure) => void;
}

/** Of one sweep at one time: one agency answers while another's answer is taken in. */
const CONCURRENT = 2;
/** Of all sweeps of this process: each holds a thread while it loads. */
const LOADING = new LoadingPlaces(CONCURRENT);

/**
 * Loads what the audits of a round read, each question once, those first that leave fewer keys for the others. What one
 * audit can not have is no other's harm.
 * @throws the reason of the signal
 */
export async function loadRelations(loading: Loading): Promise<void> {
  const { audits, signal } = loading;
  const reading = new RoundReading(audits);
  const going = new Set<Promise<void>>();
  const end = new AbortController();
  const all = { ...loading, signal: AbortSignal.any([signal, end.signal]) };
  let done = 0;
  const load = async (relation: RoundRelation<AskedPart>): Promise<void> => {
    await settle(relation, reading, all);
    done += 1;
    await loading.onLoaded({ relation, done, total: done + reading.left });
  };
  try {
    for (;;) {
      signal.throwIfAborted();
      for (const audit of audits.filter(loading.isEnded)) reading.leave(audit);
      for (const { audit, missing } of reading.takeRead()) loading.onRead(audit, missing);
      for (const relation of reading.next(CONCURRENT - going.size)) {
        const loaded: Promise<void> = load(relation).finally(() => going.delete(loaded));
        going.add(loaded);
      }
      if (going.size === 0) return;
      await Promise.race(going);
    }
  } finally {
    end.abort();
    await Promise.allSettled(going);
  }
}

/** Loads one relation, or says what becomes of those who need it. */
async function settle(
  relation: RoundRelation<AskedPart>,
  reading: RoundReading,
  loading: Loading,
): Promise<void> {
  const [{ audit, relation: part }, ...others] = relation.parts;
  const isShared = others.some((each) => each.audit !== audit);
  try {
    const load = (): Promise<readonly AuditRule[]> =>
      LOADING.within(loading.signal, () => loadOnce(relation, loading));
    const answered = await untilRead(part, load, loading);
    if ('answer' in answered) reading.took(relation, answered.answer);
    else if (isShared && !mayPass(answered.failed)) reading.split(relation);
    else reading.lacks(relation);
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    if (isShared && !mayPass(error.code)) {
      reading.split(relation);
      return;
    }
    for (const failed of new Set(relation.parts.map((each) => each.audit))) {
      reading.leave(failed);
      loading.onFailed(failed, error);
    }
    reading.lacks(relation);
  }
}

/** Whether another than the question is at fault, so that a smaller one would fare no better. */
function mayPass(code: ErrorCode): boolean {
  return code !== 'SOURCE_ERROR' && ERROR_TABLE[code].retry;
}

/** Answers the rules for which it is too old. */
async function loadOnce(relation: RoundRelation<AskedPart>, loading: Loading): Promise<readonly AuditRule[]> {
  const { session } = loading;
  const { parts, through, fields } = relation;
  const [{ audit, relation: first }] = parts;
  const { operation, values, definition } = audit.compiled;
  const keys = through === 'population' ? null : await session.keysOf(relation);
  const { text, variables } = questionTextOf(
    operation,
    first,
    fields.map(({ field }) => field),
  );
  const answer = await loading.ask({
    question: {
      query: text,
      variables: Object.fromEntries(variables.map((name) => [name, values.get(name) ?? null])),
      keys: keys?.count ?? null,
      where: anyOf(parts.map(({ where }) => where)),
      having: null,
    },
    keys: keys?.lines ?? [],
    purpose: definition.purpose,
    parentExchange: loading.parentExchange,
    asOf: loading.asOf,
    signal: loading.signal,
  });
  checkColumns(relation, answer);
  await session.load(relation, answer, answer.lines);
  return parts.flatMap(({ relation: part, rules }) =>
    rules.filter(({ definition: { maxAgeHours } }) =>
      isTooOld(answer, maxAgeHours[part.typeName], loading.asOf),
    ),
  );
}

/** Columns that are not those asked for are as good as none: the agency's schema is another than the graph says. */
function checkColumns({ through, fields }: RoundRelation, answer: RelationAnswer): void {
  const expected = [...(through === 'population' ? [] : ['_key']), ...fields.map(({ field }) => field)];
  if (expected.join(',') !== answer.columns.join(',')) throw new RelationUnreadable();
}
