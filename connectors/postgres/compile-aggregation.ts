import { type Aggregation, ConnectorError, type Overlay } from '../contract.ts';
import {
  column,
  type ColumnTypes,
  type CompiledSelection,
  predicate,
  relationName,
  statementOf,
} from './compile-selection.ts';
import type { Fragment } from './value-writer.ts';

/**
 * The statement that answers an aggregation with at most `limit` groups: `g0` … are its groups' values, `distinct` the
 * count, `s0` … the sums. PostgreSQL adds whole numbers up without loss.
 * @throws ConnectorError `bad-selection` as for a selection, and for a sum over a column of another type
 */
export function compileAggregation(
  { relation, where, groupBy, distinct, sums }: Aggregation,
  types: ColumnTypes,
  limit: number,
): CompiledSelection {
  const condition = predicate(where, types);
  const counted = column(distinct, types);
  const groups = groupColumns(groupBy, types);
  const totals = sums.map((name, at) => ({ sql: `sum(??)::text as s${at}`, bindings: [whole(name, types)] }));
  const count = { sql: 'count(distinct ??)::int as "distinct"', bindings: [counted] };
  const shown = joined([...groups, count, ...totals]);
  return statementOf({
    sql: `select ${shown.sql} from ?? where ?? is not null and (${condition.sql})${grouped(groupBy)} limit ?`,
    bindings: [...shown.bindings, relationName(relation), counted, ...condition.bindings, limit],
  });
}

/**
 * The statement that lays choices over each other: first each row's places, a bit a choice, then the rows and the
 * counted values by group and bits. `of_rows` tells the two kinds of pieces apart.
 * @throws ConnectorError `bad-selection` as for a selection
 */
export function compileOverlay(
  { relation, choices, groupBy, distinct }: Overlay,
  types: ColumnTypes,
  limit: number,
): CompiledSelection {
  const conditions = choices.map((choice) => predicate(choice, types));
  if (conditions.length === 0) throw new ConnectorError('bad-selection', 'an overlay needs a choice');
  const counted = column(distinct, types);
  const placed = joined([
    ...groupColumns(groupBy, types),
    { sql: '?? as counted', bindings: [counted] },
    ...conditions.map(({ sql, bindings }, at) => ({ sql: `(${sql}) is true as c${at}`, bindings })),
  ]);
  const any = conditions.map(({ sql }) => `(${sql})`).join(' or ');
  const groups = groupBy.map((_, at) => `g${at}, `).join('');
  const bits = (bit: (at: number) => string) =>
    `${conditions.map((_, at) => `${bit(at)}::int::text`).join(' || ')} as within`;
  return statementOf({
    sql: `with placed as (select ${placed.sql} from ?? where ?? is not null and (${any})),
      rowed as (select ${groups}counted, ${bits((at) => `c${at}`)} from placed),
      met as (select ${groups}counted, ${bits((at) => `bool_or(c${at})`)} from placed group by ${groups}counted)
      select true as of_rows, ${groups}within, count(distinct counted)::int as "distinct"
      from rowed group by ${groups}within
      union all select false, ${groups}within, count(*)::int from met group by ${groups}within limit ?`,
    bindings: [
      ...placed.bindings,
      relationName(relation),
      counted,
      ...conditions.flatMap(({ bindings }) => bindings),
      limit,
    ],
  });
}

const groupColumns = (groupBy: readonly string[], types: ColumnTypes): readonly Fragment[] =>
  groupBy.map((name, at) => ({ sql: `?? as g${at}`, bindings: [column(name, types)] }));

const grouped = (groupBy: readonly string[]): string =>
  groupBy.length === 0 ? '' : ` group by ${groupBy.map((_, at) => `g${at}`).join(', ')}`;

const WHOLE_NUMBERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);

function whole(name: string, types: ColumnTypes): string {
  const known = column(name, types);
  if (!WHOLE_NUMBERS.has(types.get(known) ?? ''))
    throw new ConnectorError('bad-selection', 'only whole numbers are added up');
  return known;
}

const joined = (parts: readonly Fragment[]): Fragment => ({
  sql: parts.map(({ sql }) => sql).join(', '),
  bindings: parts.flatMap(({ bindings }) => bindings),
});
