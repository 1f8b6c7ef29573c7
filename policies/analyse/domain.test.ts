import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePolicies } from '../compile-policy.ts';
import { matchesSubject } from '../subject-class.ts';
import { shippedPolicies, shippedSchema, SUBJECTS } from '../testing/shipped-policies.ts';
import type { ApplicationId, Clearance, DivisionCode, Subject } from '../vocabulary.ts';
import { USES } from '../vocabulary.ts';
import { classesUnder, domainOf, rulesOf } from './domain.ts';
import { classesOf } from './subject-classes.ts';

const source = shippedPolicies(shippedSchema());
const policies = compilePolicies(source);
const domain = domainOf(source);

const name = fc.constantFrom('a', 'b', 'c', 'd');
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
const region = fc.constantFrom('230000', '230100', '230102', '110000', '450000');
const condition = fc.record(
  {
    departments: names,
    roles: names,
    applications: names,
    regions: fc.uniqueArray(region, { minLength: 1, maxLength: 2 }),
    clearance: fc.constantFrom<Clearance>(1, 2, 3, 4),
  },
  { requiredKeys: [] },
);
const subject: fc.Arbitrary<Subject> = fc.record({
  application: name as fc.Arbitrary<ApplicationId>,
  department: name,
  region: region as fc.Arbitrary<DivisionCode>,
  roles: fc.uniqueArray(name, { maxLength: 4 }),
  official: fc.constant(null),
  organisation: fc.constant(null),
  person: fc.constant(null),
  clearance: fc.constantFrom<Clearance>(0, 1, 2, 3, 4),
});

test('every subject is in exactly one class, and the example of each class is in it', () => {
  fc.assert(
    fc.property(fc.array(condition, { maxLength: 6 }), subject, (conditions, somebody) => {
      const vectorOf = (each: Subject) =>
        conditions.flatMap((one, index) => (matchesSubject(one, each) ? [index] : []));
      const { classes, isComplete } = classesOf(conditions);
      const vectors = classes.map(({ holds }) => JSON.stringify(holds));
      expect(isComplete).toBe(true);
      expect(new Set(vectors).size).toBe(vectors.length);
      expect(vectors).toContain(JSON.stringify(vectorOf(somebody)));
      for (const { example, holds } of classes) expect(vectorOf(example)).toEqual(holds);
    }),
  );
});

test('the subjects that have tokens are in classes of the shipped policies, under the purpose they serve', () => {
  const rules = rulesOf(source).map(({ rule }) => rule);
  for (const somebody of Object.values(SUBJECTS)) {
    const held = rules.filter(({ subjects }) => matchesSubject(subjects, somebody)).map(({ id }) => id);
    const found = domain.classes.filter(
      ({ rules: own }) => held.length === own.size && held.every((id) => own.has(id)),
    );
    expect(found.length).toBeGreaterThan(0);
  }
});

test('fields of one group are decided alike, whoever asks', () => {
  const several = domain.groups.filter(({ fields }) => fields.length > 1);
  expect(several.length).toBeGreaterThan(0);
  for (const purpose of domain.purposes)
    for (const { example } of classesUnder(domain, source, purpose)) {
      const table = policies.table(example, purpose, domain.instants.at(-1)!, true);
      for (const { fields } of several)
        for (const use of USES) {
          const decisions = new Set(fields.map((field) => JSON.stringify(table.decide(field, use))));
          expect([fields, use, decisions.size]).toEqual([fields, use, 1]);
        }
    }
});

test('every field of the catalogue is in one group', () => {
  const fields = domain.groups.flatMap((group) => group.fields);
  expect(fields.toSorted()).toEqual([...source.catalogue.keys()].toSorted());
});
