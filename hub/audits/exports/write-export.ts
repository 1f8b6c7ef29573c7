import writeXlsxFile from 'write-excel-file/node';
import { asText } from './as-text.ts';
import {
  ABOUT_MARK,
  ABOUT_SHEET,
  type ExportBook,
  type ExportCell,
  type ExportTable,
} from './export-book.ts';

export const EXPORT_FORMATS = ['xlsx', 'csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A file of an export; `suffix` comes before the ending of the name that was asked for. */
export interface ExportFile {
  readonly suffix: '' | `-${string}`;
  readonly bytes: Buffer;
}

/**
 * The files of an export. XLSX has a sheet a table and JSON nests the tables in the main one; CSV holds one table a file,
 * so that there is a file for each. All of them say where they come from.
 */
export async function writeExport(book: ExportBook, format: ExportFormat): Promise<readonly ExportFile[]> {
  switch (format) {
    case 'xlsx':
      return [{ suffix: '', bytes: await writeXlsx(book) }];
    case 'json':
      return [{ suffix: '', bytes: Buffer.from(writeJson(book)) }];
    case 'csv':
      return book.tables.map((table, index) => ({
        suffix: index === 0 ? '' : `-${table.name}`,
        bytes: Buffer.from(writeCsv(book, table)),
      }));
  }
}

/** Every cell is text by its type and its format: a spreadsheet neither computes nor rounds it. */
function writeXlsx(book: ExportBook): Promise<Buffer> {
  const cell = (value: ExportCell) =>
    value === null
      ? null
      : typeof value === 'number'
        ? { value, type: Number }
        : { value, type: String, format: '@' };
  const heading = (value: string) => ({ value, type: String, fontWeight: 'bold' as const });
  const sheets = [
    { sheet: ABOUT_SHEET, data: aboutOf(book).map(([label, value]) => [heading(label), cell(value)]) },
    ...book.tables.map((table) => ({
      sheet: table.name,
      data: [table.columns.map(heading), ...table.rows.map((row) => row.map(cell))],
      stickyRowsCount: 1,
    })),
  ];
  return writeXlsxFile(sheets).toBuffer();
}

/** RFC 4180, with a byte order mark: without it spreadsheets in Chinese take the text for GB 18030. */
function writeCsv(book: ExportBook, { columns, rows }: ExportTable): string {
  const about = aboutOf(book).map(([label, value]) => [`${ABOUT_MARK}${label}`, value]);
  const lines = [...about, columns, ...rows];
  return `\uFEFF${lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('')}`;
}

function aboutOf({ about, receipts }: ExportBook): readonly (readonly [string, string | number])[] {
  return [
    ...about.map(({ english, chinese, value }) => [`${english} ${chinese}`, value] as const),
    ...receipts.map((receipt, index) => [`receipt ${index + 1} 回执`, receipt] as const),
  ];
}

function csvCell(value: ExportCell): string {
  if (value === null) return '';
  const text = typeof value === 'number' ? String(value) : asText(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function writeJson({ about, receipts, tables: [main, ...others] }: ExportBook): string {
  const parts = others.map((table) => ({ name: table.name, byRow: partsByRow(table) }));
  const rows = main.rows.map((row) => ({
    ...objectOf(main.columns, row),
    ...Object.fromEntries(parts.map(({ name, byRow }) => [name, byRow.get(row[0] ?? null) ?? []])),
  }));
  const book = {
    about: Object.fromEntries(about.map(({ key, value }) => [key, value])),
    receipts: receipts.map((receipt) => JSON.parse(receipt) as unknown),
    [main.name]: rows,
  };
  return `${JSON.stringify(book, null, 1)}\n`;
}

/** The rows of a table by the row of the main one that they belong to. */
function partsByRow({ columns, rows }: ExportTable): ReadonlyMap<ExportCell, readonly object[]> {
  const byRow = new Map<ExportCell, object[]>();
  for (const [owner = null, ...cells] of rows) {
    const parts = byRow.get(owner) ?? [];
    byRow.set(owner, parts);
    parts.push(objectOf(columns.slice(1), cells));
  }
  return byRow;
}

function objectOf(columns: readonly string[], row: readonly ExportCell[]): object {
  return Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]));
}
