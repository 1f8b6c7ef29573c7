import { expect, test } from '@jest/globals';
import { compilePolicies } from './compile-policy.ts';
import { shippedPolicies, shippedSchema, SUBJECTS, TODAY } from './testing/shipped-policies.ts';
import type { DecisionTable, FieldCoordinate } from './vocabulary.ts';

/**
 * Whoever may look up a number without seeing it could guess it. An operation has few look-ups
 * (gateway/operation/assert-few-look-ups.ts), a day has few operations: docs/limits.md says what that comes to.
 */

const source = shippedPolicies(shippedSchema());
const policies = compilePolicies(source);

/** What may be looked up, but not seen as it is; what groups are made by is seen in each of them. */
function hiddenLookUps(table: DecisionTable): readonly FieldCoordinate[] {
  return [...source.catalogue.keys()].filter((coordinate) => {
    if (table.decide(coordinate, 'filter-eq').effect === 'deny') return false;
    if (table.decide(coordinate, 'group').effect === 'permit') return false;
    const shown = table.decide(coordinate, 'project');
    return shown.effect === 'deny' || shown.mask !== null;
  });
}

const CELLS = Object.entries(SUBJECTS).flatMap(([name, subject]) =>
  policies
    .purposesOf(subject, TODAY)
    .map((purpose): [string, DecisionTable] => [
      `${name} under ${purpose}`,
      policies.table(subject, purpose, TODAY, false),
    ]),
);

test.each(CELLS)('%s: every look-up of what is hidden stands under a limit', (_, table) => {
  const unlimited = hiddenLookUps(table).filter((coordinate) => {
    const decision = table.decide(coordinate, 'filter-eq');
    return decision.effect === 'permit' && !decision.limits.some(({ exchanges }) => exchanges !== null);
  });
  expect(unlimited).toEqual([]);
});

test.each(CELLS)('%s: tying records together, unseen, stands under none', (_, table) => {
  const decision = table.decide('Person.id' as FieldCoordinate, 'join-key');
  expect(decision).toMatchObject(decision.effect === 'permit' ? { limits: [] } : { effect: 'deny' });
});

test('there are such look-ups, so the above says something', () => {
  expect(new Set(CELLS.flatMap(([, table]) => hiddenLookUps(table)))).toEqual(
    new Set(['Person.id', 'Vehicle.plate']),
  );
});
