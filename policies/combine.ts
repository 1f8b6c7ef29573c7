import { stricterMask } from './obligations/mask-kinds.ts';
import {
  type Decision,
  type Limit,
  type MaskKind,
  ROW_CONDITIONS,
  type RowCondition,
  type RuleId,
} from './vocabulary.ts';

/** One rule that applies to a use of a field. */
export interface ApplyingRule {
  readonly id: RuleId;
  readonly effect: 'permit' | 'forbid';
  readonly legalBasis: readonly string[];
  readonly needsCase: boolean;
  /** A permit whose mask would not survive the use: it permits nothing here, and binds what others permit. */
  readonly withholds: boolean;
  readonly mask: MaskKind | null;
  readonly rows: readonly RowCondition[];
  readonly limit: Limit | null;
  readonly smallestGroup: number | null;
}

/**
 * The decision that rules come to together; their order never matters. Deny by default; one `forbid` is enough. A
 * permit without obligations frees the field; otherwise the obligations of all permits hold at once, of those that
 * withhold the use too: the strictest of their masks, all of their row conditions and limits, the largest of their
 * smallest groups. Under a case the permits that need one take the place of the others: whoever declares a case asks
 * about its people.
 * Why: decisions/2026-11-22-obligations-add-up.md, decisions/2026-11-22-a-case-narrows.md.
 */
export function combine(rules: readonly ApplyingRule[], hasCase: boolean): Decision {
  const forbids = rules.filter(({ effect }) => effect === 'forbid');
  if (forbids.length > 0) return { effect: 'deny', rules: idsOf(forbids), lacks: null };
  const caseBound = rules.filter(({ needsCase }) => needsCase);
  const ordinary = rules.filter(({ needsCase }) => !needsCase);
  const ofCase = hasCase ? caseBound : [];
  const others = ofCase.some(isPermit) ? [] : ordinary;
  const permits = [...ofCase, ...others].filter(isPermit);
  if (permits.length === 0)
    return { effect: 'deny', rules: [], lacks: !hasCase && caseBound.some(isPermit) ? 'case' : null };
  const bound = [...ofCase, ...(others.some(isFree) ? [] : others)];
  return {
    effect: 'permit',
    rules: idsOf(permits),
    legalBasis: [...new Set(permits.flatMap(({ legalBasis }) => legalBasis))].toSorted(),
    mask: strictest(bound),
    rows: distinctConditions(bound.flatMap(({ rows }) => rows)),
    limits: bound.flatMap(({ limit }) => limit ?? []).toSorted((a, b) => (a.rule < b.rule ? -1 : 1)),
    smallestGroup: bound.reduce<number | null>(
      (largest, { smallestGroup }) =>
        smallestGroup === null ? largest : Math.max(largest ?? 0, smallestGroup),
      null,
    ),
  };
}

const isPermit = ({ withholds }: ApplyingRule): boolean => !withholds;

const isFree = (rule: ApplyingRule): boolean => isPermit(rule) && !hasObligations(rule);

/** Whether a rule demands anything of a use that it speaks of. */
export const hasObligations = ({ mask, rows, limit, smallestGroup }: ApplyingRule): boolean =>
  mask !== null || rows.length > 0 || limit !== null || smallestGroup !== null;

const idsOf = (rules: readonly ApplyingRule[]): readonly RuleId[] =>
  [...new Set(rules.map(({ id }) => id))].toSorted();

function strictest(rules: readonly ApplyingRule[]): MaskKind | null {
  return rules.reduce<MaskKind | null>(
    (mask, rule) =>
      mask === null || rule.mask === null ? (mask ?? rule.mask) : stricterMask(mask, rule.mask),
    null,
  );
}

/** Each condition once, in the order of the vocabulary. */
export function distinctConditions(conditions: readonly RowCondition[]): readonly RowCondition[] {
  return ROW_CONDITIONS.filter((condition) => conditions.includes(condition));
}
