import { parse } from 'csv-parse/sync';

/** A tenant of the list: where he stands in the file, and the key by which the hub knows him. */
export interface Tenant {
  /** As a spreadsheet counts rows, the heading being the first. */
  readonly line: number;
  readonly key: string;
}

/**
 * The tenants of a CSV file (UTF-8), by the resident numbers in one of its columns. A number that is none is sent as it
 * is, and so is one that is left empty: the hub says by its line what is wrong with it. Rows that hold nothing are no tenants.
 */
export function readTenants(file: string, column: string): readonly Tenant[] {
  const rows = parse(file, { bom: true, relax_column_count: true, trim: true });
  const [header = []] = rows;
  const at = header.indexOf(column);
  if (at < 0) throw new Error(`the file has no column \`${column}\`; it has ${header.join(', ')}`);
  return rows.flatMap((row, index) => {
    const number = row[at] ?? '';
    return index === 0 || row.join('') === ''
      ? []
      : [{ line: index + 1, key: `RID:${number.toUpperCase()}` }];
  });
}
