import { ConnectorError, type SourceValue } from '../contract.ts';

/** What the values of a column are; how each is written is said in `SourceValue`. */
export type ColumnType = 'text' | 'whole' | 'number' | 'day' | 'month' | 'instant' | 'boolean';

/** The type of each column of a relation, by name. */
export type RowColumns = ReadonlyMap<string, ColumnType>;

/** What a value is compared by: two of one column are in order as these are, text by code point. */
export type Comparable = string | number | boolean;

const PATTERNS: Readonly<Partial<Record<ColumnType, RegExp>>> = {
  day: /^\d{4}-\d{2}-\d{2}$/u,
  month: /^\d{4}-\d{2}$/u,
  instant: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/u,
};

/** @throws ConnectorError `bad-selection` where the relation has no such column */
export function typeOf(name: string, columns: RowColumns): ColumnType {
  const type = columns.get(name);
  if (type === undefined) throw new ConnectorError('bad-selection', 'the relation has no such column');
  return type;
}

/**
 * A value that a column can hold, as it is compared; null for null.
 * @throws ConnectorError `bad-selection`, which does not repeat it
 */
export function comparable(value: SourceValue, type: ColumnType): Comparable | null {
  if (value === null) return null;
  if (type === 'boolean') return typeof value === 'boolean' ? value : mistyped();
  if (type === 'whole' || type === 'number') return Number.isFinite(value) ? value : mistyped();
  if (typeof value !== 'string' || value.includes('\0') || PATTERNS[type]?.test(value) === false)
    return mistyped();
  return type === 'instant' ? instantOrder(value) : value;
}

/** The value that a column of this type holds where a key says `text`. Throws as `comparable` does. */
export function keyValue(text: string, type: ColumnType): Comparable {
  if (type === 'boolean') return text === 't' || text === 'f' ? text === 't' : mistyped();
  if (type === 'whole' || type === 'number')
    return /^-?\d+(?:\.\d+)?$/u.test(text) ? Number(text) : mistyped();
  return comparable(text, type) ?? mistyped();
}

/** Below 0 where `one` comes first. */
export function order(one: Comparable, other: Comparable): number {
  if (typeof one === 'string' && typeof other === 'string') return byCodePoint(one, other);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** WHY: `<` compares halves of surrogate pairs, which puts 𠮷 before the end of the first plane. */
function byCodePoint(one: string, other: string): number {
  for (let at = 0; ; at += 1) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (Number.isNaN(left) || Number.isNaN(right)) return one.length - other.length;
    if (left === right) continue;
    const [first, second] = [isHalf(left), isHalf(right)];
    return first === second ? left - right : first ? 1 : -1;
  }
}

const isHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** In UTC and without its zone an instant is in order as text, fractions of any length. */
function instantOrder(value: string): string {
  if (value.endsWith('Z')) return value.slice(0, -1);
  const time = Date.parse(value);
  return Number.isNaN(time) ? mistyped() : new Date(time).toISOString().replace(/\.?0*Z$/u, '');
}

function mistyped(): never {
  throw new ConnectorError('bad-selection', 'the column holds no such value');
}
