import { expect, test } from '@jest/globals';
import { compilePolicies } from './compile-policy.ts';
import { isHiddenLookUp, isUnlimitedLookUp } from './hidden-look-up.ts';
import { shippedPolicies, shippedSchema, SUBJECTS, TODAY } from './testing/shipped-policies.ts';
import type { DecisionTable, FieldCoordinate } from './vocabulary.ts';

/**
 * Whoever may look up a number without seeing it could guess it. An operation has few look-ups
 * (gateway/operation/assert-few-look-ups.ts), a day has few operations: docs/limits.md says what that comes to. That nobody
 * else could either, lint says (analyse/lint.test.ts).
 */

const source = shippedPolicies(shippedSchema());
const policies = compilePolicies(source);

const fields = [...source.catalogue.keys()];

const CELLS = Object.entries(SUBJECTS).flatMap(([name, subject]) =>
  policies
    .purposesOf(subject, TODAY)
    .map((purpose): [string, DecisionTable] => [
      `${name} under ${purpose}`,
      policies.table(subject, purpose, TODAY, false),
    ]),
);

test.each(CELLS)('%s: every look-up of what is hidden stands under a limit', (_, table) => {
  expect(fields.filter((field) => isUnlimitedLookUp(table, field))).toEqual([]);
});

test.each(CELLS)('%s: tying records together, unseen, stands under none', (_, table) => {
  const decision = table.decide('Person.id' as FieldCoordinate, 'join-key');
  expect(decision).toMatchObject(decision.effect === 'permit' ? { limits: [] } : { effect: 'deny' });
});

test('there are such look-ups, so the above says something', () => {
  expect(
    new Set(CELLS.flatMap(([, table]) => fields.filter((field) => isHiddenLookUp(table, field)))),
  ).toEqual(new Set(['Person.id', 'Vehicle.plate']));
});
