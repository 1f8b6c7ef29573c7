import type { RelationCondition } from '../../../policies/relation-wire.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import { rulesInForce } from '../definition/rules-in-force.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { AuditRule } from '../rules/audit-rule.ts';
import type { StoredRun } from '../store/stored-run.ts';
import { planSweep } from '../sweep/plan/plan-sweep.ts';
import { questionTextOf } from '../sweep/plan/relation-question.ts';
import type { SweepRelation } from '../sweep/plan/sweep-plan.ts';
import type { AskRelation, RelationAnswer } from '../sweep/read/ask-relation.ts';
import { isTooOld } from '../sweep/read/is-too-old.ts';
import { untilRead, type Answered } from '../sweep/read/until-answered.ts';

export interface StateSettings {
  readonly graph: GraphCatalogue;
  readonly askRelation: AskRelation;
  /** Waiting times before the second, third, … attempt, in milliseconds. */
  readonly backoffMs: readonly number[];
  readonly signal: AbortSignal;
}

/** What a dataset said of itself as a whole, or why it could not be asked. */
export interface AskedDataset {
  readonly relation: SweepRelation;
  readonly answered: Answered<RelationAnswer>;
  /** The rules that read it. */
  readonly rules: readonly AuditRule[];
}

/**
 * The rules of an audit that can not be verified now, each with the dataset that is missing: its source is down, not what
 * the graph says, or older than the rule bears. A run case by case asks for it what a sweep learns by reading: each dataset
 * once, for no record, with everything that is read of it.
 * @throws RunFailure where policy refuses it or the population can not be had, and the reason of the signal
 */
export async function unverifiableRules(
  audit: CompiledAudit,
  run: Pick<StoredRun, 'parentExchange' | 'asOf'>,
  settings: StateSettings,
): Promise<ReadonlyMap<string, string>> {
  const missing = new Map<string, string>();
  for (const { relation, answered, rules } of await askDatasets(audit, run, settings)) {
    for (const rule of rules) {
      const { id, maxAgeHours } = rule.definition;
      if (missing.has(id)) continue;
      if ('failed' in answered || isTooOld(answered.answer, maxAgeHours[relation.typeName], run.asOf))
        missing.set(id, relation.typeName);
    }
  }
  return missing;
}

/**
 * Asks each dataset that rules in force read about itself, once and for no record.
 * @throws RunFailure where policy refuses it or the population can not be had, and the reason of the signal
 */
export async function askDatasets(
  audit: CompiledAudit,
  run: Pick<StoredRun, 'parentExchange' | 'asOf'>,
  { graph, askRelation, backoffMs, signal }: StateSettings,
): Promise<readonly AskedDataset[]> {
  const inForce = rulesInForce(audit);
  const plan = planSweep(audit.operation, inForce, audit.caseKind, graph);
  const readBy = ({ id }: SweepRelation): readonly AuditRule[] =>
    inForce.filter((rule) => plan.relationsOf.get(rule.definition.id)?.has(id));
  const used = plan.relations.filter((relation) => readBy(relation).length > 0);
  // The population is not to be had or it is, whatever else is read of its dataset.
  const datasets = Map.groupBy(used, ({ agency, typeName, keyedBy }) =>
    JSON.stringify([agency, typeName, keyedBy === null]),
  );
  const askOnce = async (relations: readonly SweepRelation[]): Promise<readonly AskedDataset[]> => {
    const [relation] = relations;
    if (relation === undefined) return [];
    const fields = new Set(relations.flatMap(({ columns }) => columns.map(({ field }) => field)));
    const ask = (): Promise<RelationAnswer> =>
      askState(relation, [...fields], audit, { ...run, askRelation, signal });
    const answered = await untilRead(relation, ask, { backoffMs, signal });
    return [{ relation, answered, rules: [...new Set(relations.flatMap(readBy))] }];
  };
  const asked = [...datasets.values()].map(async (relations) => {
    const answers = await askOnce(relations);
    const isUnreadable = answers.some(
      ({ answered }) => 'failed' in answered && answered.failed === 'SOURCE_ERROR',
    );
    if (relations.length === 1 || !isUnreadable) return answers;
    // A column that is gone costs the rules that read it, as in a sweep.
    return (await Promise.all(relations.map((each) => askOnce([each])))).flat();
  });
  return (await Promise.all(asked)).flat();
}

/** Asks a relation about nobody: what comes is what its source says of it as a whole. */
async function askState(
  relation: SweepRelation,
  fields: readonly string[],
  { operation, values, definition, caseKind }: CompiledAudit,
  asked: Pick<StoredRun, 'parentExchange' | 'asOf'> & Pick<StateSettings, 'askRelation' | 'signal'>,
): Promise<RelationAnswer> {
  const isPopulation = relation.keyedBy === null;
  const { text, variables } = questionTextOf(operation, relation, fields);
  const answer = await asked.askRelation({
    question: {
      query: text,
      variables: Object.fromEntries(variables.map((name) => [name, values.get(name) ?? null])),
      keys: isPopulation ? null : 0,
      where: isPopulation ? never(caseKind.keyField) : null,
      having: null,
    },
    keys: [],
    purpose: definition.purpose,
    parentExchange: asked.parentExchange,
    asOf: asked.asOf,
    signal: asked.signal,
  });
  // To the end: an answer that is cut off is none.
  const lines = answer.lines[Symbol.asyncIterator]();
  while ((await lines.next()).done !== true) continue;
  return answer;
}

/** A population is not asked by keys: what is false of every record answers none. */
function never(field: string): RelationCondition {
  const isNull: RelationCondition = { kind: 'is-null', field };
  return { kind: 'all', of: [isNull, { kind: 'not', of: isNull }] };
}
