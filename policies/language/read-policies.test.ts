import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { smallGraph } from '../testing/small-graph.ts';
import { InvalidPolicies } from './policy-problem.ts';
import { parsePolicyDocument } from './parse-policy-document.ts';
import { readPolicies } from './read-policies.ts';

const { catalogue } = smallGraph();
const PURPOSES = {
  name: 'purposes.yaml',
  text: 'purposes: [{ id: audit, title: { en: Audit, zh: 审计 }, legalBasis: [law], subjects: { roles: [auditor] } }]',
};
const RULE = `agency: vehicles
rules:
  - id: vehicles/cars
    effect: permit
    title: { en: Cars, zh: 机动车 }
    legalBasis: [law 1]
    purposes: [audit]
    subjects: { roles: [auditor] }
    resources: [{ type: Car, fields: [plate, owner] }]
    uses: [project, filter-eq]
`;

function problemsOf(text: string, name = 'vehicles.yaml'): readonly string[] {
  try {
    readPolicies([PURPOSES, { name, text }], catalogue);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPolicies)) throw error;
    return error.message.split('\n');
  }
}

test('a sound document reads as it was written', () => {
  const { documents } = readPolicies([PURPOSES, { name: 'vehicles.yaml', text: RULE }], catalogue);
  expect(documents).toEqual([
    {
      agency: 'vehicles',
      subgraphs: ['vehicles'],
      derivations: [],
      rules: [
        {
          id: 'vehicles/cars',
          effect: 'permit',
          title: { en: 'Cars', zh: '机动车' },
          legalBasis: ['law 1'],
          purposes: ['audit'],
          subjects: { roles: ['auditor'] },
          resources: [{ type: 'Car', fields: ['plate', 'owner'] }],
          uses: ['project', 'filter-eq'],
          obligations: [],
          needsCase: false,
          validFrom: null,
          validTo: null,
        },
      ],
    },
  ]);
});

describe('each mistake is named at its line and column', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'an unknown field',
      RULE.replace('plate, owner', 'plaet, owner'),
      '9:39: unknown field `plaet` of `Car` (did you mean `plate`?)',
    ],
    [
      'an unknown type',
      RULE.replace('type: Car', 'type: Caar'),
      '9:25: unknown type `Caar` (did you mean `Car`?)',
    ],
    [
      'an unknown purpose',
      RULE.replace('[audit]', '[audti]'),
      '7:16: unknown purpose `audti` (did you mean `audit`?)',
    ],
    [
      'an unknown use',
      RULE.replace('filter-eq', 'filter-equal'),
      '10:21: `filter-equal` is none of project, filter-eq, filter-range, order, group, aggregate, join-key, invoke (did you mean `filter-eq`?)',
    ],
    ['an unknown key', RULE.replace('uses:', 'use:'), '10:5: unknown key `use` (did you mean `uses`?)'],
    ['a missing key', RULE.replace(/ {4}uses:.*\n/u, ''), '3:5: the key `uses` is missing'],
    [
      'an unknown mask',
      `${RULE}    obligations: [{ mask: plat }]\n`,
      '11:27: unknown mask `plat` (did you mean `plate`?)',
    ],
    [
      'a mask that does not fit',
      `${RULE}    obligations: [{ mask: plate }]\n`,
      '11:27: the mask `plate` does not fit `Car.owner: Person`',
    ],
    [
      'a mask with a key of a field that the agency masks',
      `${RULE}    obligations: [{ mask: id.token, fields: [Car.plate] }]\n`,
      "11:27: the mask `id.token` needs the hub's keys, which no agency holds: it fits fields that join agencies, not `Car.plate`",
    ],
    [
      'a pseudonym of what is no person',
      `${RULE}    obligations: [{ mask: pseudonym, fields: [Car.plate] }]\n`,
      "11:27: the mask `pseudonym` needs the hub's keys, which no agency holds: it fits the id of a person, not `Car.plate`",
    ],
    [
      'a plain hash, which is no mask',
      `${RULE}    obligations: [{ mask: hash, fields: [Car.plate] }]\n`,
      '11:27: unknown mask `hash`',
    ],
    [
      'a mask of a field that the rule does not speak of',
      `${RULE}    obligations: [{ mask: plate, fields: [Car.key] }]\n`,
      '11:43: the rule masks `Car.key` but does not speak of it',
    ],
    [
      'a field that another agency provides',
      RULE.replace('{ type: Car, fields: [plate, owner] }', '{ type: Person, fields: [id] }'),
      "9:42: `Person.id` is not vehicles's to rule on",
    ],
    [
      'a class that matches nothing',
      RULE.replace('{ type: Car, fields: [plate, owner] }', '{ type: Car, grades: [4] }'),
      '9:17: no field that vehicles provides is like this',
    ],
    [
      'an unknown tag',
      RULE.replace('{ type: Car, fields: [plate, owner] }', '{ tags: [plates] }'),
      '9:26: unknown tag `plates` (did you mean `plate`?)',
    ],
    [
      'a permit for everybody',
      RULE.replace('{ roles: [auditor] }', 'everybody'),
      '8:15: `everybody` stands only in a `forbid`',
    ],
    [
      'a permit for no condition',
      RULE.replace('{ roles: [auditor] }', '{}'),
      '8:15: at least one condition on the subject is needed',
    ],
    ['an empty list', RULE.replace('[audit]', '[]'), '7:15: expected a list that is not empty'],
    [
      'a validity that ends before it begins',
      `${RULE}    validFrom: 2026-05-01\n    validTo: 2026-05-01\n`,
      '12:14: `validTo` is the first day on which the rule holds no more, so it lies after `validFrom`',
    ],
    ['no day', `${RULE}    validFrom: 2026-13-01\n`, '11:16: expected a day, `YYYY-MM-DD`'],
    [
      'an id of another agency',
      RULE.replace('vehicles/cars', 'police/cars'),
      '3:9: the id of a rule of this document begins with `vehicles/`',
    ],
    [
      'an anchor',
      RULE.replace('[audit]', '&a [audit]'),
      '7:18: anchors and aliases are not used in policies',
    ],
    [
      'a tag of YAML',
      RULE.replace('[audit]', '!!js/function [audit]'),
      '7:15: Unresolved tag: tag:yaml.org,2002:js/function',
    ],
    ['a repeated key', `${RULE}    effect: forbid\n`, '11:5: Map keys must be unique'],
    ['an unknown obligation', `${RULE}    obligations: [{ notify: owner }]\n`, '11:21: unknown key `notify`'],
    [
      'an unknown row condition',
      `${RULE}    obligations: [{ rows: county }]\n`,
      '11:27: `county` is none of region, organisation, self, consent',
    ],
    [
      'an unknown attribute of the subject',
      RULE.replace('{ roles: [auditor] }', '{ roles: [auditor], ranks: [chief] }'),
      '8:35: unknown key `ranks`',
    ],
    [
      'an obligation of a forbid',
      RULE.replace('permit', 'forbid') + '    obligations: [{ rows: region }]\n',
      '11:18: a `forbid` has no `obligations`',
    ],
  ];
  test.each(cases)('%s', (_, text, expected) => {
    expect(problemsOf(text)).toContain(`vehicles.yaml:${expected}`);
  });
});

test('what is no document at all is refused', () => {
  expect(problemsOf('')).toHaveLength(1);
  expect(problemsOf('just words')).toContain('vehicles.yaml:1:1: expected a mapping');
  expect(problemsOf('['.repeat(100_000)).length).toBeGreaterThan(0);
  expect(problemsOf('#'.repeat(1_000_001))).toEqual([
    'vehicles.yaml:1:1: the document is too large: more than 1000000 characters',
  ]);
  expect(problemsOf('a: [\u0000')).not.toEqual([]);
});

test('ids, agencies and file names stand for themselves', () => {
  expect(problemsOf(RULE, 'cars.yaml')).toEqual(['cars.yaml:1:1: the file is named `vehicles.yaml`']);
  const [, rule = ''] = RULE.split('rules:\n');
  expect(problemsOf(RULE + rule)).toEqual(['vehicles.yaml:11:9: the id `vehicles/cars` is repeated']);
  expect(() => readPolicies([{ name: 'vehicles.yaml', text: RULE }], catalogue)).toThrow(
    'purposes.yaml:1:1: the file is missing',
  );
});

test.each([
  ['by name', '{ type: Thing, fields: [owner] }'],
  ['by class', '{ type: Thing, tags: [record] }'],
])('an interface named %s, which no decision is made on, is refused with its types', (_, resource) => {
  expect(problemsOf(RULE.replace('{ type: Car, fields: [plate, owner] }', resource))).toEqual([
    'vehicles.yaml:9:25: `Thing` is an interface; name its types: `Boat`, `Car`',
  ]);
});

describe('what no person writes is refused with its bound or its place', () => {
  const nested = `${'['.repeat(20)}x${']'.repeat(20)}`;
  const anchors = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]', 'd: [*c, *c]'].join('\n');
  test.each([
    [
      'nesting',
      RULE.replace('[audit]', nested),
      /^vehicles\.yaml:7:\d+: the document is nested too deeply: more than 12 levels/u,
    ],
    [
      'brackets beyond what a parser bears',
      RULE.replace('[audit]', '['.repeat(3_000)),
      /^vehicles\.yaml:7:1: the document is nested too deeply: more than 12 levels$/u,
    ],
    [
      'lists in lists beyond what a parser bears',
      `agency: vehicles\nrules:\n  ${'- '.repeat(3_000)}x`,
      /^vehicles\.yaml:3:1: the document is nested too deeply: more than 12 levels$/u,
    ],
    ['values', `a: [${'x,'.repeat(100_001)}]`, /the document is too large: more than 100000 values/u],
    [
      'rules',
      `agency: vehicles\nrules: [${'x,'.repeat(2_001)}]`,
      /^vehicles\.yaml:2:8: a document has at most 2000 rules/u,
    ],
    ['anchors upon anchors', anchors, /anchors and aliases are not used/u],
    ['tabs', RULE.replace('    effect', '\teffect'), /:4:1: Tabs are not allowed/u],
    [
      'bytes that are no UTF-8',
      RULE.replace('law 1', 'law \ufffd'),
      /:6:18: the text holds characters that can not be seen, or is not UTF-8/u,
    ],
    [
      'text that runs backwards',
      RULE.replace('Cars', 'Ca\u202ers'),
      /:5:18: the text holds characters that can not be seen/u,
    ],
    [
      'a day that the calendar lacks',
      `${RULE}    validTo: 2026-02-30\n`,
      /:11:14: the calendar has no 2026-02-30/u,
    ],
    ['two documents', `${RULE}---\n${RULE}`, /multiple documents/u],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text).join('\n')).toMatch(expected);
  });

  test('a byte order mark and line ends of another system change nothing', () => {
    expect(problemsOf(`\ufeff${RULE.replaceAll('\n', '\r\n')}`)).toEqual([]);
  });

  test('as many problems as a person can use are listed', () => {
    expect(problemsOf(`agency: vehicles\nrules: [${'x,'.repeat(1_000)}]`).length).toBeLessThanOrEqual(200);
  });
});

test('whatever stands in a document, it reads, or every problem has its place', () => {
  const part = fc.constantFrom(
    ...[
      '[',
      ']',
      '{',
      '}',
      ':',
      '-',
      '|',
      '>',
      '&a ',
      '*a',
      '!!int ',
      '~',
      '"',
      "'",
      '#',
      '\t',
      '\n',
      '\u0000',
      '\ufeff',
    ],
    ...[
      '? ',
      '<<: ',
      '\n\n---\n',
      '9'.repeat(30),
      'permit',
      'all',
      'everybody',
      '\ud800',
      '😀',
      '__proto__',
      'constructor',
    ],
  );
  const mutation = fc.tuple(fc.nat(RULE.length), fc.nat(12), fc.oneof(part, fc.string({ maxLength: 5 })));
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
      const text = mutations.reduce(
        (mutated, [at, length, inserted]) => mutated.slice(0, at) + inserted + mutated.slice(at + length),
        RULE,
      );
      const { document, problems } = parsePolicyDocument('vehicles.yaml', text);
      if (problems.length === 0) expect(document.rules.length).toBeGreaterThan(0);
      const lines = text.split('\n').length;
      for (const { line, column, message } of problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(message).toMatch(/\S/u);
      }
      // What is sound so far is checked against the graph, which must not throw anything else either.
      problemsOf(text);
    }),
    { numRuns: 300 },
  );
});

test('whatever type stands where another is expected is a problem', () => {
  const wrong = ['1', 'true', '[]', '{}', '[[]]', '{ a: b }', '~', '""', '[~]', '[{ a: [b] }]'];
  const keys = ['id', 'effect', 'title', 'legalBasis', 'purposes', 'subjects', 'resources', 'uses'];
  for (const key of keys)
    for (const value of wrong) {
      const text = RULE.replace(new RegExp(`${key}: .*`, 'u'), `${key}: ${value}`);
      const accepted = ['legalBasis'].includes(key) && value === '[~]';
      expect([key, value, problemsOf(text).length > 0]).toEqual([key, value, !accepted]);
    }
});
