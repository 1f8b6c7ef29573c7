import type { TypedExpression } from '../../rules/typed-expression.ts';
import { conjunctsOf, needsMoreThanRecords, pathsOf } from '../plan/conjuncts.ts';
import type { AskedPart, RoundRelation } from '../plan/round-relation.ts';
import type { SweepPlan, SweepRelation } from '../plan/sweep-plan.ts';
import type { SweptAudit } from '../sweep-engine.ts';
import type { AuditRule } from '../../rules/audit-rule.ts';
import { placedBindings, type PlacedBinding } from '../plan/placed-bindings.ts';
import { BoundRecords } from './bound-records.ts';
import { expressionSql } from './expression-sql.ts';
import { KEY_COLUMN } from './relation-table.ts';
import { recordScope } from './rule-scope.ts';
import { SqlValues, type SqlStatement } from './sql-text.ts';

/** Keys of one part of the text: some megabytes. */
const KEYS_OF_A_PART = 100_000;

/**
 * Asks for the keys by which a relation must be read, from what is loaded: those of records that occur in a combination
 * which no part of a condition rules out, and beside which every other list of the rule that is loaded has a record too.
 */
export function keysStatement(
  { parts }: RoundRelation<AskedPart>,
  loaded: ReadonlySet<string>,
): SqlStatement {
  const values = new SqlValues();
  const queries = new Set(
    parts.flatMap(({ audit, relation, rules }) =>
      rules.flatMap((rule) => new RuleKeys(rule, audit, loaded, values).queries(relation)),
    ),
  );
  const keys =
    queries.size === 0 ? 'SELECT NULL::VARCHAR AS key WHERE FALSE' : [...queries].join(' UNION ALL ');
  return values.statement(
    `SELECT string_agg(key, chr(10)) || chr(10), count(*) FROM (
  SELECT key, row_number() OVER () // ${KEYS_OF_A_PART} AS part FROM (SELECT DISTINCT key FROM (${keys}) WHERE key IS NOT NULL)
) GROUP BY part`,
  );
}

class RuleKeys {
  private readonly rule: AuditRule;
  private readonly sweep: SweptAudit;
  private readonly loaded: ReadonlySet<string>;
  private readonly values: SqlValues;

  constructor(rule: AuditRule, sweep: SweptAudit, loaded: ReadonlySet<string>, values: SqlValues) {
    this.rule = rule;
    this.sweep = sweep;
    this.loaded = loaded;
    this.values = values;
  }

  queries(relation: SweepRelation): readonly string[] {
    const own = placedBindings(this.rule.steps);
    const conditions = conjunctsOf(this.rule.when.typed);
    return [
      ...this.queriesAmong(relation, own, own, conditions),
      ...this.rule.collections.flatMap(({ steps, where }) =>
        this.queriesAmong(relation, placedBindings(steps, own), own, [
          ...conditions,
          ...(where === null ? [] : conjunctsOf(where.typed)),
        ]),
      ),
    ];
  }

  /** @param required those of the bindings without a record of which there is no combination */
  private queriesAmong(
    relation: SweepRelation,
    bindings: readonly PlacedBinding[],
    required: readonly PlacedBinding[],
    conditions: readonly TypedExpression[],
  ): readonly string[] {
    const anchors = bindings.filter((binding) => isAnchor(binding, bindings, relation, this.sweep.plan));
    return anchors.map(({ step }) => {
      const chain = chainTo(step.binding, bindings);
      const context = withObjects(chain, bindings);
      const records = new BoundRecords(this.sweep.plan, context);
      const key = relation.keyedBy === null ? 'NULL' : records.at(step.binding, relation.keyedBy);
      const held = [
        ...this.conditionsIn(records, context, conditions),
        ...this.lists(records, context, required, conditions),
      ];
      const { joins, conditions: joined } = records.joined();
      return `SELECT ${key} AS key FROM ${joins.join('\n')} WHERE ${['TRUE', ...joined, ...held].join(' AND ')}`;
    });
  }

  /** Parts of the condition that speak of loaded records of these bindings alone. */
  private conditionsIn(
    records: BoundRecords,
    context: readonly PlacedBinding[],
    conditions: readonly TypedExpression[],
  ): readonly string[] {
    const names = new Set(context.map(({ step }) => step.binding));
    return conditions.flatMap((condition) => {
      const reads = pathsOf(condition);
      if (reads.length === 0 || needsMoreThanRecords(condition)) return [];
      if (!reads.every(({ binding }) => names.has(binding))) return [];
      const trial = new BoundRecords(this.sweep.plan, context);
      const sql = (of: BoundRecords): string =>
        expressionSql(condition, recordScope(of, this.sweep.parameters, this.values));
      sql(trial);
      if (![...trial.touched].every((id) => this.loaded.has(id))) return [];
      return [`coalesce(${sql(records)}, TRUE)`];
    });
  }

  /** For every other list that hangs on these bindings and is loaded: that it has a record that may count. */
  private lists(
    records: BoundRecords,
    context: readonly PlacedBinding[],
    required: readonly PlacedBinding[],
    conditions: readonly TypedExpression[],
  ): readonly string[] {
    const names = new Set(context.map(({ step }) => step.binding));
    return required.flatMap((placed) => {
      const { step, path } = placed;
      if (!step.each || names.has(step.binding) || step.from === null || !names.has(step.from)) return [];
      const relation = relationOf(path, this.sweep.plan);
      if (relation?.keyedBy == null || !this.loaded.has(relation.id)) return [];
      const key = records.at(step.from, relation.keyedBy);
      const below = withObjects([placed], required);
      const inner = new BoundRecords(this.sweep.plan, below);
      const found = inner.at(step.binding, { relation: relation.id, column: KEY_COLUMN });
      const held = [
        ...this.conditionsIn(inner, below, conditions),
        ...this.lists(inner, below, required, conditions),
      ];
      const { joins, conditions: joined } = inner.joined();
      const sub = `SELECT ${found} FROM ${joins.join('\n')} WHERE ${['TRUE', ...joined, ...held].join(' AND ')}`;
      return [`(${key} IS NULL OR ${key} IN (${sub}))`];
    });
  }
}

/** Whether the keys of a relation stand with what a binding binds, without a list in between. */
function isAnchor(
  { step, path }: PlacedBinding,
  bindings: readonly PlacedBinding[],
  relation: SweepRelation,
  plan: SweepPlan,
): boolean {
  if (relation.through === 'list')
    return bindings.some(
      (next) => next.step.from === step.binding && next.step.each && isSame(next.path, relation.path),
    );
  if (relation.through !== 'entity' || path.length > relation.path.length) return false;
  if (!isSame(relation.path.slice(0, path.length), path)) return false;
  return relation.path.every(
    (_, index) =>
      index < path.length || plan.places.get(relation.path.slice(0, index + 1).join('.'))?.records === null,
  );
}

function chainTo(binding: string, bindings: readonly PlacedBinding[]): readonly PlacedBinding[] {
  const placed = bindings.find(({ step }) => step.binding === binding);
  if (placed === undefined) return [];
  return placed.step.from === null ? [placed] : [...chainTo(placed.step.from, bindings), placed];
}

/** With the single objects that are bound from these: they multiply nothing. */
function withObjects(
  chain: readonly PlacedBinding[],
  bindings: readonly PlacedBinding[],
): readonly PlacedBinding[] {
  const context = [...chain];
  for (const placed of bindings) {
    const { each, from, binding } = placed.step;
    const isThere = context.some(({ step }) => step.binding === binding);
    if (!each && !isThere && context.some(({ step }) => step.binding === from)) context.push(placed);
  }
  return context;
}

function relationOf(path: readonly string[], plan: SweepPlan): SweepRelation | undefined {
  const id = plan.places.get(path.join('.'))?.records;
  return plan.relations.find((each) => each.id === id);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index]);
}
