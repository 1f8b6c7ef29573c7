import { readFileSync } from 'node:fs';
import type { AuditDefinition, ParameterValue } from '../definition/audit-definition.ts';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import type { AnswerPath } from '../../kit/following/ask-hub.ts';
import { errorPathsOf } from '../run/error-paths.ts';
import { evaluateCase, type CaseConclusion } from '../run/evaluate-case.ts';
import { readGraphCatalogue, type GraphCatalogue } from '../operation/graph-catalogue.ts';
import { ruleParameters } from '../definition/parameter-values.ts';
import { readThresholds } from '../definition/read-thresholds.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import { readAuditDocument } from '../definition/read-audit-document.ts';

const SUPERGRAPH = new URL('../../../gateway/supergraph/generated/supergraph.graphql', import.meta.url);

/** The graph of the hub, as composed. */
export function testGraph(): GraphCatalogue {
  return readGraphCatalogue(readFileSync(SUPERGRAPH, 'utf8'));
}

/** The thresholds that ship. */
export function testThresholds(): Thresholds {
  return readThresholds(new URL('../audits/thresholds/', import.meta.url));
}

/** An audit that ships, as written. */
export function shippedAudit(name: string): AuditDefinition {
  return readAuditDocument(readFileSync(new URL(`../audits/${name}.yaml`, import.meta.url), 'utf8'));
}

/** What an audit says about one family: `rule outcome` for each conclusion, with the reason where it can not tell. */
export function conclusionsOf(
  audit: CompiledAudit,
  graph: GraphCatalogue,
  family: Readonly<Record<string, unknown>>,
  errors: readonly AnswerPath[] = [],
): readonly CaseConclusion[] {
  const path = [audit.operation.population, 'nodes', 0];
  return audit.rules.flatMap((rule) =>
    evaluateCase(
      rule,
      { values: family, object: audit.operation.node, path },
      {
        graph,
        thresholds: testThresholds(),
        errors: errorPathsOf(errors),
        parameters: ruleParameters(audit.definition.parameters, audit.values),
      },
    ),
  );
}

/** An audit that ships, compiled for these parameter values. */
export function compiledAudit(
  name: string,
  graph: GraphCatalogue,
  values: Readonly<Record<string, ParameterValue>> = {},
): CompiledAudit {
  return compileAudit(shippedAudit(name), new Map(Object.entries(values)), graph, testThresholds());
}

/** A record of a source with what every record carries. */
export function record(
  recordKey: string,
  fields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { recordKey, recordedAt: '2026-10-02T03:04:05.000Z', qualityFlag: null, ...fields };
}
