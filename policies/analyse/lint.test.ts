import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isObjectType } from 'graphql';
import { catalogueOf } from '../catalogue.ts';
import { shippedSchema, TODAY } from '../testing/shipped-policies.ts';
import { smallGraph } from '../testing/small-graph.ts';
import type { FieldCoordinate } from '../vocabulary.ts';
import { lintPolicies } from './lint.ts';

const { catalogue } = smallGraph();
const PURPOSES = `purposes:
  - { id: audit, title: { en: Audit, zh: 审计 }, legalBasis: [law], subjects: { roles: [auditor], departments: [audit-office] } }
  - { id: care, title: { en: Care, zh: 护理 }, legalBasis: [law], subjects: { roles: [carer] } }
`;
const rule = (id: string, more: string): string => `
  - id: vehicles/${id}
    effect: permit
    title: { en: Cars, zh: 机动车 }
    legalBasis: [law 1]
    purposes: [audit]
    subjects: { roles: [auditor] }
    resources: [{ type: Car, fields: [plate, owner] }]
    uses: [project]
${more}`;

function problemsOf(...rules: readonly string[]): readonly string[] {
  const text = `agency: vehicles\nrules:${rules.join('')}`;
  const files = [
    { name: 'purposes.yaml', text: PURPOSES },
    { name: 'vehicles.yaml', text },
  ];
  const fields = ['Car.plate', 'Car.owner', 'Car.madeOn'] as FieldCoordinate[];
  return lintPolicies(files, { catalogue, fields, at: TODAY }).map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  );
}

const CARE = 'purposes.yaml:3:11: under the purpose `care` nobody who may declare it is permitted anything';
const UNRULED =
  'hub.yaml:1:1: no rule speaks of `Car.madeOn`; permit it to somebody or forbid it to everybody';

test('a purpose without permits and a field without a rule are named', () => {
  expect(problemsOf(rule('cars', ''))).toEqual([CARE, UNRULED]);
});

test('what does not read is named first and alone', () => {
  expect(problemsOf(rule('cars', '    usess: []'))).toEqual([
    'vehicles.yaml:11:5: unknown key `usess` (did you mean `uses`?)',
  ]);
});

test.each([
  [
    'an expired rule',
    [rule('cars', ''), rule('old', "    validTo: '2026-01-01'")],
    'vehicles.yaml:20:14: the rule holds no more since this day',
  ],
  [
    'a rule that everything is forbidden of',
    [
      rule('cars', ''),
      rule('no', '')
        .replace('permit', 'forbid')
        .replace('[audit]', 'all')
        .replace('{ roles: [auditor] }', 'everybody'),
    ],
    'vehicles.yaml:3:9: all that the rule permits is forbidden by `vehicles/no`',
  ],
  [
    'a rule for those who may not declare its purpose',
    [rule('cars', ''), rule('x', '').replace('roles: [auditor]', 'departments: [police]')],
    'vehicles.yaml:17:15: nobody who meets this condition may declare any purpose of the rule',
  ],
  [
    'a rule that says what another says',
    [rule('cars', ''), rule('again', '')],
    'vehicles.yaml:12:9: the rule says what `vehicles/cars` says; one of them is enough',
  ],
  [
    'a masking rule that only filters',
    [
      rule('cars', ''),
      rule('x', '    obligations: [{ mask: const }]')
        .replace('[plate, owner]', '[plate]')
        .replace('[project]', '[filter-eq]'),
    ],
    'vehicles.yaml:19:11: the rule permits nothing: it masks its fields, and a masking rule permits no use but `project`, `join-key` and `invoke`',
  ],
  [
    'a look-up of what is hidden, as often as one likes',
    [rule('find', '').replace('[project]', '[filter-eq]')],
    'vehicles.yaml:10:11: whoever is not shown `Car.owner`, `Car.plate` may look it up without limit, and so guess it; set `perDay` with `exchanges`',
  ],
])('%s', (_, rules, expected) => {
  expect(problemsOf(...rules)).toContain(expected);
});

test.each([
  ['a limit on exchanges', '    obligations: [{ perDay: { exchanges: 9 } }]', []],
  ['a limit on people alone', '    obligations: [{ perDay: { people: 9 } }]', ['vehicles.yaml:10:11']],
  ['a case, which holds its own people only', '    case: required', []],
])('such a look-up under %s', (_, more, places) => {
  const problems = problemsOf(rule('find', more).replace('[project]', '[filter-eq]'));
  const found = problems.filter((problem) => problem.includes('without limit'));
  expect(found.map((problem) => problem.split(': ')[0])).toEqual(places);
});

/** What is wrong with the documents that ship, after a change of one of them. */
function problemsOfShipped(change: (text: string) => string): readonly string[] {
  const schema = shippedSchema();
  const directory = join(import.meta.dirname, '../documents');
  const files = readdirSync(directory).map((name) => ({
    name,
    text: change(readFileSync(join(directory, name), 'utf8')),
  }));
  const shipped = catalogueOf(schema);
  const fields = [...shipped.keys()].filter((coordinate) =>
    isObjectType(schema.getType(coordinate.split('.')[0] ?? '')),
  );
  return lintPolicies(files, { catalogue: shipped, fields, at: TODAY }).map(
    ({ file, message }) => `${file}: ${message}`,
  );
}

test('nothing is wrong with the policies that ship', () => {
  expect(problemsOfShipped((text) => text)).toEqual([]);
});

test('a masked date that a date of the record betrays', () => {
  const betrayed = problemsOfShipped((text) =>
    text.replace('aid, selfPaid, division, recordKey,', '$& validTo,'),
  );
  expect(betrayed).toEqual([
    'health.yaml: the rule permits `MedicalClaim.validTo` to somebody who is shown `MedicalClaim.visitedOn` only under a mask: either may be the same day',
  ]);
});
