import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { RuleSurroundings } from '../rules/audit-rule.ts';
import { planSweep } from '../sweep/plan/plan-sweep.ts';
import type { SweepPlan } from '../sweep/plan/sweep-plan.ts';
import type { AuditDefinition } from './audit-definition.ts';
import { checkSelections } from './check-selections.ts';
import { compileAudit, type CompiledAudit } from './compile-audit.ts';
import { estimateCost } from './estimate-cost.ts';

/** An audit of which policy alone has still to be asked. */
export interface CheckedAudit {
  readonly audit: CompiledAudit;
  readonly plan: SweepPlan;
  readonly estimatedCost: number;
}

/**
 * Everything that is asked of an audit before it is saved, but for what policy says of it.
 * @throws SluiceError AUDIT_INVALID, AUDIT_TOO_COSTLY
 */
export function checkAudit(
  definition: AuditDefinition,
  graph: GraphCatalogue,
  thresholds: RuleSurroundings['thresholds'],
): CheckedAudit {
  const audit = compileAudit(definition, new Map(), graph, thresholds);
  // One that can not be read over everybody at once is refused now, with the reason, and not when it is run.
  const plan = planSweep(audit.operation, audit.rules, audit.caseKind, graph);
  checkSelections(audit.operation, plan, graph);
  return { audit, plan, estimatedCost: estimateCost(audit) };
}
