import { expect, test } from '@jest/globals';
import type { RuleDefinition } from '../definition/audit-definition.ts';
import { conclusionsOf, record, testGraph } from '../testing/audit-fixtures.ts';
import { auditWith, PERSONS, refusalOf } from '../testing/rule-fixtures.ts';

const graph = testGraph();
const RULE: Partial<RuleDefinition> = {
  forEach: [
    { binding: 'person', path: 'nodes' },
    { binding: 'vehicle', path: 'person.vehicles' },
  ],
  about: 'person',
  when: 'person.status == "NORMAL" && vehicle.vehicleKind == "CAR"',
  evidence: [],
};

function person(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return record('R1', {
    id: 'RID:239901198001010019',
    division: '230102',
    status: 'NORMAL',
    vehicles: [record('V1', { vehicleKind: 'CAR' })],
    ...fields,
  });
}

test('a case of any population is known by the key of its type', () => {
  const [finding] = conclusionsOf(auditWith(RULE, {}, PERSONS), graph, person({}));
  expect(finding).toMatchObject({
    outcome: 'YES',
    caseKind: 'Person',
    caseKey: 'RID:239901198001010019',
    caseNumber: null,
    householdNumber: null,
    division: '230102',
    personKey: 'RID:239901198001010019',
    evidenceKey: 'person=R1|vehicle=V1',
    matchTier: 'A',
  });
});

test.each([
  ['HMT:H1234567890', 'YES', 'B'],
  ['HOSP:8812', 'CANNOT_TELL', 'C'],
])('a person known as %s gives %s of tier %s', (id, outcome, matchTier) => {
  const [finding] = conclusionsOf(auditWith(RULE, {}, PERSONS), graph, person({ id }));
  expect(finding).toMatchObject({ outcome, matchTier });
});

test('a person whom the registry does not hold leads to what other agencies hold, and is not known', () => {
  const missing = person({ recordKey: null, status: null });
  const [finding] = conclusionsOf(auditWith(RULE, {}, PERSONS), graph, missing);
  expect(finding).toMatchObject({
    outcome: 'CANNOT_TELL',
    missing: 'person.status',
    evidenceKey: 'person=?|vehicle=V1|missing=person.status',
  });
});

test('of several that can not be told for one reason, the one with the least key is kept, in whatever order they came', () => {
  const cars = ['V2', 'V1', 'V3'].map((key) => record(key, { vehicleKind: null }));
  for (const vehicles of [cars, cars.toReversed()]) {
    const kept = conclusionsOf(auditWith(RULE, {}, PERSONS), graph, person({ vehicles }));
    expect(kept.map(({ evidenceKey }) => evidenceKey)).toEqual([
      'person=R1|vehicle=V1|missing=vehicle.vehicleKind',
    ]);
  }
});

test('a population without its key, or without a place, is refused', () => {
  expect(refusalOf(RULE, PERSONS.replace('id record', 'record')).reason).toMatch(
    /select `id` of the population/,
  );
  expect(refusalOf(RULE, PERSONS.replace(' division ', ' ')).reason).toMatch(/select `division`/);
});

test('a population that several fields tell apart is refused', () => {
  const vehicles = `query Q($first: Int, $after: Cursor) {
    vehicles(first: $first, after: $after) {
      nodes { recordKey recordedAt qualityFlag division owner { id } }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  expect(refusalOf(RULE, vehicles).reason).toMatch(/`Vehicle` has no key of one field/);
});
