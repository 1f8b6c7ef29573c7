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
 * The decision that rules come to together; their order never matters. Deny by default; one `forbid` is enough.
 *
 * Permits are alternatives, each a whole: what comes out is never more than one of them gives alone. A permit without
 * mask and row filter wins; else one without a row filter, under the strictest mask that any permit names; else the
 * rows that all filters leave, unmasked only where some permit shows them so.
 * Why: decisions/2026-11-22-permits-are-alternatives.md.
 */
export function combine(rules: readonly ApplyingRule[]): Decision {
  const forbids = rules.filter(({ effect }) => effect === 'forbid');
  if (forbids.length > 0 || rules.length === 0) return { effect: 'deny', rules: idsOf(forbids) };
  const everyRow = rules.filter(({ rows }) => rows.length === 0);
  const alternatives = everyRow.length > 0 ? everyRow : rules;
  const isBare = alternatives.some(({ mask }) => mask === null);
  return {
    effect: 'permit',
    rules: idsOf(rules),
    legalBasis: [...new Set(rules.flatMap(({ legalBasis }) => legalBasis))].toSorted(),
    mask: isBare ? null : strictest(rules),
    rows: everyRow.length > 0 ? [] : distinct(rules.flatMap(({ rows }) => rows)),
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

function distinct(filters: readonly RowFilter[]): readonly RowFilter[] {
  const byText = new Map(filters.map((filter) => [JSON.stringify(filter), filter]));
  return [...byText.keys()].toSorted().flatMap((text) => byText.get(text) ?? []);
}
