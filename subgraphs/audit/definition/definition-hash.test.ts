import { expect, test } from '@jest/globals';
import { shippedAudit } from '../testing/audit-fixtures.ts';
import { definitionHash, ruleHash } from './definition-hash.ts';

const audit = shippedAudit('barred-vehicle');
const [rule] = audit.rules;

test('the order in which a definition is kept does not change its hash', () => {
  const turned = Object.fromEntries(Object.entries(audit).reverse()) as typeof audit;
  expect(JSON.stringify(turned)).not.toBe(JSON.stringify(audit));
  expect(definitionHash(turned)).toBe(definitionHash(audit));
});

test.each([
  ['its condition', { ...audit, rules: [{ ...rule!, when: 'false' }] }],
  ['what is asked for', { ...audit, operation: `${audit.operation} ` }],
  ['a default', { ...audit, parameters: [{ name: 'note', type: 'String', default: 'x' }] }],
])('another rule hash follows from %s', (_, changed) => {
  expect(ruleHash(changed, changed.rules[0]!)).not.toBe(ruleHash(audit, rule!));
});

test('what an audit is called does not change its rules', () => {
  expect(ruleHash({ ...audit, title: 'Another' }, rule!)).toBe(ruleHash(audit, rule!));
});
