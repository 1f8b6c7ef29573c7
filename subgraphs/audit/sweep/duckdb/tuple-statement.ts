import { conjunctsOf, needsMoreThanRecords, pathsOf } from '../plan/conjuncts.ts';
import type { BoundRecords } from './bound-records.ts';
import { expressionSql } from './expression-sql.ts';
import { recordScope, type RuleScope } from './rule-scope.ts';
import { SqlValues, type SqlStatement } from './sql-text.ts';
import type { TupleColumns } from './tuple-columns.ts';

/**
 * Makes the table of a rule's combinations, with every column that was asked for until now. A combination that one part
 * of the condition certainly rules out is left out, before its records are joined where the part speaks of one alone.
 */
export function tupleStatement(
  { rule, sweep, prefix }: RuleScope,
  records: BoundRecords,
  tuple: TupleColumns,
): SqlStatement {
  const values = new SqlValues();
  const scope = recordScope(records, sweep.parameters, values);
  const late: string[] = [];
  for (const conjunct of conjunctsOf(rule.when.typed)) {
    if (needsMoreThanRecords(conjunct)) continue;
    const condition = `coalesce(${expressionSql(conjunct, scope)}, TRUE)`;
    const reads = pathsOf(conjunct);
    const binding = reads[0]?.binding;
    const isOwn = reads.every((read) => read.binding === binding && records.isOwn(read.binding, read.fields));
    if (binding !== undefined && isOwn) records.filter(binding, [condition]);
    else late.push(condition);
  }
  const { joins, conditions } = records.joined();
  return values.statement(
    `CREATE TEMP TABLE ${prefix}_tuple AS SELECT ${tuple.selection()}
FROM ${joins.join('\n')}
WHERE ${['TRUE', ...conditions, ...late].join(' AND ')}`,
  );
}
