import type { AuditRule } from '../rules/audit-rule.ts';
import { isInForce } from '../rules/is-in-force.ts';
import type { CompiledAudit } from './compile-audit.ts';
import { AS_OF, ruleParameters } from './parameter-values.ts';

/** The rules of an audit that are asked on its day, `asOf`; without a day all of them are. */
export function rulesInForce({ definition, values, rules }: CompiledAudit): readonly AuditRule[] {
  const day = ruleParameters(definition.parameters, values).get(AS_OF);
  return rules.filter((rule) => isInForce(rule.definition, day));
}
