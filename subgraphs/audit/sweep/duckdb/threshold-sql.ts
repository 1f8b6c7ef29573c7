import { regionPrefix } from '../../../../identifiers/division.ts';
import { regionPrefixes } from '../../../../identifiers/region-prefixes.ts';
import { AS_OF } from '../../definition/parameter-values.ts';
import type { ThresholdDefinition } from '../../definition/audit-definition.ts';
import { isInForce } from '../../rules/is-in-force.ts';
import { wholeNumber } from '../../rules/rule-value.ts';
import type { RuleScope } from './rule-scope.ts';
import type { SqlValues } from './sql-text.ts';

/** Where the value of a threshold stands once `thresholdJoins` was joined. */
export function thresholdColumn({ rule }: RuleScope, name: string): string {
  return `h${rule.thresholds.indexOf(name)}.value`;
}

/** Joins thresholds, by name, to a table `t` that has the division of the case as this column, `t.v0`. */
export function thresholdJoins(
  scope: RuleScope,
  names: readonly string[],
  division: string,
  values: SqlValues,
): readonly string[] {
  const { sweep, rule, prefix } = scope;
  const day = sweep.parameters.get(AS_OF);
  return names.map((name) => {
    const threshold = sweep.thresholds.find((each) => each.name === name);
    const alias = `h${rule.thresholds.indexOf(name)}`;
    const divisions = `SELECT DISTINCT ${division} AS division FROM ${prefix}_tuple AS t`;
    const table =
      threshold === undefined || typeof day !== 'string'
        ? '(SELECT NULL::VARCHAR AS division, NULL::BIGINT AS value WHERE FALSE)'
        : inForce(threshold, day, divisions, values);
    return `LEFT JOIN ${table} AS ${alias} ON ${alias}.division = ${division}`;
  });
}

/** Of the values in force in a division on a day, that of the division with the longest prefix; the first of equals. */
function inForce(
  { values: all, scale }: ThresholdDefinition,
  day: string,
  divisions: string,
  values: SqlValues,
): string {
  const known = all.filter((value) => isInForce(value, day));
  const rows = known.flatMap(({ division, value }, index) => {
    const rank = BigInt(regionPrefix(division).length * known.length + known.length - index);
    const whole = wholeNumber(value, scale);
    return regionPrefixes(division).map(
      (prefix) =>
        `(${values.of(prefix)}, ${values.of(rank)}, ${whole === null ? 'NULL::BIGINT' : values.of(whole)})`,
    );
  });
  if (rows.length === 0) return '(SELECT NULL::VARCHAR AS division, NULL::BIGINT AS value WHERE FALSE)';
  return `(SELECT division, arg_max_null(value, rank) AS value FROM (${divisions}) AS d
JOIN (VALUES ${rows.join(', ')}) AS v (prefix, rank, value) ON starts_with(division, prefix) GROUP BY division)`;
}
