import type { Ordering, Predicate, SourceValue } from '../../connectors/contract.ts';
import { SluiceError } from '../../errors/sluice-error.ts';

/** How a connection is ordered: by a column if the caller chose one, always closed by the record. */
export interface KeysetOrder {
  /** The ordering's name in the schema; null for the order of the record. */
  readonly name: string | null;
  readonly column: string | null;
  readonly recordColumn: string;
  readonly direction: 'asc' | 'desc';
}

export function orderingsOf({ column, recordColumn, direction }: KeysetOrder): readonly Ordering[] {
  const columns = column === null ? [recordColumn] : [column, recordColumn];
  return columns.map((name) => ({ column: name, direction }));
}

/**
 * The position of a row in an order, as text. Plain here; the gateway encrypts it and binds it to caller, purpose and
 * filter before anyone outside sees it.
 */
export function encodeCursor(order: KeysetOrder, row: Readonly<Record<string, SourceValue>>): string {
  const value = order.column === null ? null : (row[order.column] ?? null);
  const position = [order.name, order.direction, value, row[order.recordColumn] ?? null];
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * What a row after the cursor satisfies.
 * @throws SluiceError CURSOR_INVALID where the cursor is none, or one of another order
 */
export function afterCursor(order: KeysetOrder, cursor: string): Predicate {
  const [name, direction, value, record] = decode(cursor);
  if (name !== order.name || direction !== order.direction || !isPosition(record))
    throw new SluiceError('CURSOR_INVALID');
  const beyond = order.direction === 'asc' ? '>' : '<';
  const after: Predicate = { kind: 'compare', column: order.recordColumn, op: beyond, value: record };
  if (order.column === null) return after;
  if (!isPosition(value)) throw new SluiceError('CURSOR_INVALID');
  const { column } = order;
  // WHY: `a >= x and (a > x or r > y)` says the same as `a > x or (a = x and r > y)`, and an index on `a` can serve it.
  return {
    kind: 'all',
    of: [
      { kind: 'compare', column, op: order.direction === 'asc' ? '>=' : '<=', value },
      { kind: 'any', of: [{ kind: 'compare', column, op: beyond, value }, after] },
    ],
  };
}

function decode(cursor: string): readonly unknown[] {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(position) && position.length === 4) return position;
  } catch {
    // Not JSON: not a cursor.
  }
  throw new SluiceError('CURSOR_INVALID');
}

/** An ordering's column is never null, so neither is a position in it. */
function isPosition(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
