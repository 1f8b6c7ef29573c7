import { setImmediate } from 'node:timers/promises';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import { ruleParameters } from '../definition/parameter-values.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { PageConclusions } from '../store/keep-page.ts';
import { caseIdentityOf } from '../operation/case-identity.ts';
import { errorPathsOf } from './error-paths.ts';
import { evaluateCase, type CaseConclusion } from './evaluate-case.ts';
import type { FetchedPage } from './fetch-page.ts';
import type { StateSettings } from './unverifiable-rules.ts';

export interface EvaluationSettings extends Pick<StateSettings, 'graph'> {
  readonly thresholds: Thresholds;
}

/** Asks every rule about every case of a page. */
export async function evaluatePage(
  audit: CompiledAudit,
  page: FetchedPage,
  { graph, thresholds }: EvaluationSettings,
): Promise<PageConclusions> {
  const { operation, rules, definition, values } = audit;
  const facts = {
    graph,
    thresholds,
    errors: errorPathsOf(page.errorPaths),
    parameters: ruleParameters(definition.parameters, values),
  };
  const conclusions: CaseConclusion[] = [];
  for (const { position, values: node } of page.cases) {
    // WHY: the thread serves callers too; between two cases they have their turn.
    await setImmediate();
    const path = [operation.population, 'nodes', position];
    for (const rule of rules)
      conclusions.push(...evaluateCase(rule, { values: node, object: operation.node, path }, facts));
  }
  return {
    cases: page.cases.map((one) => caseIdentityOf(operation.node.typeName, one.values, graph)),
    conclusions,
    exchangeId: page.exchangeId,
    fetchedAt: page.fetchedAt,
  };
}
