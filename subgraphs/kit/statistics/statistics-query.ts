import type { QueryMapping, RowTypeMapping, SourceMapping } from '../source-mapping.ts';
import { sourceOfField } from '../source-of-field.ts';

type StatisticsMapping = Extract<QueryMapping, { kind: 'statistics' }>;

/** A statistics query of a mapping, ready to be asked. */
export interface StatisticsQuery extends Omit<StatisticsMapping, 'kind'> {
  /** The type of the answer's rows. */
  readonly statistic: string;
  readonly rows: RowTypeMapping;
  /** Column of those who are counted. */
  readonly subjectColumn: string;
  /** The column behind a field that is grouped by or added up. */
  column(field: string): string;
  /** The dimension behind a column. */
  field(column: string): string;
}

/**
 * @param statistic the type of the answer's rows
 * @throws Error where the type has no rows about people, or a dimension or measure is no column of it
 */
export function statisticsQuery(
  mapping: SourceMapping,
  query: StatisticsMapping,
  statistic: string,
): StatisticsQuery {
  const rows = mapping.types[query.type];
  if (rows?.kind !== 'rows' || rows.subjectColumn === null)
    throw new Error(`\`${query.type}\` has no rows about people to count`);
  const columns = new Map(
    [...Object.values(query.dimensions), ...Object.values(query.measures)].map((field) => {
      const source = sourceOfField(rows, field);
      if (source?.kind !== 'column') throw new Error(`\`${query.type}.${field}\` is no column`);
      return [field, source.column] as const;
    }),
  );
  const fields = new Map([...columns].map(([field, column]) => [column, field]));
  return {
    ...query,
    statistic,
    rows,
    subjectColumn: rows.subjectColumn,
    column: (field) => known(columns, field),
    field: (column) => known(fields, column),
  };
}

function known(names: ReadonlyMap<string, string>, name: string): string {
  const found = names.get(name);
  if (found === undefined) throw new Error(`\`${name}\` is not mapped`);
  return found;
}
