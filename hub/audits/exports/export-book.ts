/** What an export holds, before it takes the form of a file: where it comes from, and tables. */
export interface ExportBook {
  /** Run, policy version, as-of time, receipts: label and value, in the order shown. */
  readonly about: readonly (readonly [label: string, value: string])[];
  readonly tables: readonly ExportTable[];
}

export interface ExportTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Text in the order of the columns; null where the hub showed nothing. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}
