import { expect, test } from '@jest/globals';
import { unitWords } from './unit-words.ts';

test.each([
  ['Payment', 'paidAmount', 'fen 分 a month 每月'],
  ['AssistanceFamily', 'memberCount', 'people 人'],
  ['Vehicle', 'use', ''],
  ['Nothing', 'amount', ''],
])('a value of %s.%s is counted in: %s', (typeName, fieldName, words) => {
  expect(unitWords(typeName, fieldName)).toBe(words);
});
