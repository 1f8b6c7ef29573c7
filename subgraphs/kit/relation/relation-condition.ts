import type { Predicate } from '../../../connectors/contract.ts';
import type { RelationCondition } from '../../../policies/relation-wire.ts';

/** @param columnOf the column of a field; throws for what is none */
export function conditionPredicate(
  condition: RelationCondition,
  columnOf: (field: string) => string,
): Predicate {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { kind: condition.kind, of: condition.of.map((each) => conditionPredicate(each, columnOf)) };
    case 'not':
      return { kind: 'not', of: conditionPredicate(condition.of, columnOf) };
    case 'compare':
      return {
        kind: 'compare',
        column: columnOf(condition.field),
        op: condition.op,
        value: condition.value,
      };
    case 'in':
      return { kind: 'in', column: columnOf(condition.field), values: condition.values };
    case 'is-null':
      return { kind: 'is-null', column: columnOf(condition.field) };
  }
}

/** The fields that a condition is about. */
export function fieldsOfCondition(condition: RelationCondition): readonly string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(fieldsOfCondition);
    case 'not':
      return fieldsOfCondition(condition.of);
    default:
      return [condition.field];
  }
}
