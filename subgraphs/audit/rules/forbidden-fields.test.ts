import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { RuleDefinition } from '../definition/audit-definition.ts';
import { compiledAudit, testGraph } from '../testing/audit-fixtures.ts';
import { auditWith, MEMBERS, PERSONS, refusalOf } from '../testing/rule-fixtures.ts';

const forEach = [{ binding: 'family', path: 'nodes' }, MEMBERS];
const RETIREMENT = '国务院关于工人退休、退职的暂行办法（国发〔1978〕104号）第一条';

test.each<[string, Partial<RuleDefinition>, { part: string; line: number; column: number; reason: RegExp }]>([
  [
    'ethnicity',
    { when: 'family.head.ethnicity == "A"' },
    {
      part: 'rule test.rule when',
      line: 1,
      column: 1,
      reason: /`family.head.ethnicity` may not be read \(ethnicity\)/,
    },
  ],
  [
    'whether an ethnicity is recorded',
    { when: 'family.status == "A" ||\n has(family.head.ethnicity)' },
    { part: 'rule test.rule when', line: 2, column: 2, reason: /ethnicity/ },
  ],
  [
    'an address',
    { when: 'family.head.address.startsWith("A")' },
    { part: 'rule test.rule when', line: 1, column: 1, reason: /stands for a neighbourhood/ },
  ],
  [
    'a telephone number',
    { when: 'family.head.phone == "1"' },
    { part: 'rule test.rule when', line: 1, column: 1, reason: /\(contact\)/ },
  ],
  [
    'a name',
    { when: 'member.name == "A"' },
    { part: 'rule test.rule when', line: 1, column: 1, reason: /\(name\)/ },
  ],
  [
    'the sex, where the law does not tell women from men',
    { when: 'family.head.sex == "FEMALE"' },
    {
      part: 'rule test.rule when',
      line: 1,
      column: 1,
      reason: /only a rule whose statute treats women and men/,
    },
  ],
  [
    'a name as evidence',
    { evidence: ['member.name'] },
    { part: 'rule test.rule evidence member.name', line: 1, column: 1, reason: /\(name\)/ },
  ],
  [
    'an address in an exemption',
    {
      exempt: [
        { id: 'x', statute: 's', statement: 's', statementChinese: 's', when: 'has(family.head.address)' },
      ],
    },
    { part: 'rule test.rule exempt x', line: 1, column: 1, reason: /address/ },
  ],
  [
    'a name in a part, where the part says it',
    {
      define: [{ name: 'isNamed', expression: '  has(member.name)', table: null }],
      when: 'isNamed',
    },
    { part: 'rule test.rule define isNamed', line: 1, column: 3, reason: /\(name\)/ },
  ],
  [
    'a name in a collection',
    {
      collect: [
        {
          name: 'named',
          forEach: [{ binding: 'other', path: 'family.members' }],
          where: 'other.name == "A"',
          take: 'count',
          of: null,
        },
      ],
      when: 'named > 1',
    },
    { part: 'rule test.rule collect named where', line: 1, column: 1, reason: /\(name\)/ },
  ],
  [
    'a township',
    { when: 'within(family.head.addressDivision, "230102003")' },
    { part: 'rule test.rule when', line: 1, column: 8, reason: /a part of a county is a neighbourhood/ },
  ],
  [
    'a township by equality',
    { when: 'family.head.addressDivision == "230102003"' },
    { part: 'rule test.rule when', line: 1, column: 1, reason: /a part of a county is a neighbourhood/ },
  ],
  [
    'a list of townships',
    { when: 'family.head.addressDivision in ["230102", "230102003"]' },
    { part: 'rule test.rule when', line: 1, column: 1, reason: /a part of a county is a neighbourhood/ },
  ],
  [
    'townships by how they begin',
    { when: 'family.division.startsWith("230102003")' },
    { part: 'rule test.rule when', line: 1, column: 1, reason: /a part of a county is a neighbourhood/ },
  ],
])('T12 a rule that reads %s can not be saved', (_, change, { reason, ...place }) => {
  const refusal = refusalOf({ forEach, ...change });
  expect(refusal).toMatchObject(place);
  expect(refusal.reason).toMatch(reason);
});

test.each<[string, Partial<RuleDefinition>]>([
  ['the age', { when: 'ageOn(family.head.bornOn, asOf) >= 60' }],
  [
    'the sex, where its statute tells women from men',
    { statute: RETIREMENT, when: 'family.head.sex == "FEMALE"' },
  ],
  ['a county', { when: 'within(family.head.addressDivision, "230102") || family.division == "230102"' }],
  ['a city', { when: 'within(family.division, "230100")' }],
  ['whether two divisions are one', { when: 'family.division != member.division' }],
  [
    'how many divisions there are',
    {
      collect: [
        {
          name: 'places',
          forEach: [{ binding: 'other', path: 'family.members' }],
          where: null,
          take: 'count',
          of: 'other.division',
        },
      ],
      when: 'places > 1',
    },
  ],
  ['a division as evidence', { evidence: ['family.division'] }],
])('T12 a rule may read %s', (_, change) => {
  expect(() => auditWith({ forEach, ...change })).not.toThrow();
});

const ofPersons: Partial<RuleDefinition> = {
  forEach: [{ binding: 'person', path: 'nodes' }],
  about: 'person',
  when: 'person.status == "NORMAL"',
  evidence: [],
};
const filtered = (filter: string): string =>
  PERSONS.replace('after: $after)', `after: $after, filter: { ${filter} })`);

test('T12 a population can not be chosen by what a rule may not read', () => {
  const women = filtered('sex: { eq: "FEMALE" }');
  const refusal = refusalOf(ofPersons, women);
  expect(refusal).toMatchObject({ part: 'operation', reason: expect.stringContaining('`Person.sex` (sex)') });
  expect(() => auditWith({ ...ofPersons, statute: RETIREMENT }, {}, women)).not.toThrow();
});

test.each<[string, string]>([
  ['a number', filtered('id: { eq: "RID:239901198001010011" }')],
  ['a list of numbers', filtered('id: { in: ["RID:239901198001010011"] }')],
])('T12 a population can not be chosen by %s of a person', (_, operation) => {
  expect(refusalOf(ofPersons, operation)).toMatchObject({
    part: 'operation',
    reason: expect.stringContaining('`Person.id`, which says who somebody is') as unknown,
  });
});

test('T12 a population may be that of a place', () => {
  expect(() => auditWith(ofPersons, {}, filtered('division: { within: "230102" }'))).not.toThrow();
});

const SHIPPED = readdirSync(new URL('../audits/', import.meta.url))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

test.each(SHIPPED)('T12 %s, which ships, reads nothing that no rule may', (name) => {
  expect(compiledAudit(name, testGraph()).rules.length).toBeGreaterThan(0);
});
