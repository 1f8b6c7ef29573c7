import type { Rule } from '../language/policy-document.ts';
import type { RuleId } from '../vocabulary.ts';
import { rulesOf } from './domain.ts';
import type { PolicySource } from '../compile-policy.ts';

/** Each rule that says what an earlier one of the same agency says, in other words at most. */
export function equalRules(source: PolicySource): readonly { readonly rule: RuleId; readonly as: RuleId }[] {
  const first = new Map<string, RuleId>();
  return rulesOf(source).flatMap(({ rule, document }) => {
    const meaning = `${document.agency} ${meaningOf(rule)}`;
    const as = first.get(meaning);
    if (as === undefined) first.set(meaning, rule.id);
    return as === undefined ? [] : [{ rule: rule.id, as }];
  });
}

/** What a rule says, whatever it is called and in whatever order its lists stand. */
function meaningOf(rule: Rule): string {
  const { effect, purposes, subjects, resources, uses, obligations, needsCase, validFrom, validTo } = rule;
  return canonical([
    { effect },
    { purposes },
    { subjects },
    { resources },
    { uses },
    { obligations },
    { needsCase, validFrom, validTo },
  ]);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${key}:${canonical(each)}`).join()}}`;
}
