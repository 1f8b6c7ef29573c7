import { ConnectorError, type Ordering, type SourceRow } from '../contract.ts';
import { order, type RowColumns } from './column-type.ts';
import { reader } from './row-condition.ts';

const DIRECTIONS: ReadonlySet<string> = new Set(['asc', 'desc']);

/**
 * Which of two rows comes first; null counts as greater than every value.
 * @throws ConnectorError `bad-selection`
 */
export function rowOrder(
  orderings: readonly Ordering[],
  columns: RowColumns,
): (one: SourceRow, other: SourceRow) => number {
  const steps = orderings.map(({ column, direction }) => {
    if (!DIRECTIONS.has(direction)) throw new ConnectorError('bad-selection', 'no such direction');
    return { read: reader(column, columns), sign: direction === 'asc' ? 1 : -1 };
  });
  return (one, other) => {
    for (const { read, sign } of steps) {
      const [left, right] = [read(one), read(other)];
      if (left === null && right === null) continue;
      const found = left === null ? 1 : right === null ? -1 : order(left, right);
      if (found !== 0) return found * sign;
    }
    return 0;
  };
}

/** Takes rows one by one and keeps those that come first, at most so many. */
export class FirstRows {
  readonly #most: number;
  readonly #compare: (one: SourceRow, other: SourceRow) => number;
  #rows: SourceRow[] = [];

  constructor(most: number, compare: (one: SourceRow, other: SourceRow) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  add(row: SourceRow): void {
    this.#rows.push(row);
    if (this.#rows.length > 2 * this.#most + 1_000) this.#rows = this.#first();
  }

  /** The rows in order. */
  take(): readonly SourceRow[] {
    return this.#first();
  }

  #first(): SourceRow[] {
    return this.#rows.sort(this.#compare).slice(0, this.#most);
  }
}
