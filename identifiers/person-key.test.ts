import { expect, test } from '@jest/globals';
import { syntheticDivisions } from './division.ts';
import { formatPersonKey, parsePersonKey, personKeyOf } from './person-key.ts';

test.each([
  ['RID', '11010519491231002x', 'RID:11010519491231002X'],
  ['RID', '110105491231002', 'RID:11010519491231002X'],
  ['RID', '２３９９０１１９５００１０１００１６', 'RID:239901195001010016'],
  ['HMT', 'h00000001', 'HMT:H00000001'],
  ['HMT', '00000001', 'HMT:00000001'],
  ['PASSPORT', 'uto-l898902c3', 'PASSPORT:UTO-L898902C3'],
  ['BIRTH', 'X990000001', 'BIRTH:X990000001'],
  ['HOSP', '2399H001-000123', 'HOSP:2399H001-000123'],
])('%s `%s` is %s', (kind, number, key) => {
  expect(personKeyOf(kind, number)).toBe(key);
  expect(parsePersonKey(key)).toEqual({ kind, number: key.slice(kind.length + 1) });
});

test.each([
  ['RID', '239901195001010015'],
  ['RID', '990101195001010010'],
  ['RID', null],
  [null, '239901195001010016'],
  ['ID', '239901195001010016'],
  ['PASSPORT', 'L898902C3'],
  ['BIRTH', '990000001'],
  ['HOSP', ''],
])('%s `%s` gives no key', (kind, number) => {
  expect(personKeyOf(kind, number)).toBeNull();
});

test('a table narrows which resident IDs count', () => {
  expect(personKeyOf('RID', '11010519491231002X', syntheticDivisions)).toBeNull();
  expect(parsePersonKey('RID:11010519491231002X', syntheticDivisions)).toBeNull();
  expect(parsePersonKey('RID:239901195001010016', syntheticDivisions)).not.toBeNull();
});

test.each(['', 'RID', 'RID:', 'RID:11010519491231002x', 'RID:110105491231002', 'rid:11010519491231002X'])(
  '`%s` is no canonical key',
  (text) => {
    expect(parsePersonKey(text)).toBeNull();
  },
);

test('formatting is the inverse of parsing', () => {
  expect(formatPersonKey({ kind: 'RID', number: '239901195001010016' })).toBe('RID:239901195001010016');
});
