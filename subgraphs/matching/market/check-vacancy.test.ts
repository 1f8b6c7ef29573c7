import { expect, test } from '@jest/globals';
import { checkVacancy } from './check-vacancy.ts';
import { vacancyOf } from './testing/market-fixtures.ts';
import type { Vacancy } from './vacancy.ts';

const NOVEMBER = '2026-11-01';
const codesOf = (over: Partial<Vacancy>, others: readonly Vacancy[] = []): readonly string[] =>
  checkVacancy(vacancyOf(over), { day: NOVEMBER, others }).map(({ code, effect }) => `${code} ${effect}`);

test('nothing is wrong with an ordinary vacancy', () => {
  expect(codesOf({})).toEqual([]);
});

test.each<[string, Partial<Vacancy>]>([
  ['SEX REFUSED', { text: '限女性，有经验者优先' }],
  ['AGE REFUSED', { title: '焊工（35岁以下）' }],
  ['WAGE_BELOW_MINIMUM REFUSED', { wageFen: { low: 120_000, high: 300_000 } }],
  ['WAGE_ABSURD REFUSED', { wageFen: { low: 30_000_000, high: 40_000_000 } }],
  ['WAGE_ABSURD REFUSED', { wageFen: { low: 300_000, high: 9_000_000 } }],
  ['WAGE_ORDER REFUSED', { wageFen: { low: 800_000, high: 500_000 } }],
  ['WAGE_ORDER REFUSED', { wageFen: { low: 0, high: 0 } }],
  ['WAGE_ORDER REFUSED', { wageFen: { low: 500_000.5, high: 600_000 } }],
  ['OCCUPATION_UNKNOWN REFUSED', { occupation: '6-99-99-99' }],
  ['COUNTY_UNKNOWN REFUSED', { county: '110101' }],
  ['TEXT_EMPTY REFUSED', { text: ' \u3000' }],
  ['PLACES REFUSED', { places: 0 }],
  ['PLACES REFUSED', { places: 100_000 }],
  ['DATES REFUSED', { openFrom: '2026-12-31', openUntil: '2026-12-01' }],
  ['DATES REFUSED', { openFrom: '2026-02-30' }],
  ['EXPIRED FLAGGED', { openUntil: '2026-10-31' }],
])('%s', (expected, over) => {
  expect(codesOf(over)).toEqual([expected]);
});

test('that every place is taken is nothing wrong with it', () => {
  expect(codesOf({ places: 2, filled: 2 })).toEqual([]);
});

test('on its last day a vacancy is open', () => {
  expect(codesOf({ openUntil: NOVEMBER })).toEqual([]);
});

test('the same text again is refused, whatever its spaces and punctuation, and names the first one', () => {
  const first = vacancyOf({ vacancyId: 'V0000000001' });
  const spaced = first.text.replaceAll('，', ' ,  ');
  const [fault] = checkVacancy(vacancyOf({ vacancyId: 'V0000000002', text: spaced }), {
    day: NOVEMBER,
    others: [first],
  });
  expect(fault?.code).toBe('DUPLICATE');
  expect(fault?.words.en).toContain('V0000000001');
  expect(fault?.words.zh).toContain('V0000000001');
});

test('nearly the same text is told, and not refused', () => {
  const text =
    '负责车间电弧焊、氩弧焊作业，会看图纸，熟悉安全操作规程，服从班组安排，提供工装，按月发薪，缴纳五险，提供午餐，节假日按规定休息。';
  const other = vacancyOf({ text });
  expect(codesOf({ vacancyId: 'V0000000002', text: `${text}待遇面议` }, [other])).toEqual([
    'NEAR_DUPLICATE FLAGGED',
  ]);
});

test.each<[string, Partial<Vacancy>]>([
  ['accommodations', { accommodations: ['SEATED'] }],
  ['demands', { demands: ['FINE_SIGHT'] }],
])('nearly the same with other %s is refused: whom it is for would tell what they need', (_, over) => {
  const text =
    '负责车间电弧焊、氩弧焊作业，会看图纸，熟悉安全操作规程，服从班组安排，提供工装，按月发薪，缴纳五险，提供午餐，节假日按规定休息。';
  const [like, unlike] = [vacancyOf({ text }), vacancyOf({ vacancyId: 'V0000000007', text, ...over })];
  const [fault, ...others] = checkVacancy(vacancyOf({ vacancyId: 'V0000000002', text: `${text}待遇面议` }), {
    day: NOVEMBER,
    others: [like, unlike],
  });
  expect([fault?.code, fault?.effect, others]).toEqual(['NEAR_DUPLICATE', 'REFUSED', []]);
  expect(fault?.words.en).toMatch(/V0000000007.*say for both/u);
  expect(fault?.words.zh).toMatch(/V0000000007.*两个岗位/u);
});

test.each<[string, Partial<Vacancy>]>([
  ['county', { county: '230103' }],
  ['occupation', { occupation: '6-18-02-01' }],
])('so it is where the other is of another %s, in which the same words alone are none', (_, over) => {
  const twin = vacancyOf({ vacancyId: 'V0000000007', ...over });
  expect(codesOf({ vacancyId: 'V0000000002' }, [twin])).toEqual([]);
  const [fault, ...others] = checkVacancy(
    vacancyOf({ vacancyId: 'V0000000002', accommodations: ['SEATED'] }),
    { day: NOVEMBER, others: [twin] },
  );
  expect([fault?.code, fault?.effect, others]).toEqual(['NEAR_DUPLICATE', 'REFUSED', []]);
});

test('another job of the same employer is no duplicate', () => {
  const other = vacancyOf({ title: '仓库保管员', text: '负责收发货物，登记台账，盘点库存。' });
  expect(codesOf({ vacancyId: 'V0000000002' }, [other])).toEqual([]);
});

test('an employer has a hundred vacancies open for the same work in one county, and no more', () => {
  const others = (count: number, over: Partial<Vacancy> = {}): readonly Vacancy[] =>
    Array.from({ length: count }, (_, i) =>
      vacancyOf({ vacancyId: `V${1_000 + i}`, title: `${i}`.repeat(9), text: '收发货物', ...over }),
    );
  expect(codesOf({}, others(99))).toEqual([]);
  expect(codesOf({}, others(100, { county: '230103' }))).toEqual([]);
  const [fault, ...more] = checkVacancy(vacancyOf(), { day: NOVEMBER, others: others(100) });
  expect([fault?.code, fault?.effect, more]).toEqual(['TOO_MANY', 'REFUSED', []]);
  expect(fault?.words.en).toContain('100 others');
  expect(fault?.words.zh).toContain('已有 100 个在招岗位');
});

test('every fault is told at once, in both languages', () => {
  const faults = checkVacancy(
    vacancyOf({ text: '限女性', wageFen: { low: 100_000, high: 100_000 }, openUntil: '2026-10-02' }),
    { day: NOVEMBER, others: [] },
  );
  expect(faults.map(({ code }) => code)).toEqual(['SEX', 'WAGE_BELOW_MINIMUM', 'EXPIRED']);
  for (const { words } of faults) {
    expect(words.en).toMatch(/[a-z]/u);
    expect(words.zh).toMatch(/\p{Script=Han}/u);
  }
});
