import type { CompiledAudit } from '../../definition/compile-audit.ts';
import { ruleParameters } from '../../definition/parameter-values.ts';
import type { Thresholds } from '../../definition/thresholds.ts';
import type { GraphCatalogue } from '../../operation/graph-catalogue.ts';
import { errorPathsOf } from '../../run/error-paths.ts';
import { evaluateCase } from '../../run/evaluate-case.ts';
import { evidenceRows, findingRow } from '../../store/finding-rows.ts';
import { duckDbEngine } from '../duckdb/duckdb-engine.ts';
import type { AskRelation } from '../read/ask-relation.ts';
import { loadRelations } from '../read/load-relations.ts';
import { roundAudit } from '../round-audit.ts';
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
  surroundings: Surroundings,
): Promise<SweptAlone> {
  const [swept] = await toldByRound([audit], ask, surroundings);
  if (swept === undefined) throw new Error('an audit was swept and said nothing');
  return swept;
}

export interface SweptAlone {
  readonly told: Told;
  readonly missing: ReadonlyMap<string, string>;
  /** The code of what ended it; null where nothing did. */
  readonly failed: string | null;
}

/** What each of several audits says when they are swept together. */
export async function toldByRound(
  audits: readonly CompiledAudit[],
  ask: AskRelation,
  surroundings: Surroundings,
): Promise<readonly SweptAlone[]> {
  const round = audits.map((audit, index) => roundAudit(RUN, index, audit, surroundings));
  const missingOf = new Map<object, ReadonlyMap<string, string>>();
  const failures = new Map<object, string>();
  const session = await duckDbEngine.open();
  try {
    await loadRelations({
      audits: round,
      session,
      ask,
      parentExchange: 'parent',
      asOf: null,
      backoffMs: [],
      signal: new AbortController().signal,
      isEnded: () => false,
      onLoaded: () => Promise.resolve(),
      onRead: (audit, missing) => missingOf.set(audit, missing),
      onFailed: (audit, { code }) => failures.set(audit, code),
    });
    const all: SweptAlone[] = [];
    for (const audit of round) {
      const missing = missingOf.get(audit) ?? new Map<string, string>();
      const rules = audit.compiled.rules.filter(({ definition }) => !missing.has(definition.id));
      const failed = failures.get(audit) ?? null;
      if (failed !== null || rules.length === 0) {
        all.push({ told: [], missing, failed });
        continue;
      }
      for (const rule of rules) await session.evaluate(audit, rule, 'LIVE', new Date(0));
      const findings = await rowsOf(session.findings(audit), FINDING_COLUMNS);
      const evidence = await rowsOf(session.evidence(audit), EVIDENCE_COLUMNS);
      all.push({ told: told(findings, evidence), missing, failed });
    }
    return all;
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
