import type { CompiledAudit } from '../definition/compile-audit.ts';
import { ruleParameters } from '../definition/parameter-values.ts';
import { rulesInForce } from '../definition/rules-in-force.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { planSweep } from './plan/plan-sweep.ts';
import type { SweptAudit } from './sweep-engine.ts';

/** One of the audits that are swept together. */
export interface RoundAudit extends SweptAudit {
  /** With those of its rules alone that are in force. */
  readonly compiled: CompiledAudit;
}

/** What an audit is in a round, where its number tells it from the others. */
export function roundAudit(
  runId: string,
  number: number,
  audit: CompiledAudit,
  { graph, thresholds }: { readonly graph: GraphCatalogue; readonly thresholds: Thresholds },
): RoundAudit {
  const parameters = ruleParameters(audit.definition.parameters, audit.values);
  const rules = rulesInForce(audit);
  const name = `a${number}`;
  return {
    name,
    runId,
    compiled: { ...audit, rules },
    plan: planSweep(audit.operation, rules, audit.caseKind, graph, name),
    caseKind: audit.caseKind,
    graph,
    parameters,
    thresholds: thresholds.definitions,
  };
}
