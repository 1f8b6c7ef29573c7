import { parse } from 'csv-parse/sync';
import readExcelFile from 'read-excel-file/node';
import { ABOUT_MARK, ABOUT_SHEET } from '../exports/export-book.ts';

/** A cell as it stands in the file: text, or a number that a spreadsheet keeps as one, in its own digits. */
export interface SpreadsheetCell {
  readonly text: string;
  readonly isNumber: boolean;
}

export interface Spreadsheet {
  readonly header: readonly string[];
  /** Below the header, numbered as a spreadsheet numbers them: the first row of the file is 1. Rows without any text are left out. */
  readonly rows: readonly { readonly row: number; readonly cells: readonly SpreadsheetCell[] }[];
}

/** The file is no spreadsheet of the kind that its name says; the message is for who chose it. */
export class SpreadsheetUnreadable extends Error {}

/** As a spreadsheet writes a long number that it keeps as one: `2.30102E+17`. */
const SCIENTIFIC = /^\d(?:\.\d+)?E\+\d+$/iu;

/** More does not fit what a list may hold, and a small file can unfold to any size. */
const MAX_CELLS = 4_000_000;

/**
 * Reads a CSV file (UTF-8 or GB 18030, with or without a byte order mark) or a sheet of an XLSX file. Of an export of ours
 * that comes back, what says where it is from is passed over.
 * @param table the sheet of this name, where the file has it; else, and by default, the first
 * @throws SpreadsheetUnreadable
 */
export async function readSpreadsheet(name: string, bytes: Buffer, table?: string): Promise<Spreadsheet> {
  if (/\.xlsx$/iu.test(name)) return sheetOf(await readXlsx(bytes, table), 0);
  if (/\.csv$/iu.test(name)) {
    const lines = readCsv(bytes);
    const above = lines.findIndex(([first]) => first?.text.startsWith(ABOUT_MARK) !== true);
    return sheetOf(lines, Math.max(0, above));
  }
  throw new SpreadsheetUnreadable('the file is neither .csv nor .xlsx');
}

async function readXlsx(bytes: Buffer, table = ''): Promise<readonly (readonly SpreadsheetCell[])[]> {
  try {
    const sheets = await readExcelFile(bytes, { parseNumber: (digits) => new Digits(digits), trim: true });
    const { data } = sheets.find(({ sheet }) => sheet === table) ??
      sheets.find(({ sheet }) => sheet !== ABOUT_SHEET) ?? { data: [] };
    return data.map((row) => row.map(xlsxCell));
  } catch (cause) {
    throw new SpreadsheetUnreadable('the file is not a readable .xlsx file', { cause });
  }
}

/** A number as the file writes it, so that nothing is rounded on the way. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function xlsxCell(value: unknown): SpreadsheetCell {
  if (value instanceof Digits) return { text: value.text, isNumber: true };
  if (value instanceof Date) return { text: value.toISOString().slice(0, 10), isNumber: false };
  return {
    text: typeof value === 'string' || typeof value === 'boolean' ? String(value) : '',
    isNumber: false,
  };
}

function readCsv(bytes: Buffer): readonly (readonly SpreadsheetCell[])[] {
  try {
    const records = parse(textOf(bytes), { bom: true, relax_column_count: true, trim: true });
    return records.map((record) =>
      record.map((text) => ({ text: withoutApostrophe(text), isNumber: SCIENTIFIC.test(text) })),
    );
  } catch (cause) {
    throw new SpreadsheetUnreadable('the file is not a readable .csv file', { cause });
  }
}

/** Spreadsheets in Chinese write CSV in GB 18030; what is not sound UTF-8 is taken for that. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** What our own exports put before a number, so that a spreadsheet keeps it as text. */
function withoutApostrophe(text: string): string {
  return text.startsWith("'") ? text.slice(1) : text;
}

/** @param above how many lines stand above the header */
function sheetOf(lines: readonly (readonly SpreadsheetCell[])[], above: number): Spreadsheet {
  const [header, ...rest] = lines.slice(above);
  if (header === undefined) throw new SpreadsheetUnreadable('the file has no rows');
  if (lines.reduce((cells, line) => cells + line.length, 0) > MAX_CELLS)
    throw new SpreadsheetUnreadable(`the file has more than ${MAX_CELLS} cells`);
  return {
    header: header.map(({ text }) => text.trim()),
    rows: rest
      .map((cells, index) => ({ row: index + above + 2, cells }))
      .filter(({ cells }) => cells.some(({ text }) => text !== '')),
  };
}
