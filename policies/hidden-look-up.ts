import type { DecisionTable, FieldCoordinate } from './vocabulary.ts';

/**
 * Whether a field may be looked up by a whole value, but not seen as it is: whoever may could guess the value. What
 * groups are made by is seen in each of them.
 */
export function isHiddenLookUp(table: DecisionTable, coordinate: FieldCoordinate): boolean {
  if (table.decide(coordinate, 'filter-eq').effect === 'deny') return false;
  if (table.decide(coordinate, 'group').effect === 'permit') return false;
  const shown = table.decide(coordinate, 'project');
  return shown.effect === 'deny' || shown.mask !== null;
}

/**
 * Whether it is one that stands under no limit on exchanges, so that all values could be tried. Under a case it finds
 * nobody but the people of the case, whom no guess adds to.
 */
export function isUnlimitedLookUp(table: DecisionTable, coordinate: FieldCoordinate): boolean {
  const decision = table.decide(coordinate, 'filter-eq');
  if (decision.effect === 'deny' || decision.rows.includes('case')) return false;
  return !decision.limits.some(({ exchanges }) => exchanges !== null) && isHiddenLookUp(table, coordinate);
}
