import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MaskKind } from '../vocabulary.ts';
import { applyMask } from './apply-mask.ts';
import { MASKS, stricterMask } from './mask-kinds.ts';

const kind = (name: string) => name as MaskKind;

describe('values that fit', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['id.full', 'RID:239901199001011234', '******************'],
    ['id.1-1', '23990119900101123X', '2****************X'],
    ['id.1-1', 'RID:23990119900101123X', 'RID:2****************X'],
    ['id.1-1', 'PASSPORT:UTO-L898902C3', 'PASSPORT:U***********3'],
    ['name.surname', '张三丰', '张**'],
    ['name.surname', '欧阳修', '欧阳*'],
    ['name.surname', '欧阳', '欧*'],
    ['name.surname', '𠮷田', '𠮷*'],
    ['phone.3-4', '13812345678', '138****5678'],
    ['plate', '黑A12B38', '黑A****8'],
    ['plate', '黑AD12345', '黑A*****5'],
    ['card.6-4', '6222021234567894', '622202******7894'],
    ['const', 'a1b2', '***'],
    ['addr.county', '230102001', '230102'],
    ['addr.county', '230102', '230102'],
    ['date.month', '1990-07-15', '1990-07-01'],
    ['date.year', '1990-07-15', '1990-01-01'],
    ['num.bucket', 345_678, 300_000],
    ['num.bucket', -1, -100_000],
  ];
  test.each(cases)('%s of %j is %j', (mask, value, shown) => {
    expect(applyMask(kind(mask), value)).toBe(shown);
  });
});

describe('values that do not fit are hidden whole', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['id.1-1', '110105491231002', '******************'],
    ['id.1-1', '２３９９０１１９９００１０１１２３Ｘ', '******************'],
    ['id.1-1', '23990119900101123x', '******************'],
    ['id.1-1', '', '******************'],
    ['id.1-1', 'PASSPORT:ab', '******************'],
    ['name.surname', 'Zhang San', '***'],
    ['name.surname', '张', '***'],
    ['name.surname', '张😀', '***'],
    ['name.surname', '阿卜杜·热合曼', '***'],
    ['phone.3-4', '0451-87654321', '***********'],
    ['phone.3-4', 13812345678, '***********'],
    ['plate', '12345', '*******'],
    ['card.6-4', '6222021234567890', '****************'],
    ['card.6-4', 'deadbeefdeadbeef', '****************'],
    ['addr.county', '哈尔滨市道里区', null],
    ['date.month', '1990-02-30', null],
    ['date.year', 'yesterday', null],
    ['num.bucket', '345678', null],
    ['num.bucket', Number.NaN, null],
  ];
  test.each(cases)('%s of %j is %j', (mask, value, shown) => {
    expect(applyMask(kind(mask), value)).toBe(shown);
  });
});

test('null and undefined stay null, lists are masked item by item', () => {
  for (const mask of MASKS.keys()) {
    expect(applyMask(mask, null)).toBeNull();
    expect(applyMask(mask, undefined)).toBeNull();
  }
  expect(applyMask(kind('phone.3-4'), ['13812345678', null])).toEqual(['138****5678', null]);
});

test('an unknown kind refuses, also for null', () => {
  expect(() => applyMask(kind('id.6-5'), 'x')).toThrow('id.6-5');
  expect(() => applyMask(kind('toString'), null)).toThrow('toString');
});

test('no mask passes text of four characters or more as it is', () => {
  const text = fc.string({ minLength: 4, unit: 'binary' }).filter((value) => !/^\*+$/u.test(value));
  fc.assert(
    fc.property(fc.constantFrom(...MASKS.keys()), text, (mask, value) => {
      const shown = applyMask(mask, value);
      expect(typeof shown === 'string' && shown.includes(value)).toBe(false);
    }),
  );
});

test('what several people share masks to the same, so that a mask does not single out', () => {
  expect(applyMask(kind('id.1-1'), '239901199001011235')).toBe(
    applyMask(kind('id.1-1'), '239902198512311235'),
  );
});

test('the stricter of two masks is the same in either order, and an unknown one is the strictest', () => {
  const known = [...MASKS.keys(), kind('not-a-mask')];
  fc.assert(
    fc.property(
      fc.constantFrom(...known),
      fc.constantFrom(...known),
      fc.constantFrom(...known),
      (a, b, c) => {
        expect(stricterMask(a, b)).toBe(stricterMask(b, a));
        expect(stricterMask(a, stricterMask(b, c))).toBe(stricterMask(stricterMask(a, b), c));
      },
    ),
  );
  expect(stricterMask(kind('id.full'), kind('not-a-mask'))).toBe('not-a-mask');
  expect(stricterMask(kind('id.1-1'), kind('id.full'))).toBe('id.full');
});

test('every mask has words in both languages and says which scalars carry it', () => {
  for (const { words, fits } of MASKS.values()) {
    expect(words.en).toMatch(/^[\x20-\x7e]+$/u);
    expect(words.zh).toMatch(/\p{Script=Han}/u);
    expect(fits.length).toBeGreaterThan(0);
  }
});
