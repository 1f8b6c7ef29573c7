import type { RoundRelation } from '../plan/round-relation.ts';
import type { SweepRelation } from '../plan/sweep-plan.ts';

/** Stands for the key that comes before a relation's columns; no response name is empty. */
export const KEY_COLUMN = '';

/** The columns of a relation as the rules of one audit see it. */
export function tableColumns({ keyedBy, columns }: SweepRelation): readonly {
  readonly name: string;
  readonly typeName: string;
}[] {
  return keyedBy === null ? columns : [{ name: KEY_COLUMN, typeName: 'ID' }, ...columns];
}

/**
 * What a column is called in SQL: a number and never the author's word for it, since SQL takes `id` and `Id` for one name,
 * and would read one where the other was checked.
 */
export function columnName(relation: SweepRelation, name: string): string {
  const index = tableColumns(relation).findIndex((each) => each.name === name);
  if (index < 0) throw new Error(`${relation.id} has no column \`${name}\``);
  return `c${index}`;
}

/** The columns of the table of a relation that several parts share, in the order of its lines. */
export function sharedColumns({ through, fields }: RoundRelation): RoundRelation['fields'] {
  return through === 'population' ? fields : [{ field: KEY_COLUMN, typeName: 'ID' }, ...fields];
}

/** What such a column is called in SQL. */
export function fieldName(relation: RoundRelation, field: string): string {
  const index = sharedColumns(relation).findIndex((each) => each.field === field);
  if (index < 0) throw new Error(`${relation.id} has no field \`${field}\``);
  return `c${index}`;
}
