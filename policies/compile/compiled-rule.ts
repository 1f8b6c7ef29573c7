import { type ApplyingRule, distinctConditions, hasObligations } from '../combine.ts';
import type { Rule } from '../language/policy-document.ts';
import { maskFor } from '../match-resources.ts';
import { type Limit, type MaskKind, type RowCondition, type Use, USES } from '../vocabulary.ts';
import type { IndexedField, OwnedFields } from './field-index.ts';
import type { ConditionNumber } from './subject-classes.ts';
import { type Interval, intervalOf } from './validity.ts';

/** Cells, so pairs of a field and a use, of which a rule says the same. */
export interface RulePart {
  /** Numbers of fields, and of uses: their places in `USES`. */
  readonly fields: readonly number[];
  readonly uses: readonly number[];
  readonly says: ApplyingRule;
}

/**
 * Uses through which a value could be found out although a mask hides it. A masking rule withholds them; a rule of its
 * own can permit them, which is how somebody may look up a full number without being shown it.
 */
export const USES_THAT_UNMASK: ReadonlySet<Use> = new Set([
  'filter-eq',
  'filter-range',
  'order',
  'group',
  'aggregate',
]);

/** A rule with the fields that it speaks of. */
export class CompiledRule implements Interval {
  readonly rule: Rule;
  readonly from: number;
  readonly to: number;
  /** What it says of whom: the number of its condition on subjects. */
  readonly subjects: ConditionNumber;
  /** What it says of cells; no cell is in two of them. */
  readonly parts: readonly RulePart[];

  /**
   * @param owned the fields that the rule's agency may rule on
   * @param subjects the number of its condition on subjects
   */
  constructor(rule: Rule, owned: OwnedFields, subjects: ConditionNumber) {
    const { from, to } = intervalOf(rule);
    this.rule = rule;
    this.from = from;
    this.to = to;
    this.subjects = subjects;
    this.parts = [...fieldsByMask(rule, owned.named(rule.resources))].flatMap(([mask, fields]) =>
      partsOf(rule, mask, fields),
    );
  }
}

type FieldsByMask = ReadonlyMap<MaskKind | null, readonly IndexedField[]>;

function fieldsByMask(rule: Rule, fields: readonly IndexedField[]): FieldsByMask {
  const masks = rule.obligations.filter((obligation) => 'mask' in obligation);
  if (masks.length === 0) return new Map([[null, fields]]);
  return Map.groupBy(fields, ({ coordinate, entry }) => maskFor(masks, coordinate, entry));
}

function partsOf(rule: Rule, mask: MaskKind | null, fields: readonly IndexedField[]): readonly RulePart[] {
  const uses = rule.uses === 'all' ? USES : rule.uses;
  const numbers = fields.map(({ number }) => number);
  const part = (of: readonly Use[], says: ApplyingRule): RulePart => ({
    fields: numbers,
    uses: of.map((use) => USES.indexOf(use)),
    says,
  });
  const bare = sayingOf(rule);
  if (mask === null || rule.effect === 'forbid') return [part(uses, bare)];
  const shown = uses.filter((use) => use === 'project');
  const blind = uses.filter((use) => use !== 'project' && !USES_THAT_UNMASK.has(use));
  const withheld = hasObligations(bare) ? uses.filter((use) => USES_THAT_UNMASK.has(use)) : [];
  return [
    part(shown, { ...bare, mask }),
    part(blind, bare),
    part(withheld, { ...bare, withholds: true }),
  ].filter((each) => each.uses.length > 0);
}

/** What a rule demands of every use of its fields, masks apart. */
function sayingOf(rule: Rule): ApplyingRule {
  const { id, effect, legalBasis, needsCase, obligations } = rule;
  const rows = obligations.flatMap((each): readonly RowCondition[] => ('rows' in each ? [each.rows] : []));
  const groups = obligations.flatMap((each) => ('smallestGroup' in each ? [each.smallestGroup] : []));
  return {
    id,
    effect,
    legalBasis,
    needsCase,
    withholds: false,
    mask: null,
    rows: distinctConditions(needsCase ? ['case', ...rows] : rows),
    limit: limitOf(rule),
    smallestGroup: groups.length === 0 ? null : Math.max(...groups),
  };
}

function limitOf({ id, obligations }: Rule): Limit | null {
  const perDay = obligations.flatMap((each) => ('perDay' in each ? [each.perDay] : []));
  if (perDay.length === 0) return null;
  const least = (amounts: readonly (number | undefined)[]): number | null => {
    const given = amounts.filter((amount) => amount !== undefined);
    return given.length === 0 ? null : Math.min(...given);
  };
  return {
    rule: id,
    exchanges: least(perDay.map(({ exchanges }) => exchanges)),
    people: least(perDay.map(({ people }) => people)),
  };
}
