import type { SourceRow, SourceValue } from '../../connectors/contract.ts';

/** What a record must say to count, as data. */
export type RecordCondition =
  | { readonly kind: 'in'; readonly column: string; readonly values: readonly SourceValue[] }
  | { readonly kind: 'not-in'; readonly column: string; readonly values: readonly SourceValue[] };

/** Whether a record satisfies all conditions; null where it does not say: a column that is empty settles nothing. */
export function satisfies(values: SourceRow, conditions: readonly RecordCondition[]): boolean | null {
  const answers = conditions.map((condition) => satisfiesOne(values, condition));
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

function satisfiesOne(row: SourceRow, { kind, column, values }: RecordCondition): boolean | null {
  const value = row[column] ?? null;
  if (value === null) return null;
  return values.includes(value) === (kind === 'in');
}
