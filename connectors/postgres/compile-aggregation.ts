import { type Aggregation, type Comparing, ConnectorError } from '../contract.ts';
import {
  column,
  type ColumnTypes,
  type CompiledSelection,
  type Fragment,
  predicate,
  relationName,
  statementOf,
} from './compile-selection.ts';

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
 * The statement that compares two choices of rows: first each row's places, then each counted value's, then the groups.
 * @throws ConnectorError `bad-selection` as for a selection
 */
export function compileComparing(
  { relation, one, other, groupBy, distinct }: Comparing,
  types: ColumnTypes,
  limit: number,
): CompiledSelection {
  const [first, second] = [predicate(one, types), predicate(other, types)];
  const counted = column(distinct, types);
  const groups = groupColumns(groupBy, types);
  const rows = joined([
    ...groups,
    { sql: '?? as counted', bindings: [counted] },
    { sql: `(${first.sql}) is true as a`, bindings: first.bindings },
    { sql: `(${second.sql}) is true as b`, bindings: second.bindings },
  ]);
  const names = groupBy.map((_, at) => `g${at}`);
  const values = [
    ...names,
    'bool_or(a) as one',
    'bool_or(b) as other',
    'bool_or(a and b) as shared',
    'bool_or(a and not b) as a_alone',
    'bool_or(b and not a) as b_alone',
  ];
  return statementOf({
    sql: `select ${[...names, ...COUNTS].join(', ')} from (
      select ${values.join(', ')} from (
        select ${rows.sql} from ?? where ?? is not null and ((${first.sql}) or (${second.sql}))
      ) as placed group by ${[...names, 'counted'].join(', ')}
    ) as met${grouped(groupBy)} limit ?`,
    bindings: [
      ...rows.bindings,
      relationName(relation),
      counted,
      ...first.bindings,
      ...second.bindings,
      limit,
    ],
  });
}

const COUNTS = [
  ['one', 'one'],
  ['other', 'other'],
  ['shared', 'shared'],
  ['a_alone', 'rowsOfOneAlone'],
  ['b_alone', 'rowsOfOtherAlone'],
  ['one and not other', 'onlyInOne'],
  ['other and not one', 'onlyInOther'],
].map(([condition = '', name = '']) => `count(*) filter (where ${condition})::int as "${name}"`);

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
