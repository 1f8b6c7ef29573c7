import type { AuditDefinition, ParameterValue } from './audit-definition.ts';
import { checkFilters } from '../rules/check-filters.ts';
import { compileRules, type AuditRule, type RuleSurroundings } from '../rules/audit-rule.ts';
import { caseKindOf, type CaseKind } from '../operation/case-kind.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { checkParameters, parameterValues, withAsOf } from './parameter-values.ts';
import { readSavedOperation, type SavedOperation } from '../operation/saved-operation.ts';

/** An audit that was checked for one set of parameter values and can be run. */
export interface CompiledAudit {
  readonly definition: AuditDefinition;
  readonly values: ReadonlyMap<string, ParameterValue>;
  readonly operation: SavedOperation;
  /** What the cases of the population are, and by which field each is told from the others. */
  readonly caseKind: CaseKind;
  readonly rules: readonly AuditRule[];
}

/**
 * Checks an audit whole: parameters, operation, rules.
 * @throws SluiceError AUDIT_INVALID with the part, the reason and the position; AUDIT_PARAMETER_INVALID where a given
 * value does not fit its parameter
 */
export function compileAudit(
  definition: AuditDefinition,
  given: ReadonlyMap<string, ParameterValue>,
  graph: GraphCatalogue,
  thresholds: RuleSurroundings['thresholds'],
): CompiledAudit {
  checkParameters(definition.parameters);
  const values = parameterValues(definition.parameters, given);
  const operation = readSavedOperation(definition.operation, withAsOf(definition.parameters), values, graph);
  checkFilters(operation, definition.rules, graph);
  const caseKind = caseKindOf(operation, graph);
  const rules = compileRules(definition, operation, { graph, thresholds });
  return { definition, values, operation, caseKind, rules };
}
