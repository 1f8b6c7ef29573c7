import {
  ConnectorError,
  type AggregatedGroup,
  type Aggregation,
  type Overlay,
  type Piece,
  type Pieces,
  type SourceRow,
  type SourceValue,
} from '../contract.ts';
import { typeOf, type RowColumns } from './column-type.ts';
import { rowCondition } from './row-condition.ts';

/** Takes rows one by one; what they come to is answered at the end. Refuses with `too-many-rows` beyond the ceiling. */
export interface RowSink<T> {
  add(row: SourceRow): void;
  answer(): T;
}

interface Group {
  readonly group: readonly SourceValue[];
  readonly values: Set<SourceValue>;
  readonly sums: bigint[];
}

/** Counts rows by groups, as `Connector.aggregate`. Throws `bad-selection`. */
export function countGroups(
  { where, groupBy, distinct, sums }: Omit<Aggregation, 'relation'>,
  columns: RowColumns,
  ceiling: number,
): RowSink<readonly AggregatedGroup[]> {
  for (const name of [...groupBy, distinct]) typeOf(name, columns);
  if (!sums.every((name) => typeOf(name, columns) === 'whole'))
    throw new ConnectorError('bad-selection', 'only whole numbers are added up');
  const counts = rowCondition(where, columns);
  const groups = new Map<string, Group>();
  return {
    add: (row) => {
      const value = row[distinct] ?? null;
      if (value === null || !counts(row)) return;
      const group = groupBy.map((name) => row[name] ?? null);
      const found = entry(groups, JSON.stringify(group), ceiling, () => ({
        group,
        values: new Set<SourceValue>(),
        sums: sums.map(() => 0n),
      }));
      found.values.add(value);
      sums.forEach((name, at) => (found.sums[at] = (found.sums[at] ?? 0n) + BigInt(row[name] ?? 0)));
    },
    answer: () =>
      [...groups.values()].map(({ group, values, sums: added }) => ({
        group,
        distinct: values.size,
        sums: added,
      })),
  };
}

interface Laid {
  readonly group: readonly SourceValue[];
  /** Which choices have a row with the value, one bit each, for each value. */
  readonly values: Map<SourceValue, bigint>;
  /** The different values of rows that lie in the same choices. */
  readonly rows: Map<bigint, Set<SourceValue>>;
}

/** Lays choices of rows over each other, as `Connector.overlay`. Throws `bad-selection`. */
export function layOver(
  { choices, groupBy, distinct }: Omit<Overlay, 'relation'>,
  columns: RowColumns,
  ceiling: number,
): RowSink<Pieces> {
  if (choices.length === 0) throw new ConnectorError('bad-selection', 'an overlay needs a choice');
  for (const name of [...groupBy, distinct]) typeOf(name, columns);
  const conditions = choices.map((choice) => rowCondition(choice, columns));
  const groups = new Map<string, Laid>();
  const within = (bits: bigint): readonly boolean[] =>
    choices.map((_, at) => ((bits >> BigInt(at)) & 1n) === 1n);
  return {
    add: (row) => {
      const value = row[distinct] ?? null;
      const bits = conditions.reduce((sum, holds, at) => (holds(row) ? sum | (1n << BigInt(at)) : sum), 0n);
      if (value === null || bits === 0n) return;
      const group = groupBy.map((name) => row[name] ?? null);
      const found = entry(groups, JSON.stringify(group), ceiling, () => ({
        group,
        values: new Map(),
        rows: new Map(),
      }));
      found.values.set(value, (found.values.get(value) ?? 0n) | bits);
      entry(found.rows, bits, ceiling, () => new Set<SourceValue>()).add(value);
    },
    answer: () => {
      const pieces = (of: (laid: Laid) => Map<bigint, number>): readonly Piece[] =>
        [...groups.values()].flatMap((laid) =>
          [...of(laid)].map(([bits, count]) => ({
            group: laid.group,
            within: within(bits),
            distinct: count,
          })),
        );
      const rows = pieces((laid) => new Map([...laid.rows].map(([bits, values]) => [bits, values.size])));
      const values = pieces((laid) => tally(laid.values.values()));
      if (rows.length + values.length > ceiling) throw tooMany(ceiling);
      return { rows, values };
    },
  };
}

function tally(bits: Iterable<bigint>): Map<bigint, number> {
  const counts = new Map<bigint, number>();
  for (const each of bits) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

function entry<K, V>(entries: Map<K, V>, key: K, ceiling: number, make: () => V): V {
  const found = entries.get(key);
  if (found !== undefined) return found;
  if (entries.size === ceiling) throw tooMany(ceiling);
  const made = make();
  entries.set(key, made);
  return made;
}

function tooMany(ceiling: number): ConnectorError {
  return new ConnectorError('too-many-rows', `more than ${ceiling} groups`);
}
