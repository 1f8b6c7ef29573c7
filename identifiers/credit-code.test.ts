import { expect, test } from '@jest/globals';
import {
  checkCreditCode,
  creditCodeCheckCharacter,
  makeCreditCode,
  normaliseCreditCode,
} from './credit-code.ts';
import { divisionTable, everyProvince, syntheticDivisions } from './division.ts';

test.each([
  '91110000802100433B',
  '91330100799655058B',
  '9144030071526726XG',
  '914403001922038216',
  '91239900MA0000015Y',
  '91239900000000123C',
])('%s is sound, and the organisation code inside', (code) => {
  expect(checkCreditCode(code, everyProvince)).toEqual({ ok: true, code });
});

test('synthetic codes carry a division that nobody was assigned', () => {
  expect(checkCreditCode('91239900MA0000015Y', syntheticDivisions).ok).toBe(true);
  expect(checkCreditCode('91110000802100433B', syntheticDivisions)).toEqual({ ok: false, fault: 'DIVISION' });
  expect(checkCreditCode('91110000802100433B', divisionTable(['110000'])).ok).toBe(true);
});

test('full width and lower case are the same code', () => {
  expect(normaliseCreditCode('９１２３９９００ｍａ０００００１５ｙ')).toBe('91239900MA0000015Y');
});

test('each fault is told apart', () => {
  expect(checkCreditCode('91239900MA0000015', everyProvince)).toEqual({ ok: false, fault: 'MALFORMED' });
  expect(checkCreditCode('91239900MI0000015Y', everyProvince)).toEqual({ ok: false, fault: 'MALFORMED' });
  expect(checkCreditCode('91239900MA0000015X', everyProvince)).toEqual({
    ok: false,
    fault: 'CHECK_CHARACTER',
  });
  const wrongInside = '91239900MA0000016';
  expect(checkCreditCode(wrongInside + creditCodeCheckCharacter(wrongInside), everyProvince)).toEqual({
    ok: false,
    fault: 'ORGANISATION',
  });
});

test('a made code is sound', () => {
  const code = makeCreditCode({ category: '92', division: '239905', organisation: 'MA1K2P7T' });
  expect(checkCreditCode(code, syntheticDivisions)).toEqual({ ok: true, code });
  expect(() => makeCreditCode({ category: '92', division: '2399', organisation: 'MA1K2P7T' })).toThrow(
    RangeError,
  );
});
