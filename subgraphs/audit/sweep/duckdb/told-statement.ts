import { DIVISION_FIELD } from '../../operation/case-kind.ts';
import { pathText } from '../../rules/typed-expression.ts';
import { PERSON_KEY } from '../plan/plan-sweep.ts';
import type { PlacedBinding } from '../plan/placed-bindings.ts';
import { DOUBTFUL, type BoundRecords } from './bound-records.ts';
import type { CollectTables } from './collect-sql.ts';
import type { EvidencePiece } from './evidence-piece.ts';
import { expressionSql, type ExpressionScope, sqlTypeOf } from './expression-sql.ts';
import { WEAKEST_TIER } from './match-tier-sql.ts';
import type { RuleScope } from './rule-scope.ts';
import { SqlValues, type SqlStatement } from './sql-text.ts';
import { thresholdColumn, thresholdJoins } from './threshold-sql.ts';
import type { TupleColumns } from './tuple-columns.ts';

/** Everything that the answers of a rule are made of. */
export interface RuleParts {
  readonly scope: RuleScope;
  readonly bindings: readonly PlacedBinding[];
  readonly records: BoundRecords;
  readonly tuple: TupleColumns;
  readonly collects: readonly CollectTables[];
  readonly pieces: readonly EvidencePiece[];
}

const UNEXPLAINED = 'a value that can not be worked out';

/**
 * Makes the table of what a rule says: a row for each YES and CANNOT_TELL, with `missing`, `tier` and the keys. What it all
 * means, and what is missing first, is written down in `decisions/2026-11-22-what-a-rule-means.md`.
 */
export function toldStatement(parts: RuleParts): SqlStatement {
  const { scope, tuple, collects } = parts;
  const { rule, prefix } = scope;
  const values = new SqlValues();
  const expressions = evaluatedScope(parts, values);
  const when = expressionSql(rule.when.typed, expressions);
  const exempt = rule.exempt.map((each) => expressionSql(each.when.typed, expressions));
  const joins = [
    ...collects.map(({ results, starts }, index) => {
      const same = starts.map((start) => `k${index}.${start} IS NOT DISTINCT FROM t.${start}`);
      return `LEFT JOIN ${results} AS k${index} ON ${same.join(' AND ')}`;
    }),
    ...thresholdJoins(scope, rule.thresholds, tuple.of(divisionOf(parts)), values),
  ];
  const certain = [when, ...exempt.map((each) => `(NOT ${each})`)].join(' AND ');
  const about = values.of(pathText(rule.about));
  const keys = caseColumns(parts, values);
  return values.statement(`CREATE TEMP TABLE ${prefix}_told AS
WITH decided AS (
  SELECT t.*, ${collects.map((_, index) => `k${index}.value IS NOT NULL AS kept_${index}, `).join('')}(${certain}) AS certain,
    ${tierOf(parts)} AS tier, ${openPath(parts, expressions, values)} AS open_path, ${lackingPath(parts, values)} AS lacking
  FROM ${prefix}_tuple AS t ${joins.join('\n')}
  WHERE ${[`(${when}) IS NOT FALSE`, ...exempt.map((each) => `(${each}) IS NOT TRUE`)].join(' AND ')}
), explained AS (
  SELECT t.*, CASE WHEN certain IS NULL THEN open_path WHEN lacking IS NOT NULL THEN lacking
    WHEN tier = ${WEAKEST_TIER} THEN ${about} END AS missing
  FROM decided AS t
), named AS (
  SELECT t.*, ${keys.selection}, ${keys.evidenceKey} || coalesce('|missing=' || missing, '') AS evidence_key
  FROM explained AS t
)
SELECT *, row_number() OVER () AS answer FROM named
QUALIFY row_number() OVER (
  PARTITION BY record_key, case_key, missing, CASE WHEN missing IS NULL THEN evidence_key ELSE about_record END
  ORDER BY evidence_key
) = 1`);

  function tierOf({ pieces }: RuleParts): string {
    const tiers = [
      ...pieces.map(({ sql }) => `CASE WHEN ${tuple.of(sql.given)} THEN ${tuple.of(sql.tier)} END`),
      ...collects.map((_, index) => `k${index}.tier`),
    ];
    return tiers.length === 0
      ? String(WEAKEST_TIER)
      : `coalesce(greatest(${tiers.join(', ')}), ${WEAKEST_TIER})`;
  }
}

function evaluatedScope({ records, tuple, collects, scope }: RuleParts, values: SqlValues): ExpressionScope {
  return {
    values,
    read: ({ binding, fields }) => ({
      value: tuple.of(records.column(binding, fields)),
      known: tuple.of(records.held(binding, fields.slice(0, -1))),
      typeName: records.typeName(binding, fields),
    }),
    parameter: (name) => scope.sweep.parameters.get(name) ?? null,
    threshold: (name) => thresholdColumn(scope, name),
    collected: (name) => {
      const index = collects.findIndex(({ collect }) => collect.definition.name === name);
      const collect = collects[index]?.collect;
      if (collect === undefined) throw new Error(`\`${name}\` is collected nowhere`);
      const { take } = collect.definition;
      const ofNone = take === 'sum' || take === 'count' ? '0' : 'NULL';
      // WHY the type: the least of days is a day, and text in SQL.
      return `CASE WHEN k${index}.present THEN k${index}.value ELSE CAST(${ofNone} AS ${sqlTypeOf(collect.type)}) END`;
    },
  };
}

/** The division of the case, where it stands with the rule's records. */
function divisionOf({ scope, records }: Pick<RuleParts, 'scope' | 'records'>): string {
  return records.column(scope.rule.steps[0]?.binding ?? '', [DIVISION_FIELD]);
}

/** What is missing where a condition is undecided: the first of everything that can be. */
function openPath(
  { scope, tuple, records, pieces, collects }: RuleParts,
  expressions: ExpressionScope,
  values: SqlValues,
): string {
  const { rule, sweep } = scope;
  const unless = (known: string, text: string): string =>
    `CASE WHEN NOT (${known}) THEN ${values.of(text)} END`;
  const parameter = rule.parameters.find((name) => (sweep.parameters.get(name) ?? null) === null);
  return `coalesce(${[
    ...rule.steps
      .filter(({ from }) => from !== null)
      .map(({ binding, from, fields }) =>
        unless(tuple.of(records.there(binding, [])), [from, ...fields].join('.')),
      ),
    ...pieces.map(({ sql, text }) => unless(tuple.of(sql.known), text)),
    ...pieces
      .filter(({ text }) => !rule.optional.has(text))
      .map(({ sql, text }) => unless(`${tuple.of(sql.value)} <> 'null'`, text)),
    ...collects.map(({ collect: { definition } }) =>
      unless(`(${expressions.collected(definition.name)}) IS NOT NULL`, definition.name),
    ),
    ...rule.thresholds.map((name) =>
      unless(`${expressions.threshold(name)} IS NOT NULL`, `thresholds.${name}`),
    ),
    values.of(parameter ?? UNEXPLAINED),
  ].join(', ')})`;
}

/** The first piece of evidence that can not be given. */
function lackingPath({ tuple, pieces, collects }: RuleParts, values: SqlValues): string {
  const cases = [
    ...pieces.map(({ sql, text }) => `WHEN NOT ${tuple.of(sql.given)} THEN ${values.of(text)}`),
    ...collects.flatMap((each, index) =>
      each.pieces.map(({ text }, piece) => `WHEN k${index}.lacks_${piece} THEN ${values.of(text)}`),
    ),
  ];
  return cases.length === 0 ? 'NULL::VARCHAR' : `CASE ${cases.join(' ')} END`;
}

function caseColumns(
  { scope, records, tuple }: RuleParts,
  values: SqlValues,
): { readonly selection: string; readonly evidenceKey: string } {
  const { rule, sweep } = scope;
  const { keyField } = sweep.caseKind;
  const population = rule.steps[0]?.binding ?? '';
  const key = tuple.of(records.column(population, [keyField]));
  const recordKey = (binding: string): string =>
    `nullif(${tuple.of(records.recordKey(binding, []) ?? 'NULL::VARCHAR')}, '${DOUBTFUL}')`;
  const { binding, fields } = rule.about;
  const columns = {
    record_key: recordKey(population),
    about_record: `coalesce(${recordKey(binding)}, '')`,
    person_key: tuple.of(records.column(binding, [...fields, PERSON_KEY])),
    case_key: key,
    division: tuple.of(records.column(population, [DIVISION_FIELD])),
    case_number: keyField === 'caseNumber' ? key : 'NULL::VARCHAR',
    household_number: keyField === 'householdNumber' ? key : 'NULL::VARCHAR',
  };
  const parts = rule.steps.map(
    (step) => `${values.of(`${step.binding}=`)} || coalesce(${recordKey(step.binding)}, '?')`,
  );
  return {
    selection: Object.entries(columns)
      .map(([name, sql]) => `${sql} AS ${name}`)
      .join(', '),
    evidenceKey: parts.join(` || '|' || `),
  };
}
