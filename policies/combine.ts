import { stricterMask } from './obligations/mask-kinds.ts';
import type { Decision, MaskKind, RowFilter, RuleId } from './vocabulary.ts';

/** One rule that applies to a use of a field. */
export interface ApplyingRule {
  readonly id: RuleId;
  readonly effect: 'permit' | 'forbid';
  readonly legalBasis: readonly string[];
  readonly mask: MaskKind | null;
  readonly rows: readonly RowFilter[];
}

/**
 * The decision that rules come to together; their order never matters. Deny by default; one `forbid` is enough. A
 * permit without obligations frees the field; otherwise the obligations of all permits hold at once: the strictest
 * of their masks, all of their row filters.
 * Why: decisions/2026-11-22-obligations-add-up.md.
 */
export function combine(rules: readonly ApplyingRule[]): Decision {
  const forbids = rules.filter(({ effect }) => effect === 'forbid');
  if (forbids.length > 0 || rules.length === 0) return { effect: 'deny', rules: idsOf(forbids) };
  const isFree = rules.some(({ mask, rows }) => mask === null && rows.length === 0);
  return {
    effect: 'permit',
    rules: idsOf(rules),
    legalBasis: [...new Set(rules.flatMap(({ legalBasis }) => legalBasis))].toSorted(),
    mask: isFree ? null : strictest(rules),
    rows: isFree ? [] : distinctFilters(rules.flatMap(({ rows }) => rows)),
  };
}

const idsOf = (rules: readonly ApplyingRule[]): readonly RuleId[] =>
  [...new Set(rules.map(({ id }) => id))].toSorted();

function strictest(rules: readonly ApplyingRule[]): MaskKind | null {
  return rules.reduce<MaskKind | null>(
    (mask, rule) =>
      mask === null || rule.mask === null ? (mask ?? rule.mask) : stricterMask(mask, rule.mask),
    null,
  );
}

/** Each filter once, in the order of their texts. */
export function distinctFilters(filters: readonly RowFilter[]): readonly RowFilter[] {
  const byText = new Map(filters.map((filter) => [JSON.stringify(filter), filter]));
  return [...byText.keys()].toSorted().flatMap((text) => byText.get(text) ?? []);
}
