import { expect, test } from '@jest/globals';
import { divisionTable, eitherTable, syntheticDivisions } from './division.ts';
import {
  birthDateOf,
  checkResidentId,
  makeResidentId,
  normaliseResidentId,
  residentIdCheckCharacter,
  sexOf,
  type ResidentId,
} from './resident-id.ts';

const table = eitherTable(divisionTable(['110105', '440524']), syntheticDivisions);

test.each([
  ['11010519491231002', 'X'],
  ['44052418800101001', '4'],
  ['23990119500101001', '6'],
  ['23990220010229002', '9'],
])('the check character of %s is %s', (first17, check) => {
  expect(residentIdCheckCharacter(first17)).toBe(check);
});

test('the number of a date that does not exist is refused for its date', () => {
  expect(checkResidentId('239902200102290029', table)).toEqual({ ok: false, fault: 'DATE' });
});

test.each([
  ['11010519491231002X', '11010519491231002X'],
  ['11010519491231002x', '11010519491231002X'],
  ['１１０１０５１９４９１２３１００２ｘ', '11010519491231002X'],
  [' 110105 19491231 002X ', '11010519491231002X'],
  ['110105491231002', '11010519491231002X'],
])('`%s` as recorded stands for %s', (recorded, id) => {
  expect(normaliseResidentId(recorded)).toBe(id);
  expect(checkResidentId(recorded, table)).toEqual({ ok: true, id });
});

test.each(['', '1101051949123100', '11010519491231002Y', 'X1010519491231002X', '1101051949123100211'])(
  '`%s` is malformed',
  (recorded) => {
    expect(checkResidentId(recorded, table)).toEqual({ ok: false, fault: 'MALFORMED' });
  },
);

test('every wrong digit is caught', () => {
  const id = '239901195001010016';
  expect(checkResidentId(id, table).ok).toBe(true);
  for (let at = 0; at < 18; at++) {
    for (const digit of '0123456789X') {
      const wrong = id.slice(0, at) + digit + id.slice(at + 1);
      if (wrong !== id) expect(checkResidentId(wrong, table).ok).toBe(false);
    }
  }
});

test('a division that the table does not assign is refused', () => {
  expect(checkResidentId('11010519491231002X', syntheticDivisions)).toEqual({ ok: false, fault: 'DIVISION' });
});

test('a made number is sound and says who it is of', () => {
  const id = makeResidentId({ division: '239907', bornOn: '2004-02-29', sequence: 7 });
  expect(checkResidentId(id, syntheticDivisions)).toEqual({ ok: true, id });
  expect(birthDateOf(id)).toBe('2004-02-29');
  expect(sexOf(id)).toBe('MALE');
  expect(sexOf('239907200402290020' as ResidentId)).toBe('FEMALE');
  expect(() => makeResidentId({ division: '239907', bornOn: '2003-02-29', sequence: 7 })).toThrow(RangeError);
  expect(() => makeResidentId({ division: '239907', bornOn: '2004-02-29', sequence: 1000 })).toThrow(
    RangeError,
  );
});
