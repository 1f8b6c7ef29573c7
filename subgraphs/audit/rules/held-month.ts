import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { readsOf } from './expression-reads.ts';
import { leafAt } from './read-path.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';
import { pathText, type Comparison, type ReadPath, type TypedExpression } from './typed-expression.ts';

/** What a collection walks over, and the condition under which it takes a combination. */
export interface HeldBy {
  readonly graph: GraphCatalogue;
  readonly bindings: ReadonlyMap<string, SelectedObject>;
  /** Those of them that are the collection's own, and so change from one combination to the next. */
  readonly own: ReadonlySet<string>;
  readonly where: TypedExpression | null;
}

/**
 * The first monthly amount that a sum would add up over several months: the record says which month it is of, and
 * `where` does not hold that to one. Such a sum is a yearly total in the clothes of a monthly amount. Null where there
 * is none.
 */
export function amountOfManyMonths(
  of: TypedExpression,
  held: HeldBy,
): { path: ReadPath; months: ReadPath[] } | null {
  for (const path of readsOf([of]).paths) {
    const leaf = leafAt(path, held);
    const measure = leaf && held.graph.measureOf(leaf.parent.typeName, leaf.fieldName);
    if (!measure || measure.months.length === 0 || !held.own.has(path.binding)) continue;
    const months = measure.months.map((month) => ({
      binding: path.binding,
      fields: [...path.fields.slice(0, -1), month],
    }));
    if (!isHeld(months, held)) return { path, months };
  }
  return null;
}

function isHeld(months: readonly ReadPath[], held: HeldBy): boolean {
  const conditions = held.where === null ? [] : conjunctsOf(held.where);
  const [first, last] = months;
  if (first === undefined) return true;
  if (last === undefined) return conditions.some((each) => monthAt(each, first, '==', held) !== null);
  const begun = conditions.map((each) => monthAt(each, first, '<=', held));
  return conditions.some((each) => {
    const notEnded = monthAt(openEnd(each, last), last, '>=', held);
    return notEnded !== null && begun.includes(notEnded);
  });
}

function conjunctsOf(condition: TypedExpression): readonly TypedExpression[] {
  return condition.op === 'and'
    ? [...conjunctsOf(condition.left), ...conjunctsOf(condition.right)]
    : [condition];
}

/** What follows where the end is known, for `!has(end) || …`; the condition itself for any other. */
function openEnd(condition: TypedExpression, end: ReadPath): TypedExpression {
  if (condition.op !== 'or' || condition.left.op !== 'not' || condition.left.of.op !== 'has')
    return condition;
  return pathText(condition.left.of.path) === pathText(end) ? condition.right : condition;
}

const MIRRORED: Readonly<Partial<Record<Comparison, Comparison>>> = { '==': '==', '<=': '>=', '>=': '<=' };

/** As text, the month that a condition compares a field with, where that is the same for all combinations; else null. */
function monthAt(
  condition: TypedExpression,
  field: ReadPath,
  comparison: Comparison,
  held: HeldBy,
): string | null {
  if (condition.op !== 'compare') return null;
  const { left, right } = condition;
  const isField = (side: TypedExpression): boolean =>
    side.op === 'read' && pathText(side.path) === pathText(field);
  const month =
    condition.comparison === comparison && isField(left)
      ? right
      : condition.comparison === MIRRORED[comparison] && isField(right)
        ? left
        : null;
  if (month === null || readsOf([month]).paths.some(({ binding }) => held.own.has(binding))) return null;
  return JSON.stringify(month, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
