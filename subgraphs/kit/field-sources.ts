import type { SourceRow, SourceValue } from '../../connectors/contract.ts';
import type { RecordCondition } from './record-condition.ts';
import type { ExistsSelection, FieldSource } from './source-mapping.ts';

/** The words a mapping is written in. Each makes one `FieldSource`; its meaning is told there. */

export function column(name: string) {
  return { kind: 'column', column: name } as const satisfies FieldSource;
}

export function entity<const Type extends string>(type: Type, key: Readonly<Record<string, string>>) {
  return { kind: 'entity', type, key } as const satisfies FieldSource;
}

export function list<const Type extends string>(type: Type, on: Readonly<Record<string, string>>) {
  return { kind: 'list', type, on } as const satisfies FieldSource;
}

/** Several selections as one list: pairs of a type and how its rows join. */
export function lists<const Type extends string>(
  ...of: readonly (readonly [type: Type, on: Readonly<Record<string, string>>])[]
) {
  return { kind: 'lists', of: of.map(([type, on]) => ({ type, on })) } as const satisfies FieldSource;
}

/** A conclusion from records: selections of which one is enough. */
export function exists(...of: readonly ExistsSelection[]) {
  return { kind: 'exists', of } as const satisfies FieldSource;
}

/** A conclusion from what other agencies know of an entity. */
export function derived(
  requires: readonly string[],
  conclude: (inputs: SourceRow, day: string) => boolean | null,
) {
  return { kind: 'derived', requires, conclude } as const satisfies FieldSource;
}

/** Answered by the subgraph's own work, which is told of a row these columns, of a stub its key. */
export function work(...columns: readonly string[]) {
  return { kind: 'work', ...(columns.length > 0 && { columns }) } as const satisfies FieldSource;
}

/** The column holds one of the values. */
export const isIn = (name: string, ...values: readonly SourceValue[]): RecordCondition => ({
  kind: 'in',
  column: name,
  values,
});

/** The column holds something, and none of the values. */
export const isNotIn = (name: string, ...values: readonly SourceValue[]): RecordCondition => ({
  kind: 'not-in',
  column: name,
  values,
});
