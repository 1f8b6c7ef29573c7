import { ConnectorError, type SourceRow, type SourceValue } from '../contract.ts';
import type { LineColumn, LineHaving, LineSelection } from '../line-selection.ts';
import { keyValue, typeOf, type Comparable, type RowColumns } from './column-type.ts';
import { DecimalSum, digits } from './decimal-sum.ts';
import { reader, rowCondition } from './row-condition.ts';
import { rowOrder } from './row-order.ts';

/** Takes rows one by one; what can be told of each is told at once, the rest at the end. */
export interface LineSink {
  /** The lines that this row adds, each with its line feed. */
  add(row: SourceRow): string;
  end(): string;
}

/** Finds the keys of a row among those that are asked for. */
type KeysOf = (row: SourceRow) => readonly string[];

/**
 * Writes lines of rows, as `Connector.readLines`.
 * @param among the keys that the other relation of `keyed.among` holds; null where it names none
 * @throws ConnectorError `bad-selection`
 */
export function rowLines(
  selection: LineSelection,
  columns: RowColumns,
  among: ReadonlySet<string> | null,
): LineSink {
  const { keyed, having } = selection;
  const isConsidered = rowCondition(selection.where, columns);
  const isShown = rowCondition(selection.shown, columns);
  const write = lineOf(selection.columns, columns, keyed !== null);
  if (keyed === null) {
    if (having !== null) throw new ConnectorError('bad-selection', 'a bound is on the records of a key');
    return { add: (row) => (isConsidered(row) && isShown(row) ? write(row, null) : ''), end: () => '' };
  }
  const keysOf = keyFinder(keyed, columns, among);
  const compare = keyed.firstBy && rowOrder(keyed.firstBy, columns);
  const reaches = having && boundOf(having, columns);
  if (compare === null && reaches === null)
    return {
      add: (row) =>
        isConsidered(row) && isShown(row)
          ? keysOf(row)
              .map((key) => write(row, key))
              .join('')
          : '',
      end: () => '',
    };
  const byKey = new Map<string, SourceRow[]>();
  return {
    add: (row) => {
      if (!isConsidered(row)) return '';
      for (const key of keysOf(row)) {
        const there = byKey.get(key);
        const [first] = there ?? [];
        if (there === undefined || first === undefined) byKey.set(key, [row]);
        else if (compare === null) there.push(row);
        else if (compare(row, first) < 0) there[0] = row;
      }
      return '';
    },
    end: () =>
      [...byKey]
        .map(([key, rows]) => {
          const shown = rows.filter(isShown);
          if (reaches === null) return shown.map((row) => write(row, key)).join('');
          return reaches(shown) ? [...new Set(shown.map((row) => write(row, key)))].join('') : '';
        })
        .join(''),
  };
}

/** The text of a value as a key. */
export function keyText(value: SourceValue): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return typeof value === 'number' ? digits(value) : value;
}

function keyFinder(
  { by, keys }: NonNullable<LineSelection['keyed']>,
  columns: RowColumns,
  among: ReadonlySet<string> | null,
): KeysOf {
  if (by.length === 0) throw new ConnectorError('bad-selection', 'a key needs a column');
  const asked = keys && (keys.count === 0 ? [] : Buffer.from(keys.bytes).toString().split('\n'));
  const places = by.map(({ column, where }) => {
    const type = typeOf(column, columns);
    const wanted = asked && new Set<Comparable>(asked.map((text) => keyValue(text, type)));
    return { column, wanted, read: reader(column, columns), holds: rowCondition(where, columns) };
  });
  return (row) => {
    const found = new Set<string>();
    for (const { column, wanted, read, holds } of places) {
      const value = read(row);
      const key = keyText(row[column] ?? null);
      if (value === null || key === null || wanted?.has(value) === false || among?.has(key) === false)
        continue;
      if (holds(row)) found.add(key);
    }
    return [...found];
  };
}

function boundOf(
  { measure, column, op, value }: LineHaving,
  columns: RowColumns,
): (rows: readonly SourceRow[]) => boolean {
  const type = column === null ? null : typeOf(column, columns);
  const isSum = measure === 'sum' && (type === 'whole' || type === 'number');
  if (!Number.isFinite(value) || !(isSum || (measure === 'count' && column === null)))
    throw new ConnectorError('bad-selection', 'a bound is a number of records or a sum of numbers');
  const reached = (sign: number): boolean => sign > 0 || (sign === 0 && op === '>=');
  if (column === null) return (rows) => rows.length > 0 && reached(rows.length - value);
  return (rows) => {
    const sum = new DecimalSum();
    for (const row of rows) {
      const each = row[column];
      if (typeof each === 'number') sum.add(each);
    }
    return !sum.isEmpty && reached(sum.compare(value));
  };
}

function lineOf(
  shown: readonly LineColumn[],
  columns: RowColumns,
  hasKey: boolean,
): (row: SourceRow, key: string | null) => string {
  if (shown.length === 0) throw new ConnectorError('bad-selection', 'a line needs a column');
  for (const each of shown) {
    if (each.kind === 'column') typeOf(each.column, columns);
    else if (!hasKey) throw new ConnectorError('bad-selection', 'records are not found by a key');
  }
  return (row, key) => {
    const values = shown.map((each) => {
      const text = each.kind === 'key' ? key : keyText(row[each.column] ?? null);
      return text === null
        ? String.raw`\N`
        : escaped(each.kind === 'key' ? text : (each.prefix ?? '') + text);
    });
    return `${values.join('\t')}\n`;
  };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\v': 'v',
  '\\': '\\',
};

function escaped(text: string): string {
  return text.replace(/[\b\f\n\r\t\v\\]/gu, (mark) => `\\${ESCAPES[mark] ?? ''}`);
}
