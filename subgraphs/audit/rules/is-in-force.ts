import type { AuditRule } from './audit-rule.ts';

/** Whether a rule is asked on a day of the calendar, the run's `asOf`; without a day every rule is. */
export function isInForce({ definition }: Pick<AuditRule, 'definition'>, day: unknown): boolean {
  if (typeof day !== 'string') return true;
  return definition.validFrom <= day && (definition.validTo === null || day < definition.validTo);
}
