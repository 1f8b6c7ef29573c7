import writeXlsxFile from 'write-excel-file/node';
import { asText } from './as-text.ts';
import type { ExportBook, ExportTable } from './export-book.ts';

export const EXPORT_FORMATS = ['xlsx', 'csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The bytes of a file. CSV has one table only, the first, with what it is about before it. */
export function writeExport(book: ExportBook, format: ExportFormat): Promise<Buffer> {
  switch (format) {
    case 'xlsx':
      return writeXlsx(book);
    case 'csv':
      return Promise.resolve(Buffer.from(writeCsv(book)));
    case 'json':
      return Promise.resolve(Buffer.from(writeJson(book)));
  }
}

/** Every cell is text by its type and its format: a spreadsheet neither computes nor rounds it. */
function writeXlsx({ about, tables }: ExportBook): Promise<Buffer> {
  const cell = (value: string | number | null) =>
    value === null
      ? null
      : typeof value === 'number'
        ? { value, type: Number }
        : { value, type: String, format: '@' };
  const heading = (value: string) => ({ value, type: String, fontWeight: 'bold' as const });
  const sheets = [
    { sheet: '说明 About', data: about.map(([label, value]) => [heading(label), cell(value)]) },
    ...tables.map((table) => ({
      sheet: table.name,
      data: [table.columns.map(heading), ...table.rows.map((row) => row.map(cell))],
      stickyRowsCount: 1,
    })),
  ];
  return writeXlsxFile(sheets).toBuffer();
}

/** RFC 4180, with a byte order mark: without it spreadsheets in Chinese take the text for GB 18030. */
function writeCsv({ about, tables }: ExportBook): string {
  const [table] = tables;
  const lines = [
    ...about.map(([label, value]) => [`# ${label}`, value]),
    ...(table === undefined ? [] : [table.columns, ...table.rows]),
  ];
  return `\uFEFF${lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('')}`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'number' ? String(value) : asText(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function writeJson({ about, tables }: ExportBook): string {
  return `${JSON.stringify(
    {
      about: Object.fromEntries(about),
      ...Object.fromEntries(
        tables.map((table) => [table.name, table.rows.map((row) => objectOf(table, row))]),
      ),
    },
    null,
    1,
  )}\n`;
}

function objectOf(table: ExportTable, row: ExportTable['rows'][number]): object {
  return Object.fromEntries(table.columns.map((column, index) => [column, row[index] ?? null]));
}
