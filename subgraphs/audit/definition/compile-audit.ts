import type { AuditDefinition, ParameterValue } from './audit-definition.ts';
import { compileRules, type AuditRule } from '../rules/audit-rule.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { checkParameters, parameterValues } from './parameter-values.ts';
import { readSavedOperation, type SavedOperation } from '../operation/saved-operation.ts';

/** An audit that was checked for one set of parameter values and can be run. */
export interface CompiledAudit {
  readonly definition: AuditDefinition;
  readonly values: ReadonlyMap<string, ParameterValue>;
  readonly operation: SavedOperation;
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
): CompiledAudit {
  checkParameters(definition.parameters);
  const values = parameterValues(definition.parameters, given);
  const operation = readSavedOperation(definition.operation, definition.parameters, values, graph);
  return { definition, values, operation, rules: compileRules(definition, operation, graph) };
}
