import type { CompiledAudit } from '../../definition/compile-audit.ts';
import { ruleParameters } from '../../definition/parameter-values.ts';
import type { Thresholds } from '../../definition/thresholds.ts';
import type { GraphCatalogue } from '../../operation/graph-catalogue.ts';
import { errorPathsOf } from '../../run/error-paths.ts';
import { evaluateCase } from '../../run/evaluate-case.ts';
import { evidenceRows, findingRow } from '../../store/finding-rows.ts';
import { duckDbEngine } from '../duckdb/duckdb-engine.ts';
import { planSweep } from '../plan/plan-sweep.ts';
import type { AskRelation } from '../read/ask-relation.ts';
import { loadRelations } from '../read/load-relations.ts';
import { EVIDENCE_COLUMNS, FINDING_COLUMNS } from '../sweep-engine.ts';
import { nestedAnswer, type SmallProvince } from './small-province.ts';

/** Findings and evidence as text, sorted, without what only says when and in which exchange they were made. */
export type Told = readonly string[];

const RUN = 'run-1';
const OF_THE_RUN = new Set(['exchange_id', 'fetched_at', 'found_at', 'run_id', 'stage']);

export interface Surroundings {
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
}

/** What the rules of an audit say case by case. */
export function toldByCases(
  audit: CompiledAudit,
  province: SmallProvince,
  { graph, thresholds }: Surroundings,
): Told {
  const parameters = ruleParameters(audit.definition.parameters, audit.values);
  const facts = { graph, thresholds, parameters, errors: errorPathsOf([]) };
  const conclusions = nestedAnswer(province, audit.operation.node).flatMap((values, index) => {
    const path = [audit.operation.population, 'nodes', index];
    return audit.rules.flatMap((rule) =>
      evaluateCase(rule, { values, object: audit.operation.node, path }, facts),
    );
  });
  const read = { exchangeId: 'exchange', fetchedAt: new Date(0) };
  return told(
    conclusions.map((each) => findingRow(RUN, each, new Date(0))),
    conclusions.flatMap((each) => evidenceRows(RUN, each, read)),
  );
}

/** What they say set by set. */
export async function toldBySweep(
  audit: CompiledAudit,
  ask: AskRelation,
  { graph, thresholds }: Surroundings,
): Promise<{ readonly told: Told; readonly missing: ReadonlyMap<string, string> }> {
  const plan = planSweep(audit.operation, audit.rules, audit.caseKind, graph);
  const parameters = ruleParameters(audit.definition.parameters, audit.values);
  const session = await duckDbEngine.open({
    runId: RUN,
    plan,
    caseKind: audit.caseKind,
    graph,
    parameters,
    thresholds: thresholds.definitions,
  });
  try {
    const missing = await loadRelations({
      audit,
      plan,
      session,
      ask,
      parameters,
      parentExchange: 'parent',
      asOf: null,
      backoffMs: [],
      signal: new AbortController().signal,
      onLoaded: () => Promise.resolve(),
    });
    for (const rule of audit.rules) {
      if (!missing.has(rule.definition.id)) await session.evaluate(rule, 'LIVE', new Date(0));
    }
    const findings = await rowsOf(session.findings(), FINDING_COLUMNS);
    return { told: told(findings, await rowsOf(session.evidence(), EVIDENCE_COLUMNS)), missing };
  } finally {
    await session.close();
  }
}

function told(findings: readonly object[], evidence: readonly object[]): Told {
  const text = (row: object): string =>
    JSON.stringify(
      Object.entries(row)
        .filter(([name]) => !OF_THE_RUN.has(name))
        .map(([name, value]) => [name, value === null ? null : String(value)])
        .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
    );
  // A record that stands in two cases is evidence of each; the same finding twice is one.
  return [...new Set([...findings, ...evidence].map(text))].sort();
}

async function rowsOf(
  lines: AsyncIterable<Uint8Array>,
  columns: readonly string[],
): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of lines) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) =>
      Object.fromEntries(line.split('\t').map((cell, index) => [columns[index] ?? '', uncopied(cell)])),
    );
}

const LETTERS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

function uncopied(cell: string): string | null {
  return cell === '\\N' ? null : cell.replaceAll(/\\(.)/gu, (_, letter: string) => LETTERS[letter] ?? letter);
}
