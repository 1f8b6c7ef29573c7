import { DIVISION_FIELD } from '../../operation/case-kind.ts';
import type { RuleCollection } from '../../rules/collection.ts';
import { readsOf } from '../../rules/expression-reads.ts';
import { placedBindings, type PlacedBinding } from '../plan/placed-bindings.ts';
import { BoundRecords } from './bound-records.ts';
import { evidencePiece, PIECE_PARTS, type EvidencePiece } from './evidence-piece.ts';
import { expressionSql } from './expression-sql.ts';
import { recordScope, type RuleScope } from './rule-scope.ts';
import { SqlValues, type SqlStatement } from './sql-text.ts';
import { thresholdColumn, thresholdJoins } from './threshold-sql.ts';
import type { TupleColumns } from './tuple-columns.ts';

/** A collection as tables: the records that it looks at, and what it comes to for each of its starting points. */
export interface CollectTables {
  readonly collect: RuleCollection;
  /** A row for each record and starting point: the starting point's columns, `counts`, and `p0_value` and so on. */
  readonly rows: string;
  /** A row for each starting point that has records: its columns, `value`, `tier`, and `lacks_0` and so on. */
  readonly results: string;
  /** The columns of the combinations that make a starting point, without their table. */
  readonly starts: readonly string[];
  readonly pieces: readonly EvidencePiece[];
  readonly statements: readonly SqlStatement[];
}

/**
 * Works a collection out once for each starting point that the combinations have. It is undecided where it can not be told
 * of a record whether it counts, or of one that counts what it comes to; sums are taken in 128 bits and must fit into 64.
 * Its tables are numbered: SQL takes names that differ in case for one.
 */
export function collectTables(
  scope: RuleScope,
  { collect, number }: { readonly collect: RuleCollection; readonly number: number },
  rule: { readonly bindings: readonly PlacedBinding[]; readonly records: BoundRecords },
  tuple: TupleColumns,
): CollectTables {
  const starts = new Set<string>();
  const bindings = placedBindings(collect.steps, rule.bindings);
  const records = new BoundRecords(scope.sweep.plan, bindings, {
    names: new Set(rule.bindings.map(({ step }) => step.binding)),
    column: (binding, ref) => {
      const column = tuple.of(rule.records.at(binding, ref));
      starts.add(column.slice('t.'.length));
      return column;
    },
  });
  const values = new SqlValues();
  const expressions = {
    ...recordScope(records, scope.sweep.parameters, values),
    threshold: (name: string) => thresholdColumn(scope, name),
  };
  const counts = collect.where === null ? 'TRUE' : expressionSql(collect.where.typed, expressions);
  const item = collect.of === null ? '0' : expressionSql(collect.of.typed, expressions);
  const known = collect.steps.map(({ binding }) => records.held(binding, [])).join(' AND ');
  const pieces = collect.evidence.map((path) => evidencePiece(path, scope, bindings, records));
  const parts = pieces.flatMap(({ sql }, index) =>
    PIECE_PARTS.map((part) => `, ${sql[part]} AS p${index}_${part}`),
  );
  const { joins, conditions } = records.joined();
  const { thresholds } = readsOf(
    [collect.where, collect.of].flatMap((each) => (each === null ? [] : [each.typed])),
  );
  const population = rule.bindings[0]?.step.binding ?? '';
  const inForce =
    thresholds.length === 0
      ? []
      : thresholdJoins(scope, thresholds, records.column(population, [DIVISION_FIELD]), values);
  const begin = [...starts].join(', ');
  const table = `${scope.prefix}_k${number}`;
  const rows = `CREATE TEMP TABLE ${table}_rows AS
SELECT ${begin}, ${counts} AS counts, ${known} AS known, ${item} AS item${parts.join('')}
FROM (SELECT DISTINCT ${begin} FROM ${scope.prefix}_tuple) AS t ${[...joins, ...inForce].join('\n')}
WHERE ${['TRUE', ...conditions].join(' AND ')}`;
  return {
    collect,
    rows: `${table}_rows`,
    results: table,
    starts: [...starts],
    pieces,
    statements: [
      values.statement(rows),
      { text: resultsSql(table, begin, collect, pieces.length), values: [] },
    ],
  };
}

function resultsSql(table: string, starts: string, collect: RuleCollection, pieces: number): string {
  const taken = {
    count:
      collect.of === null ? 'count(*) FILTER (WHERE counts)' : 'count(DISTINCT item) FILTER (WHERE counts)',
    sum: 'try_cast(coalesce(sum(item) FILTER (WHERE counts), 0) AS BIGINT)',
    min: 'min(item) FILTER (WHERE counts)',
    max: 'max(item) FILTER (WHERE counts)',
  }[collect.definition.take];
  const open = 'bool_or(counts IS NULL OR (counts AND (NOT known OR item IS NULL)))';
  // Nothing is kept of a collection that is undecided, so what its records lack does not matter either.
  const each = Array.from({ length: pieces }, (_, index) => `p${index}`);
  const tiers = each.map((piece) => `max(${piece}_tier) FILTER (WHERE counts AND ${piece}_given)`);
  const tier = tiers.length === 0 ? 'NULL::INTEGER' : `greatest(${tiers.join(', ')})`;
  const lacking = each.map(
    (piece, index) => `, bool_or(coalesce(counts, FALSE) AND NOT ${piece}_given) AS lacks_${index}`,
  );
  const kept = each.map((_, index) => `, value IS NOT NULL AND lacks_${index} AS lacks_${index}`);
  return `CREATE TEMP TABLE ${table} AS
SELECT ${starts}, TRUE AS present, value, CASE WHEN value IS NOT NULL THEN tier END AS tier${kept.join('')} FROM (
SELECT ${starts}, CASE WHEN NOT ${open} THEN ${taken} END AS value, ${tier} AS tier${lacking.join('')}
FROM ${table}_rows GROUP BY ${starts})`;
}
