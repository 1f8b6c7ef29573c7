import type {
  AggregatedGroup,
  Aggregation,
  ComparedGroup,
  Comparing,
  SourceRow,
  SourceValue,
} from '../contract.ts';

/** A row of the statement of `compileAggregation`. */
export function aggregatedGroup(row: SourceRow, { groupBy, sums }: Aggregation): AggregatedGroup {
  return {
    group: groupOf(row, groupBy),
    distinct: numberIn(row, 'distinct'),
    sums: sums.map((_, at) => BigInt(row[`s${at}`] ?? 0)),
  };
}

/** A row of the statement of `compileComparing`. */
export function comparedGroup(row: SourceRow, { groupBy }: Comparing): ComparedGroup {
  return {
    group: groupOf(row, groupBy),
    one: numberIn(row, 'one'),
    other: numberIn(row, 'other'),
    shared: numberIn(row, 'shared'),
    rowsOfOneAlone: numberIn(row, 'rowsOfOneAlone'),
    rowsOfOtherAlone: numberIn(row, 'rowsOfOtherAlone'),
    onlyInOne: numberIn(row, 'onlyInOne'),
    onlyInOther: numberIn(row, 'onlyInOther'),
  };
}

const groupOf = (row: SourceRow, groupBy: readonly string[]): readonly SourceValue[] =>
  groupBy.map((_, at) => row[`g${at}`] ?? null);

const numberIn = (row: SourceRow, name: string): number => Number(row[name]);
