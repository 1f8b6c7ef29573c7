import type { SweepRelation } from '../plan/sweep-plan.ts';

/** Stands for the key that comes before a relation's columns; no response name is empty. */
export const KEY_COLUMN = '';

/** The columns of a relation's table, in the order of its lines. */
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
