import type { FieldSource } from './source-mapping.ts';

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
