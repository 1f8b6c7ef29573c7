import { expect, test } from '@jest/globals';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition, ExemptionDefinition, RuleDefinition } from '../definition/audit-definition.ts';
import { compileAudit } from '../definition/compile-audit.ts';
import { pathText } from './typed-expression.ts';
import { checkAuditShape, readAuditDocument } from '../definition/read-audit-document.ts';
import { shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';

const graph = testGraph();
const shipped = shippedAudit('dead-and-paid');

function refusalOf(change: Partial<RuleDefinition>, audit: Partial<AuditDefinition> = {}): SluiceError {
  const [rule] = shipped.rules;
  try {
    compileAudit(
      { ...shipped, ...audit, rules: [{ ...rule!, ...change }] },
      new Map(),
      graph,
      testThresholds(),
    );
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

function exemptionWhen(when: string): ExemptionDefinition {
  return { id: 'test', statute: 'a', statement: 'b', statementChinese: '丙', when };
}

function counted(name: string, binding: string): RuleDefinition['collect'][number] {
  return { name, forEach: [{ binding, path: 'family.members' }], where: null, take: 'count', of: null };
}

test.each([
  [
    'a day compared with a month',
    { when: 'death.diedOn < payment.payMonth' },
    /a day and .* is a month: they can not be compared/,
  ],
  [
    'an amount compared with a month',
    { when: 'payment.paidAmount < payment.payMonth' },
    /money a month and .* is a month/,
  ],
  ['a null', { when: 'payment.status == null' }, /there is no null in rules/],
  [
    'a condition that is no condition',
    { when: 'payment.payMonth' },
    /a month, where a condition is asked for/,
  ],
  ['a condition that does not parse', { when: 'payment.status ==' }, /./],
  ['an unknown binding', { when: 'car.status == "NORMAL"' }, /./],
  ['a field that the operation does not select', { when: 'payment.approvedAmount > 0' }, /./],
  ['a list', { when: 'family.payments == "A"' }, /not a single value/],
  ['a walk over a list', { when: '["A"].exists(x, x == payment.status)' }, /`exists` is no function/],
  [
    'a regular expression',
    { when: '(payment.status + payment.status).matches("^(([A-Z0-9])+)+x$")' },
    /`matches` is no function/,
  ],
  [
    'a regular expression in an exemption',
    { exempt: [exemptionWhen('payment.status.matches("x")')] },
    /`matches`/,
  ],
  ['an index', { when: 'payment["status"] == "PAID"' }, /`\[\]` has no meaning/],
  ['a map', { when: '{"a": payment.status} == {"a": "PAID"}' }, /`map` has no meaning/],
  ['a binding of its own', { when: 'cel.bind(x, payment.status, x + x == "")' }, /`bind` is no function/],
  ['too long a condition', { when: `payment.status == "${'x'.repeat(2_000)}"` }, /longer than 2000/],
  ['evidence that is no value', { evidence: ['member.person'] }, /not a single value/],
  ['evidence out of nowhere', { evidence: ['nobody.status'] }, /no binding here/],
  ['a finding about nobody', { about: 'payment' }, /`about`/],
  ['a finding about a record', { about: 'member' }, /`about`/],
  ['a finding about nothing', { about: 'member.persona' }, /`about`/],
  ['nothing to show', { when: 'true', evidence: [] }, /needs evidence/],
  [
    'two bindings that differ in case alone',
    {
      forEach: [
        { binding: 'family', path: 'nodes' },
        { binding: 'famIly', path: 'family.members' },
      ],
    },
    /`famIly` is bound twice/,
  ],
  [
    'two collections that differ in case alone',
    { collect: [counted('abc', 'one'), counted('aBc', 'other')] },
    /the name `aBc` is taken/,
  ],
  [
    'a part named as a binding in another case',
    { define: [{ name: 'Family', expression: 'true', table: null }] },
    /the name `Family` is taken/,
  ],
  [
    'a collection over a binding of the rule in another case',
    { collect: [counted('abc', 'famIly')] },
    /the name `famIly` is taken/,
  ],
  ['a name that every rule has, in another case', { collect: [counted('asof', 'one')] }, /`asof` is taken/],
  ['no binding', { forEach: [] }, /bind the population/],
  [
    'a binding out of nowhere',
    { forEach: [{ binding: 'family', path: 'cases' }] },
    /must have the path `nodes`/,
  ],
])('a rule with %s is refused', (_, change, reason) => {
  const refusal = refusalOf(change);
  expect(refusal.code).toBe('AUDIT_INVALID');
  expect(refusal.detail['part']).toMatch(/^rule dead-and-paid\.death-certificate/);
  expect(refusal.detail['reason']).toMatch(reason);
});

test('evidence without its record is refused', () => {
  const operation = shipped.operation.replace('recordedAt', '');
  const refusal = refusalOf({ evidence: ['family.caseNumber'] }, { operation });
  expect(refusal.detail['reason']).toMatch(/`family.caseNumber` can not be evidence/);
});

test('a binding whose records can not be told apart is refused', () => {
  const operation = shipped.operation.replace('recordKey', '');
  expect(refusalOf({}, { operation }).detail['reason']).toMatch(/select `recordKey` of `family`/);
});

test.each([
  [
    'says nothing of',
    { AssistanceFamily: 1, AssistanceMember: 1, DeathCertificate: 1 },
    /how old `Payment` may be/,
  ],
  [
    'speaks of more than',
    { AssistanceFamily: 1, AssistanceMember: 1, DeathCertificate: 1, Payment: 1, Vehicle: 1 },
    /names `Vehicle`, which the rule does not read/,
  ],
])('a rule that %s what it reads is refused', (_, maxAgeHours, reason) => {
  expect(refusalOf({ maxAgeHours }).detail['reason']).toMatch(reason);
});

const SOUND = 'payment.status == "PAID"';
const withNumber = shipped.operation.replace(
  'validTo',
  'validTo number: recordedIdNumber kind: recordedIdKind',
);

test.each<[string, Partial<RuleDefinition>, { part: RegExp; line: number; column: number }]>([
  [
    'a condition',
    { when: `${SOUND}\n  && member.person.id == "RID:2"` },
    { part: /when$/u, line: 2, column: 6 },
  ],
  [
    'part of a condition',
    { when: `member.person.id.startsWith("RID:2399")` },
    { part: /when$/u, line: 1, column: 1 },
  ],
  [
    'a question whether it is there',
    { when: 'has(member.person.id)' },
    { part: /when$/u, line: 1, column: 5 },
  ],
  ['a number under another name', { when: 'member.number == "2"' }, { part: /when$/u, line: 1, column: 1 }],
  ['the kind of the document', { when: 'member.kind == "1"' }, { part: /when$/u, line: 1, column: 1 }],
  [
    'an exemption',
    {
      exempt: [
        { id: 'x', statute: 's', statement: 's', statementChinese: 's', when: 'member.number == "2"' },
      ],
    },
    { part: /exempt x$/u, line: 1, column: 1 },
  ],
  [
    'evidence',
    { evidence: ['member.person.id'] },
    { part: /evidence member\.person\.id$/u, line: 1, column: 1 },
  ],
])('%s that reads who somebody is, is refused with its place', (_, change, { part, line, column }) => {
  const refusal = refusalOf({ when: SOUND, ...change }, { operation: withNumber });
  expect(refusal.code).toBe('AUDIT_INVALID');
  expect(refusal.detail).toMatchObject({ part: expect.stringMatching(part), line, column });
  expect(refusal.detail['reason']).toMatch(/identity joins records/u);
});

test.each([
  [{ binding: 'member', path: 'household.members' }, /does not begin with an earlier binding/],
  [{ binding: 'member', path: 'family.members.person' }, /goes on after the list/],
  [{ binding: 'member', path: 'family.caseNumber' }, /not an object or a list/],
  [{ binding: 'family', path: 'family.members' }, /bound twice/],
])('a binding %j is refused', (binding, reason) => {
  const refusal = refusalOf({ forEach: [{ binding: 'family', path: 'nodes' }, binding] });
  expect(refusal.detail['reason']).toMatch(reason);
});

test('a rule keeps what its conditions read, each path once', () => {
  const [rule] = shipped.rules;
  const when = 'payment.status.startsWith("P") && !has(member.validTo) && payment.status != "STOPPED"';
  const audit = compileAudit(
    { ...shipped, rules: [{ ...rule!, when, maxAgeHours: { ...rule!.maxAgeHours } }] },
    new Map(),
    graph,
    testThresholds(),
  );
  expect(audit.rules[0]?.evidence.map(pathText)).toEqual([
    'payment.status',
    'member.validTo',
    'payment.paidAmount',
  ]);
});

test('the refusal of an expression says where in it', () => {
  const refusal = refusalOf({ when: 'payment.status == "PAID"\n  && nobody.status == "PAID"' });
  expect(refusal.detail).toMatchObject({ line: 2, column: 6 });
});

test.each([
  [{ name: 'FromMonth', type: 'Month', default: '2026-01' }, /camelCase/],
  [{ name: 'first', type: 'Int', default: 1 }, /taken/],
  [{ name: 'fromMonth', type: 'PersonFilter', default: null }, /not the type of a parameter/],
  [{ name: 'fromMonth', type: 'Month', default: '2026-01-01' }, /not a `Month`/],
])('a parameter %j is refused', (parameter, reason) => {
  expect(refusalOf({}, { parameters: [parameter] }).detail['reason']).toMatch(reason);
});

test('a population that does not say which case it is, is refused', () => {
  const operation = shipped.operation.replace('caseNumber', '');
  expect(refusalOf({}, { operation }).detail['reason']).toMatch(/select `caseNumber`/);
});

test.each([
  ['rules', { rules: Array.from({ length: 21 }, () => shipped.rules[0]) }],
  [
    'bindings',
    {
      rules: [
        { ...shipped.rules[0], forEach: Array.from({ length: 9 }, () => shipped.rules[0]!.forEach[0]) },
      ],
    },
  ],
])('a document with more %s than anybody reads is refused', (_, change) => {
  expect(() => checkAuditShape({ ...shipped, ...change })).toThrow(SluiceError);
});

test('an unknown key in a document is refused', () => {
  expect(() => readAuditDocument('name: x\nsurprise: 1\n')).toThrow(SluiceError);
});

test.each<[string, RegExp]>([
  ['payment.status == "PAYED"', /`payment.status` is never "PAYED" \(did you mean `PAID`\?\)/u],
  ['"Paid" != payment.status', /is never "Paid" \(did you mean `PAID`\?\)/u],
  ['payment.status in ["PAID", "RETRUNED"]', /did you mean `RETURNED`/u],
  ['payment.paidAmount / 0 > 1', /nothing is divided by zero/u],
  ['payment.paidAmount % 0 > 1', /nothing is divided by zero/u],
])('what can never be is refused: %s', (when, reason) => {
  expect(refusalOf({ when }).detail['reason']).toMatch(reason);
});
