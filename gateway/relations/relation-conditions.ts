import type { RelationCondition, RelationHaving, RelationQuestion } from '../../policies/relation-wire.ts';
import { relationInvalid } from './relation-invalid.ts';
import type { AskedColumn } from './relation-way.ts';

const NUMBERS: ReadonlySet<string> = new Set(['Int', 'Float', 'Fen']);

/**
 * The conditions of a question by the names of the graph, over columns that it asks for: whoever may see a value bare may
 * also have records picked by it.
 * @throws SluiceError RELATION_INVALID for a name that is no column, and for a value that can not be compared with it
 */
export function conditionsOf(
  { where, having }: RelationQuestion,
  columns: readonly AskedColumn[],
): { readonly where: RelationCondition | null; readonly having: RelationHaving | null } {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return {
    where: where && conditionOn(where, byName),
    having: having && { ...having, field: having.field === null ? null : summed(having.field, byName) },
  };
}

type Columns = ReadonlyMap<string, AskedColumn>;

function conditionOn(condition: RelationCondition, columns: Columns): RelationCondition {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { kind: condition.kind, of: condition.of.map((each) => conditionOn(each, columns)) };
    case 'not':
      return { kind: 'not', of: conditionOn(condition.of, columns) };
    case 'compare':
      return { ...condition, field: comparable(condition.field, columns, [condition.value]) };
    case 'in':
      return { ...condition, field: comparable(condition.field, columns, condition.values) };
    case 'is-null':
      return { ...condition, field: columnNamed(condition.field, columns).path.join('.') };
  }
}

function comparable(name: string, columns: Columns, values: readonly (string | number | boolean)[]): string {
  const { path, typeName } = columnNamed(name, columns);
  const wanted = NUMBERS.has(typeName) ? 'number' : typeName === 'Boolean' ? 'boolean' : 'string';
  if (values.some((value) => typeof value !== wanted))
    throw relationInvalid(`\`${path.join('.')}\` is compared with a value of another type`);
  return path.join('.');
}

function summed(name: string, columns: Columns): string {
  const { path, typeName } = columnNamed(name, columns);
  if (!NUMBERS.has(typeName)) throw relationInvalid(`\`${path.join('.')}\` is no number to add up`);
  return path.join('.');
}

function columnNamed(name: string, columns: Columns): AskedColumn {
  const column = columns.get(name);
  if (!column) throw relationInvalid('a condition is over what is no column of the question');
  return column;
}
