import type { RelationCondition } from '../../../../policies/relation-wire.ts';
import type { AuditRule } from '../../rules/audit-rule.ts';
import { evaluatorOf, type Frame } from '../../rules/evaluate-expression.ts';
import type { ReadPath, Scalar, TypedExpression } from '../../rules/typed-expression.ts';
import { needsMoreThanRecords, pathsOf } from '../plan/conjuncts.ts';
import { placedBindings, type PlacedBinding } from '../plan/placed-bindings.ts';
import { anyOf, pushedCondition, type PushScope } from '../plan/pushed-conditions.ts';
import type { SweepPlan, SweepRelation } from '../plan/sweep-plan.ts';

/**
 * The condition with which a list is asked, by the names of the graph: what at least one of the rules needs of a record for it to matter. Never for
 * the population, which is counted, nor for an entity: that one is not there says something else than that it does not fit.
 */
export function pushedFor(
  relation: SweepRelation,
  rules: readonly AuditRule[],
  plan: SweepPlan,
  parameters: ReadonlyMap<string, Scalar | null>,
): RelationCondition | null {
  if (relation.through !== 'list') return null;
  const uses = rules.flatMap((rule) => {
    const own = placedBindings(rule.steps);
    const bound = own.filter((each) => binds(each, relation));
    const collected = rule.collections.flatMap(({ steps, where }) =>
      placedBindings(steps, own)
        .slice(own.length)
        .filter((each) => binds(each, relation))
        .map((each) => ({ binding: each, conditions: where === null ? [] : [where.typed] })),
    );
    return [...bound.map((binding) => ({ binding, conditions: [rule.when.typed] })), ...collected];
  });
  return anyOf(
    uses.map(({ binding, conditions }) =>
      pushedCondition(conditions, pushScope(binding, relation, plan, parameters)),
    ),
  );
}

function binds({ step, path }: PlacedBinding, relation: SweepRelation): boolean {
  return step.each && path.join('.') === relation.path.join('.');
}

function pushScope(
  { step, path }: PlacedBinding,
  relation: SweepRelation,
  plan: SweepPlan,
  parameters: ReadonlyMap<string, Scalar | null>,
): PushScope {
  const columns = plan.places.get(path.join('.'))?.columns;
  return {
    fieldOf: ({ binding, fields }: ReadPath) => {
      const [name, ...deeper] = fields;
      if (binding !== step.binding || name === undefined || deeper.length > 0) return null;
      const at = columns?.get(name);
      if (at?.relation !== relation.id) return null;
      return relation.columns.find((column) => column.name === at.column)?.field ?? null;
    },
    constant: (expression) => constantOf(expression, parameters),
  };
}

/** What an expression comes to that reads no record; null where it reads one, or is undecided. */
function constantOf(
  expression: TypedExpression,
  parameters: ReadonlyMap<string, Scalar | null>,
): Scalar | null {
  if (pathsOf(expression).length > 0 || needsMoreThanRecords(expression)) return null;
  const frame: Frame = {
    read: () => ({ state: 'unknown' }),
    parameter: (name) => parameters.get(name) ?? null,
    threshold: () => null,
    collected: () => null,
  };
  return evaluatorOf(expression)(frame);
}
