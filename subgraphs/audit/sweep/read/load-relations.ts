import type { CompiledAudit } from '../../definition/compile-audit.ts';
import type { AuditRule } from '../../rules/audit-rule.ts';
import type { Scalar } from '../../rules/typed-expression.ts';
import { questionTextOf } from '../plan/relation-question.ts';
import type { SweepPlan, SweepRelation } from '../plan/sweep-plan.ts';
import { RelationUnreadable, type SweepSession } from '../sweep-engine.ts';
import type { AskRelation, RelationAnswer } from './ask-relation.ts';
import { isTooOld } from './is-too-old.ts';
import { LoadingOrder } from './loading-order.ts';
import { LoadingPlaces } from './loading-places.ts';
import { pushedFor } from './push-down.ts';
import { untilAnswered } from './until-answered.ts';

/** What is read, for whom, and how long one tries. */
export interface Loading {
  readonly audit: CompiledAudit;
  readonly plan: SweepPlan;
  readonly session: SweepSession;
  readonly ask: AskRelation;
  readonly parameters: ReadonlyMap<string, Scalar | null>;
  readonly parentExchange: string;
  /** RFC 3339; null for now. */
  readonly asOf: string | null;
  /** Waiting times before the second, third, … attempt, in milliseconds. */
  readonly backoffMs: readonly number[];
  readonly signal: AbortSignal;
  readonly onLoaded: (progress: { readonly relation: SweepRelation; readonly rows: number }) => Promise<void>;
}

/** Of one sweep at one time: one agency answers while another's answer is taken in. */
const CONCURRENT = 2;
/** Of all sweeps of this process: each holds a thread while it loads. */
const LOADING = new LoadingPlaces(CONCURRENT);

/**
 * Loads all relations, those first that leave fewer keys for the others. Answers for each rule that can not be asked the
 * dataset that is missing: its source was down, cut off, too old, or not what the graph says.
 * @throws RunFailure where policy refuses a relation or the population can not be had, and the reason of the signal
 */
export async function loadRelations(loading: Loading): Promise<ReadonlyMap<string, string>> {
  const { plan, signal } = loading;
  const { rules } = loading.audit;
  const order = new LoadingOrder(plan, rules);
  const open = new Set(plan.relations.map(({ id }) => id));
  const going = new Map<string, Promise<void>>();
  const missing = new Map<string, string>();
  const asked = (): readonly AuditRule[] => rules.filter(({ definition }) => !missing.has(definition.id));
  const end = new AbortController();
  const all = { ...loading, signal: AbortSignal.any([signal, end.signal]) };
  const load = async (relation: SweepRelation): Promise<void> => {
    const { id } = relation;
    const users = asked().filter((rule) => plan.relationsOf.get(rule.definition.id)?.has(id));
    const failed = await loadOne(relation, users, all);
    for (const rule of failed) missing.set(rule.definition.id, relation.typeName);
    open.delete(id);
    going.delete(id);
  };
  try {
    while (open.size > 0) {
      signal.throwIfAborted();
      drop(open, asked(), going, plan);
      const next = order.next(
        open,
        new Set(going.keys()),
        asked().map(({ definition }) => definition.id),
      );
      for (const relation of next.slice(0, CONCURRENT - going.size)) going.set(relation.id, load(relation));
      if (going.size > 0) await Promise.race(going.values());
    }
    return missing;
  } finally {
    end.abort();
    await Promise.allSettled(going.values());
  }
}

/** What no rule needs any more is not asked for. */
function drop(
  open: Set<string>,
  rules: readonly AuditRule[],
  going: ReadonlyMap<string, unknown>,
  plan: SweepPlan,
): void {
  for (const id of open) {
    const isNeeded = rules.some(({ definition }) => plan.relationsOf.get(definition.id)?.has(id));
    if (!isNeeded && !going.has(id)) open.delete(id);
  }
}

/** Answers the rules that can not be asked without it, or not with what is as old as it is. */
async function loadOne(
  relation: SweepRelation,
  rules: readonly AuditRule[],
  loading: Loading,
): Promise<readonly AuditRule[]> {
  const { signal } = loading;
  const load = (): Promise<readonly AuditRule[]> =>
    LOADING.within(signal, () => loadOnce(relation, rules, loading));
  const answered = await untilAnswered(relation, load, loading);
  return 'answer' in answered ? answered.answer : rules;
}

async function loadOnce(
  relation: SweepRelation,
  rules: readonly AuditRule[],
  loading: Loading,
): Promise<readonly AuditRule[]> {
  const { session, audit, plan, parameters } = loading;
  const keys = relation.keyedBy === null ? null : await session.keysOf(relation, rules);
  const { text, variables } = questionTextOf(audit.operation, relation);
  const answer = await loading.ask({
    question: {
      query: text,
      variables: Object.fromEntries(variables.map((name) => [name, audit.values.get(name) ?? null])),
      keys: keys?.count ?? null,
      where: pushedFor(relation, rules, plan, parameters),
      having: null,
    },
    keys: keys?.lines ?? [],
    purpose: audit.definition.purpose,
    parentExchange: loading.parentExchange,
    asOf: loading.asOf,
    signal: loading.signal,
  });
  checkColumns(relation, answer);
  const rows = await session.load(relation, answer, answer.lines);
  await loading.onLoaded({ relation, rows });
  return rules.filter((rule) => isTooOld(rule, relation, answer, loading.asOf));
}

/** Columns that are not those asked for are as good as none: the agency's schema is another than the graph says. */
function checkColumns({ keyedBy, columns }: SweepRelation, answer: RelationAnswer): void {
  const expected = [...(keyedBy === null ? [] : ['_key']), ...columns.map(({ name }) => name)];
  if (expected.join(',') !== answer.columns.join(',')) throw new RelationUnreadable();
}
