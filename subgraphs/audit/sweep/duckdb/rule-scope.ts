import type { SweptAudit } from '../sweep-engine.ts';
import type { AuditRule } from '../../rules/audit-rule.ts';
import type { BoundRecords } from './bound-records.ts';
import type { ExpressionScope } from './expression-sql.ts';
import type { SqlValues } from './sql-text.ts';

/** What the statements of one rule have in common. */
export interface RuleScope {
  readonly rule: AuditRule;
  readonly sweep: SweptAudit;
  /** The tables of this rule begin with it. */
  readonly prefix: string;
}

/** Expressions over records as they are joined: no collections and no thresholds yet. */
export function recordScope(
  records: BoundRecords,
  parameters: SweptAudit['parameters'],
  values: SqlValues,
): ExpressionScope {
  const later = (name: string): never => {
    throw new Error(`\`${name}\` is not worked out yet`);
  };
  return {
    values,
    read: ({ binding, fields }) => ({
      value: records.column(binding, fields),
      known: records.held(binding, fields.slice(0, -1)),
      typeName: records.typeName(binding, fields),
    }),
    parameter: (name) => parameters.get(name) ?? null,
    threshold: later,
    collected: later,
  };
}
