/** What an export holds, before it takes the form of a file: where it comes from, and tables. */
export interface ExportBook {
  /** Run, policy version, as-of time and counts, in the order shown. */
  readonly about: readonly AboutLine[];
  /** Of the exchanges in which it was read, each as JSON text. */
  readonly receipts: readonly string[];
  /** The main table, and those whose first column names the row of it (by its first column) that theirs belong to. */
  readonly tables: readonly [ExportTable, ...ExportTable[]];
}

export interface AboutLine {
  /** For machines. */
  readonly key: string;
  readonly english: string;
  readonly chinese: string;
  readonly value: string | number;
}

export type ExportCell = string | number | null;

export interface ExportTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** In the order of the columns; null where the hub showed nothing. */
  readonly rows: readonly (readonly ExportCell[])[];
}

/** The first sheet of an XLSX file: where it comes from. */
export const ABOUT_SHEET = '说明 About';

/** What the lines about an export begin with in a CSV file, above its header. */
export const ABOUT_MARK = '# ';
