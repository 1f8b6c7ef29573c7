import { toHalfWidth } from '../../../identifiers/half-width.ts';
import { ID_KINDS, personKeyOf, type IdKind } from '../../../identifiers/person-key.ts';
import { isListKey, type ListEntry, type ListKind } from '../../../subgraphs/audit/lists/case-list.ts';
import type { Spreadsheet, SpreadsheetCell } from './read-spreadsheet.ts';

/**
 * Why a row is not taken. `LOST_DIGITS`: a spreadsheet kept the number as a number and rounded it; `UNSOUND`: no number
 * of a person (form, check character, date or division); `PASSPORT_FORM`: a passport without its issuing state; `KIND_UNKNOWN`: the column of kinds says none that is known;
 * `DOUBLE`: an earlier row has it.
 */
export type ListFault = 'EMPTY' | 'LOST_DIGITS' | 'KIND_UNKNOWN' | 'UNSOUND' | 'PASSPORT_FORM' | 'DOUBLE';

export interface ReadList {
  readonly entries: readonly ListEntry[];
  readonly faults: readonly { readonly row: number; readonly fault: ListFault }[];
}

/** The columns of a list: of the numbers, and (for people without a resident number) of the kind of document. */
export interface ListColumns {
  readonly number: string;
  readonly idKind: string | null;
}

/** Beyond 15 digits a spreadsheet's number is not what was typed. */
const EXACT_DIGITS = 15;

/** A column that the caller names is not in the file. */
export class ColumnUnknown extends Error {}

/**
 * The numbers of a list, each once; what can not be taken is said by row, and never by value.
 * @throws ColumnUnknown
 */
export function readList(sheet: Spreadsheet, columns: ListColumns, kind: ListKind): ReadList {
  const at = columnPosition(sheet, columns.number);
  const kindAt = columns.idKind === null ? null : columnPosition(sheet, columns.idKind);
  const entries: ListEntry[] = [];
  const faults: { readonly row: number; readonly fault: ListFault }[] = [];
  const seen = new Set<string>();
  for (const { row, cells } of sheet.rows) {
    const read = keyOf(cells[at], kindAt === null ? '' : (cells[kindAt]?.text ?? ''), kind);
    if (typeof read !== 'string') faults.push({ row, fault: read.fault });
    else if (seen.has(read)) faults.push({ row, fault: 'DOUBLE' });
    else {
      seen.add(read);
      entries.push({ row, key: read });
    }
  }
  return { entries, faults };
}

function keyOf(
  cell: SpreadsheetCell | undefined,
  idKind: string,
  kind: ListKind,
): string | { readonly fault: ListFault } {
  const text = cell?.text.trim() ?? '';
  if (text === '') return { fault: 'EMPTY' };
  if (cell?.isNumber === true && !isExact(text)) return { fault: 'LOST_DIGITS' };
  if (kind === 'CASE') {
    const number = toHalfWidth(text);
    return isListKey(kind, number) ? number : { fault: 'UNSOUND' };
  }
  const known = idKindOf(idKind);
  if (known === undefined) return { fault: 'KIND_UNKNOWN' };
  return personKeyOf(known, text) ?? { fault: known === 'PASSPORT' ? 'PASSPORT_FORM' : 'UNSOUND' };
}

/** As they stand in lists in Chinese. */
const CHINESE_KINDS: Readonly<Record<string, IdKind>> = {
  身份证: 'RID',
  居民身份证: 'RID',
  护照: 'PASSPORT',
  港澳台居民居住证: 'HMT',
  出生医学证明: 'BIRTH',
};

/** The kind of document that a cell names; an empty cell means the resident number, as no column at all does. */
function idKindOf(cell: string): IdKind | undefined {
  const text = cell.trim().toUpperCase();
  return text === '' ? 'RID' : (ID_KINDS.find((kind) => kind === text) ?? CHINESE_KINDS[text]);
}

function isExact(digits: string): boolean {
  return /^\d+$/u.test(digits) && digits.length <= EXACT_DIGITS;
}

/**
 * Where a column stands.
 * @throws ColumnUnknown
 */
export function columnPosition({ header }: Spreadsheet, name: string): number {
  const at = header.indexOf(name);
  if (at < 0) throw new ColumnUnknown(`the file has no column \`${name}\`; it has ${header.join(', ')}`);
  return at;
}
