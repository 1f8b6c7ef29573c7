import type { CatalogueEntry } from '../catalogue.ts';
import type { PolicySource } from '../compile-policy.ts';
import { isNamed, type Rule } from '../language/policy-document.ts';
import { fieldsOfRule, isNamedBy } from '../match-resources.ts';
import type { FieldCoordinate, RuleId } from '../vocabulary.ts';
import { rulesOf } from './domain.ts';

/** A rule that shows identity numbers as they are without naming their fields. */
export interface BareIdentityNumbers {
  readonly rule: RuleId;
  /** Sorted. */
  readonly fields: readonly FieldCoordinate[];
}

const MOST_SENSITIVE = 4;

/**
 * Permits that show an identity number unmasked because a class of fields takes it in. WHY only those: whoever writes
 * the field itself down means it, as for the engine that ties records together by the number.
 */
export function bareIdentityNumbers(source: PolicySource): readonly BareIdentityNumbers[] {
  return rulesOf(source).flatMap(({ rule, document }) => {
    if (rule.effect !== 'permit' || rule.uses === 'all' || !rule.uses.includes('project')) return [];
    const fields = [...fieldsOfRule(rule, document, source.catalogue)].flatMap(([coordinate, mask]) => {
      const entry = source.catalogue.get(coordinate);
      if (entry?.grade !== MOST_SENSITIVE || !entry.tags.includes('identity')) return [];
      return mask === null && !namesField(rule, entry) ? [coordinate] : [];
    });
    return fields.length > 0 ? [{ rule: rule.id, fields: fields.toSorted() }] : [];
  });
}

/** Whether a rule speaks of a field by its name, and not by a class or as one of all. */
function namesField({ resources }: Rule, entry: CatalogueEntry): boolean {
  return resources.some(
    (resource) => isNamed(resource) && resource.fields !== '*' && isNamedBy(resource, entry),
  );
}
