import type { SourceValue } from '../contract.ts';

/** Part of a statement, with the values of its marks in order: `??` takes an identifier, `?` a value. */
export interface Fragment {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** How the values of a condition get into its statement; `type` is that of the column they are compared with. */
export interface ValueWriter {
  one(value: SourceValue, type: string): Fragment;
  /** An array. */
  many(values: readonly SourceValue[], type: string): Fragment;
  /** By what texts are ordered, where not by the database's own collation: put before the operator. */
  collation(op: string, type: string): string;
}

/** As parameters of the statement, whose types the source finds out itself. */
export const asParameters: ValueWriter = {
  one: (value) => ({ sql: '?', bindings: [value] }),
  many: (values) => ({ sql: '?', bindings: [values] }),
  collation: () => '',
};

/** A type's name as SQL has it; it comes from the source's own catalogue. */
export const typeName = (type: string): string => `"${type.replaceAll('"', '""')}"`;
