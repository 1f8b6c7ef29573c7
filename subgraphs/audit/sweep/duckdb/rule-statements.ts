import type { EvidencePath } from '../../rules/evidence-path.ts';
import type { RelationOrigin } from '../sweep-engine.ts';
import { placedBindings } from '../plan/placed-bindings.ts';
import { BoundRecords } from './bound-records.ts';
import { collectTables } from './collect-sql.ts';
import { evidencePiece, PIECE_PARTS, type EvidencePiece } from './evidence-piece.ts';
import { jsonTextSql } from './json-sql.ts';
import type { RuleScope } from './rule-scope.ts';
import { SqlValues, type SqlStatement } from './sql-text.ts';
import { toldStatement, type RuleParts } from './told-statement.ts';
import { TupleColumns } from './tuple-columns.ts';
import { tupleStatement } from './tuple-statement.ts';

/** What a rule's answers are kept with. */
export interface AnswerFacts {
  readonly stage: 'SHADOW' | 'LIVE';
  readonly foundAt: Date;
  originOf(relation: string): RelationOrigin;
}

/** The statements that ask one rule, in order: combinations, collections, answers, then what is kept of them. */
export function ruleStatements(scope: RuleScope, facts: AnswerFacts): readonly SqlStatement[] {
  const { rule, sweep } = scope;
  const bindings = placedBindings(rule.steps);
  const records = new BoundRecords(sweep.plan, bindings);
  const tuple = new TupleColumns();
  const collects = rule.collections.map((collect, number) =>
    collectTables(scope, { collect, number }, { bindings, records }, tuple),
  );
  const pieces = rule.evidence.map((path) => evidencePiece(path, scope, bindings, records));
  const parts: RuleParts = { scope, bindings, records, tuple, collects, pieces };
  // What is read of the combinations is known only once everything that reads has been written.
  const told = toldStatement(parts);
  for (const { sql } of pieces) PIECE_PARTS.forEach((part) => tuple.of(sql[part]));
  return [
    tupleStatement(scope, records, tuple),
    ...collects.flatMap(({ statements }) => statements),
    told,
    keptEvidence(parts, facts),
    keptFindings(parts, facts),
  ];
}

const LETTER = (tier: string): string => `CASE ${tier} WHEN 1 THEN 'A' WHEN 2 THEN 'B' ELSE 'C' END`;

/** Adds to `evidence`, still under the number of the answer and the rule's prefix. */
function keptEvidence(parts: RuleParts, facts: AnswerFacts): SqlStatement {
  const { scope, tuple, collects, pieces } = parts;
  const values = new SqlValues();
  const source = ({ path, relation, text }: EvidencePiece): string =>
    sourceColumns(path, text, relation, scope, facts, values);
  const own = pieces.map(({ sql, ...piece }) => {
    const [value, key, asOf, tier] = [sql.value, sql.key, sql.asOf, sql.tier].map((each) => tuple.of(each));
    return `SELECT t.answer, ${source({ sql, ...piece })}, ${key} AS record_key, ${value} AS value, ${asOf} AS as_of, ${tier} AS tier
FROM ${scope.prefix}_told AS t WHERE ${tuple.of(sql.given)}`;
  });
  const collected = collects.flatMap(({ rows, starts, pieces: taken }, index) =>
    taken.map((piece, at) => {
      const same = starts.map((start) => `k.${start} IS NOT DISTINCT FROM t.${start}`).join(' AND ');
      return `SELECT DISTINCT t.answer, ${source(piece)}, k.p${at}_key AS record_key, k.p${at}_value AS value, k.p${at}_asOf AS as_of, k.p${at}_tier AS tier
FROM ${scope.prefix}_told AS t JOIN ${rows} AS k ON ${same} WHERE t.kept_${index} AND k.counts AND k.p${at}_given`;
    }),
  );
  // Two collections may keep the same value of one record: it is one piece of evidence.
  const all = [...own, ...collected];
  const nothing = `SELECT 0 AS answer, '' AS path, '' AS agency, '' AS dataset, '' AS type_name, '' AS field_name, '' AS exchange_id, '' AS fetched_at, '' AS record_key, '' AS value, '' AS as_of, 1 AS tier WHERE FALSE`;
  return values.statement(
    `CREATE TEMP TABLE ${scope.prefix}_kept AS ${all.length === 0 ? nothing : all.join(' UNION ')}`,
  );
}

function sourceColumns(
  { typeName, fieldName }: EvidencePath,
  path: string,
  relation: string,
  { sweep }: RuleScope,
  facts: AnswerFacts,
  values: SqlValues,
): string {
  const dataset = sweep.graph.datasetOf(typeName);
  const { exchangeId, fetchedAt } = facts.originOf(relation);
  const columns = {
    path,
    agency: dataset?.agency ?? '',
    dataset: dataset?.id ?? '',
    type_name: typeName,
    field_name: fieldName,
    exchange_id: exchangeId,
    fetched_at: fetchedAt.toISOString(),
  };
  return Object.entries(columns)
    .map(([name, value]) => `${values.of(value)} AS ${name}`)
    .join(', ');
}

/** Adds to `finding` and `evidence`: the id follows from what the finding is, the hash from what its evidence says. */
function keptFindings({ scope }: RuleParts, facts: AnswerFacts): SqlStatement {
  const { prefix, rule, sweep } = scope;
  const { id, version, statute, nature } = rule.definition;
  const values = new SqlValues();
  const begin = `[${JSON.stringify(sweep.runId)},${JSON.stringify(id)},`;
  const idSql = `left(sha256(${values.of(begin)} || ${jsonTextSql('case_key')} || ',' || ${jsonTextSql('evidence_key')} || ']'), 40)`;
  const line = `path || chr(9) || value || chr(10)`;
  return values.statement(`CREATE TEMP TABLE ${prefix}_finding AS
SELECT answer, ${idSql} AS finding_id, ${values.of(sweep.runId)} AS run_id, ${values.of(id)} AS rule_id,
  ${values.of(BigInt(version))} AS rule_version, ${values.of(statute)} AS statute, ${values.of(nature)} AS nature,
  ${values.of(facts.stage)} AS stage, CASE WHEN missing IS NULL THEN 'YES' ELSE 'CANNOT_TELL' END AS outcome, missing,
  ${values.of(sweep.caseKind.typeName)} AS case_kind, case_key, case_number, household_number, division, person_key,
  ${LETTER('tier')} AS match_tier, evidence_key, coalesce(said.hash, sha256('')) AS evidence_hash,
  ${values.of(facts.foundAt.toISOString())} AS found_at
FROM ${prefix}_told LEFT JOIN (
  SELECT answer, sha256(string_agg(${line}, '' ORDER BY ${line})) AS hash FROM ${prefix}_kept GROUP BY answer
) AS said USING (answer)`);
}
