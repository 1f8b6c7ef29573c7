import type { AuditRule } from '../rules/audit-rule.ts';
import type { CaseRecord } from './case-record.ts';
import { errorPathsOf } from './error-paths.ts';
import { concludeRule } from './evaluate-case.ts';
import type { Conclusion } from '../rules/rule-language.ts';

/** A kept value, as a finding shows it. */
export interface KeptValue {
  /** `binding.field`. */
  readonly path: string;
  /** JSON text. */
  readonly value: string;
}

/**
 * Asks a rule again about a finding, with nothing but the evidence that the finding carries. Whatever the evidence
 * does not say is not known, so a finding whose evidence is not enough comes out as CANNOT_TELL.
 * @param parameters those of the run, as rules see them
 */
export function deriveAgain(
  rule: AuditRule,
  evidence: readonly KeptValue[],
  parameters: Readonly<Record<string, unknown>>,
): Conclusion {
  const bound = new Map<string, CaseRecord>(
    rule.steps.map(({ binding, object }) => {
      const values: Record<string, unknown> = {};
      for (const { path, value } of evidence) {
        const [first, ...fields] = path.split('.');
        if (first === binding) place(values, fields, JSON.parse(value));
      }
      return [binding, { known: true, values, object, path: [binding] }];
    }),
  );
  return concludeRule(rule, bound, { errors: errorPathsOf([]), parameters });
}

function place(holder: Record<string, unknown>, fields: readonly string[], value: unknown): void {
  const [name, ...rest] = fields;
  if (name === undefined) return;
  if (rest.length === 0) {
    holder[name] = value;
    return;
  }
  const below = (holder[name] ?? {}) as Record<string, unknown>;
  holder[name] = below;
  place(below, rest, value);
}
