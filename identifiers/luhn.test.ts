import { expect, test } from '@jest/globals';
import { isLuhnValid, luhnCheckDigit } from './luhn.ts';

test('the known vectors pass and fail', () => {
  expect(isLuhnValid('79927398713')).toBe(true);
  expect(isLuhnValid('79927398714')).toBe(false);
});

test.each(['', '0', '7992739871X', '7992 7398 713'])('`%s` is no card number', (text) => {
  expect(isLuhnValid(text)).toBe(false);
});

test('a check digit completes its number', () => {
  expect(luhnCheckDigit('7992739871')).toBe('3');
  expect(isLuhnValid(`622200000000000${luhnCheckDigit('622200000000000')}`)).toBe(true);
  expect(() => luhnCheckDigit('')).toThrow(RangeError);
});
