import type {
  AggregatedGroup,
  Aggregation,
  Overlay,
  Piece,
  Pieces,
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

/** The rows of the statement of `compileOverlay`. */
export function piecesOf(rows: readonly SourceRow[], { groupBy }: Overlay): Pieces {
  const piece = (row: SourceRow): Piece => ({
    group: groupOf(row, groupBy),
    within: Array.from(String(row['within']), (bit) => bit === '1'),
    distinct: numberIn(row, 'distinct'),
  });
  return {
    rows: rows.filter((row) => row['of_rows'] === true).map(piece),
    values: rows.filter((row) => row['of_rows'] === false).map(piece),
  };
}

const groupOf = (row: SourceRow, groupBy: readonly string[]): readonly SourceValue[] =>
  groupBy.map((_, at) => row[`g${at}`] ?? null);

const numberIn = (row: SourceRow, name: string): number => Number(row[name]);
