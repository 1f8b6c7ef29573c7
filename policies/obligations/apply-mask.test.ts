import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AT_AGENCY, AT_GATEWAY } from '../testing/mask-contexts.ts';
import type { MaskKind } from '../vocabulary.ts';
import { applyMask } from './apply-mask.ts';
import { MASKS, stricterMask } from './mask-kinds.ts';

const kind = (name: string) => name as MaskKind;
const shown = (mask: string, value: unknown) => applyMask(kind(mask), value, AT_GATEWAY);

describe('values that fit', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['id.full', 'RID:239901199001011234', '******************'],
    ['id.1-1', '23990119900101123X', '2****************X'],
    ['id.1-1', 'RID:23990119900101123X', 'RID:2****************X'],
    ['id.1-1', 'PASSPORT:UTO-L898902C3', 'PASSPORT:U***********3'],
    ['id.6-4', '23990119900101432X', '239901********432X'],
    ['id.6-4', 'RID:23990119900101432X', 'RID:239901********432X'],
    ['id.token', 'RID:23990119900101432X', 'TOKEN OF RID:23990119900101432X'],
    ['pseudonym', 'RID:23990119900101432X', 'PSN:RID:23990119900101432X'],
    ['name.surname', '张三丰', '张**'],
    ['name.surname', '欧阳修', '欧阳*'],
    ['name.surname', '欧阳', '欧*'],
    ['name.surname', '𠮷田', '𠮷*'],
    ['name.last', '张三', '*三'],
    ['name.last', '欧阳𠮷', '**𠮷'],
    ['phone.3-4', '13812345678', '138****5678'],
    ['tel', '0451-87654312', '0451-****12'],
    ['tel', '045187654312', '0451-****12'],
    ['tel', '010-7654321', '010-****21'],
    ['plate', '黑A12B38', '黑A****8'],
    ['plate', '黑AD12345', '黑A*****5'],
    ['card.6-4', '6222021234567894', '622202******7894'],
    ['const', 'a1b2', '***'],
    ['exists', 'a1b2', 'true'],
    ['exists', false, true],
    ['null', 4711, null],
    ['addr.prefecture', '230102001', '230100'],
    ['addr.county', '230102001', '230102'],
    ['addr.county', '230102', '230102'],
    ['addr.township', '230102001003', '230102001'],
    ['addr.township', '230102', '230102'],
    ['date.month', '1990-07-15', '1990-07'],
    ['date.quarter', '1990-07-15', '1990-Q3'],
    ['date.quarter', '1990-12-31', '1990-Q4'],
    ['date.year', '1990-07-15', '1990'],
    ['date.5y', '1959-12-31', '1955–1959'],
    ['date.5y', '1960-01-01', '1960–1964'],
    ['num.bucket', 345_678, 300_000],
    ['num.bucket', -1, -100_000],
    ['num.round', 345_678, 350_000],
    ['num.round', 4_999, 0],
    ['num.round', -4_999, 0],
    ['num.round', -5_000, -10_000],
  ];
  test.each(cases)('%s of %j is %j', (mask, value, masked) => {
    expect(shown(mask, value)).toBe(masked);
  });
});

describe('values that do not fit are hidden whole', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['id.1-1', '110105491231002', '******************'],
    ['id.1-1', '２３９９０１１９９００１０１１２３Ｘ', '******************'],
    ['id.1-1', '23990119900101123x', '******************'],
    ['id.1-1', '', '******************'],
    ['id.1-1', 'PASSPORT:ab', '******************'],
    ['id.6-4', '110105491231002', '******************'],
    ['id.6-4', '２３９９０１１９９００１０１１２３Ｘ', '******************'],
    ['id.6-4', 'PASSPORT:UTO-L898902C3', '******************'],
    ['id.6-4', 4711, '******************'],
    ['id.token', 4711, '******************'],
    ['pseudonym', 4711, '******************'],
    ['name.surname', 'Zhang San', '***'],
    ['name.surname', '张', '***'],
    ['name.surname', '张😀', '***'],
    ['name.surname', '阿卜杜·热合曼', '***'],
    ['name.last', '张三😀', '***'],
    ['name.last', 'Zhang San', '***'],
    ['name.last', '买买提江艾合买提', '***'],
    ['phone.3-4', '0451-87654321', '***********'],
    ['phone.3-4', 13812345678, '***********'],
    ['tel', '13812345678', '***********'],
    ['tel', '87654321', '***********'],
    ['tel', '0451-87654321转8', '***********'],
    ['tel', '０４５１-87654321', '***********'],
    ['plate', '12345', '*******'],
    ['card.6-4', '6222021234567890', '****************'],
    ['card.6-4', 'deadbeefdeadbeef', '****************'],
    ['exists', '\u3000 ', null],
    ['addr.county', '哈尔滨市道里区', null],
    ['addr.township', '23010', null],
    ['addr.prefecture', '000000', null],
    ['date.month', '1990-02-30', null],
    ['date.quarter', '1990-13-01', null],
    ['date.year', 'yesterday', null],
    ['date.5y', 1990, null],
    ['num.bucket', '345678', null],
    ['num.bucket', Number.NaN, null],
    ['num.round', 0.5, null],
    ['age.band', '1990-02-30', null],
    ['age.band', '1990-02', null],
  ];
  test.each(cases)('%s of %j is %j', (mask, value, masked) => {
    expect(shown(mask, value)).toBe(masked);
  });
});

describe('the age group', () => {
  const on = (today: string, bornOn: string) =>
    applyMask(kind('age.band'), bornOn, { today, standIns: null });

  test.each([
    ['2026-11-01', '0–5'],
    ['2020-11-02', '0–5'],
    ['2020-11-01', '6–14'],
    ['2011-11-01', '15–17'],
    ['2008-11-02', '15–17'],
    ['2008-11-01', '18–34'],
    ['1991-11-01', '35–49'],
    ['1976-11-01', '50–59'],
    ['1966-11-01', '60–69'],
    ['1956-11-01', '70–79'],
    ['1946-11-01', '80+'],
    ['1900-01-01', '80+'],
    ['2026-11-02', null],
  ])('of %s on 2026-11-01 is %s', (bornOn, band) => {
    expect(on('2026-11-01', bornOn)).toBe(band);
  });

  test('of whoever was born on 29 February changes on 1 March where the year has no such day', () => {
    expect([on('2026-02-28', '2008-02-29'), on('2026-03-01', '2008-02-29')]).toEqual(['15–17', '18–34']);
    expect([on('2028-02-28', '2010-02-28'), on('2028-02-29', '2010-03-01')]).toEqual(['18–34', '15–17']);
    expect(on('2024-02-29', '2006-02-28')).toBe('18–34');
  });
});

test('null and undefined stay null, lists are masked item by item', () => {
  for (const mask of MASKS.keys()) {
    expect(shown(mask, null)).toBeNull();
    expect(shown(mask, undefined)).toBeNull();
  }
  expect(shown('phone.3-4', ['13812345678', null])).toEqual(['138****5678', null]);
});

test('an unknown kind refuses, also for null', () => {
  expect(() => shown('id.6-5', 'x')).toThrow('id.6-5');
  expect(() => shown('hash', 'x')).toThrow('hash');
  expect(() => shown('toString', null)).toThrow('toString');
});

test('where no keys are held, a mask that needs them refuses', () => {
  for (const { kind: mask, onlyOn } of MASKS.values())
    if (onlyOn !== undefined)
      expect(() => applyMask(mask, 'RID:23990119900101432X', AT_AGENCY)).toThrow('gateway');
});

test('what several people share masks to the same, so that a mask does not single out', () => {
  expect(shown('id.1-1', '239901199001011235')).toBe(shown('id.1-1', '239902198512311235'));
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
  expect(stricterMask(kind('null'), kind('const'))).toBe('null');
});

test('the coarser of two dates, places and amounts is the stricter', () => {
  const orders = [
    ['null', 'age.band', 'date.5y', 'date.year', 'date.quarter', 'date.month'],
    ['null', 'addr.prefecture', 'addr.county', 'addr.township'],
    ['null', 'num.bucket', 'num.round'],
    ['null', 'id.full', 'id.1-1', 'id.token', 'pseudonym', 'id.6-4'],
  ];
  for (const order of orders)
    order.slice(1).forEach((next, index) => {
      expect(stricterMask(kind(next), kind(order[index]!))).toBe(order[index]);
    });
});

test('every mask has words in both languages and says which scalars carry it', () => {
  for (const { words, fits } of MASKS.values()) {
    expect(words.en).toMatch(/^[\x20-\x7e]+$/u);
    expect(words.zh).toMatch(/\p{Script=Han}/u);
    expect(fits.length).toBeGreaterThan(0);
  }
});
