import { expect, test } from '@jest/globals';
import { PRIORITY_GROUPS } from '../market/priority-group.ts';
import { PRIORITY_DATASETS } from './priority-facts.ts';
import { parsePriorityRules, readPriorityRules } from './read-priority-rules.ts';

const RULE = {
  id: 'disabled.province',
  group: 'DISABLED',
  division: '230000',
  validFrom: '2008-01-01',
  statute: 's',
  words: 'w',
  wordsChinese: '字',
  evidence: ['DISABILITY'],
  when: { holds: 'disability' },
};
const parsed = (...rules: readonly object[]) => parsePriorityRules(JSON.stringify(rules));

test('what ships has a rule for every group in the province, with statute and words in both languages', () => {
  const rules = readPriorityRules();
  const inProvince = rules.filter(({ division, validTo }) => division === '230000' && validTo === null);
  expect(inProvince.map(({ group }) => group).toSorted()).toEqual(PRIORITY_GROUPS.toSorted());
  for (const { statute, words, wordsChinese } of rules) {
    expect(statute).toMatch(/第.+条/u);
    expect(words).toMatch(/^[A-Z][\x20-\x7e]+\.$/u);
    expect(wordsChinese).toMatch(/\p{Script=Han}.+。$/u);
  }
});

test('every dataset is one that some rule rests on', () => {
  const used = new Set(readPriorityRules().flatMap(({ evidence }) => evidence));
  expect([...used].toSorted()).toEqual(Object.keys(PRIORITY_DATASETS).toSorted());
});

test('a rule is in force for good where nothing else is said', () => {
  expect(parsed(RULE)).toEqual([{ ...RULE, validTo: null }]);
});

test.each<[string, object]>([
  ['a key that is not known', { surprise: 1 }],
  ['a group that is none', { group: 'LAZY' }],
  ['a place that is none', { division: '23' }],
  ['a township', { division: '230102001' }],
  ['a time that is none', { validFrom: '2026-02-30' }],
  ['an end before its beginning', { validTo: '2008-01-01' }],
  ['evidence that is none', { evidence: ['GOSSIP'] }],
  ['no evidence', { evidence: [] }],
  ['a condition that is none', { when: { income: 1 } }],
  ['two conditions at once', { when: { ageFrom: 1, ageBelow: 2 } }],
  ['nothing in a condition', { when: { all: [] } }],
  ['no statute', { statute: '' }],
])('a rule with %s is refused', (_, change) => {
  expect(() => parsed({ ...RULE, ...change })).toThrow(Error);
});

test('two rules of a group and division at a time are refused, one after the other are not', () => {
  const other = { ...RULE, id: 'disabled.other', validFrom: '2020-01-01' };
  expect(() => parsed(RULE, other)).toThrow('in force at a time');
  expect(parsed({ ...RULE, validTo: '2020-01-01' }, other)).toHaveLength(2);
  expect(() => parsed({ ...RULE, validTo: '2020-01-01' }, { ...other, id: RULE.id })).toThrow('are called');
});
