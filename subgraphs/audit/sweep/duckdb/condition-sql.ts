import type { RelationCondition } from '../../../../policies/relation-wire.ts';
import type { SqlValues } from './sql-text.ts';

/** A condition over the records of a relation as an agency would ask it; `columnOf` says where a field stands. */
export function conditionSql(
  condition: RelationCondition,
  columnOf: (field: string) => string,
  values: SqlValues,
): string {
  const placed = (field: string, value: string | number | boolean): string =>
    typeof value === 'number' ? `CAST(${columnOf(field)} AS DOUBLE)` : columnOf(field);
  // A number of the wire has few enough digits to be one of DuckDB's doubles exactly, and so has no quote to mind.
  const given = (value: string | number | boolean): string =>
    typeof value === 'number' ? `CAST(${String(value)} AS DOUBLE)` : values.of(value);
  switch (condition.kind) {
    case 'all':
    case 'any':
      return `(${condition.of
        .map((each) => conditionSql(each, columnOf, values))
        .join(condition.kind === 'all' ? ' AND ' : ' OR ')})`;
    case 'not':
      return `(NOT ${conditionSql(condition.of, columnOf, values)})`;
    case 'is-null':
      return `(${columnOf(condition.field)} IS NULL)`;
    case 'in': {
      const { field } = condition;
      return `(${condition.values.map((value) => `${placed(field, value)} = ${given(value)}`).join(' OR ')})`;
    }
    case 'compare': {
      const { field, op, value } = condition;
      return `(${placed(field, value)} ${op} ${given(value)})`;
    }
  }
}
