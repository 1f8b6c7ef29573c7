import { type ApplyingRule, combine } from '../combine.ts';
import { type Decision, USES } from '../vocabulary.ts';
import type { RulePart } from './compiled-rule.ts';

/** A decision for every cell: for every use of every field. */
export interface DecidedCells {
  /**
   * @param field its number
   * @param use its place in `USES`
   */
  decision(field: number, use: number): Decision | undefined;
}

/** The rules that speak of a class of cells: one more than speak of another. */
interface Saying {
  readonly says: ApplyingRule;
  readonly before: Saying | null;
}

/**
 * Decides all cells. They begin in one class, of which no rule speaks; each part of a rule splits off, of every class
 * that it meets, the cells that it speaks of. Cells that end in one class are decided by the same rules, so each class
 * is decided once: there are about as many classes as the policies make distinctions, and many times as many cells.
 */
export function decideCells(
  parts: readonly RulePart[],
  { fieldCount, hasCase }: { readonly fieldCount: number; readonly hasCase: boolean },
): DecidedCells {
  const classes = new Uint32Array(fieldCount * USES.length);
  const sayings: (Saying | null)[] = [null];
  for (const { fields, uses, says } of parts) {
    const split = new Map<number, number>();
    for (const field of fields)
      for (const use of uses) {
        const cell = field * USES.length + use;
        const from = classes[cell] ?? 0;
        let to = split.get(from);
        if (to === undefined) {
          to = sayings.push({ says, before: sayings[from] ?? null }) - 1;
          split.set(from, to);
        }
        classes[cell] = to;
      }
  }
  const decisions: Decision[] = [];
  for (const each of new Set(classes)) decisions[each] = combine(rulesOf(sayings[each] ?? null), hasCase);
  return { decision: (field, use) => decisions[classes[field * USES.length + use] ?? 0] };
}

function rulesOf(saying: Saying | null): readonly ApplyingRule[] {
  const rules: ApplyingRule[] = [];
  for (let each = saying; each; each = each.before) rules.push(each.says);
  return rules;
}
