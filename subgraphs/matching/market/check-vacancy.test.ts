import { expect, test } from '@jest/globals';
import { checkVacancy } from './check-vacancy.ts';
import { vacancyOf } from './testing/market-fixtures.ts';
import type { Vacancy } from './vacancy.ts';

const NOVEMBER = '2026-11-01';
const codesOf = (over: Partial<Vacancy>, others: readonly Vacancy[] = []): readonly string[] =>
  checkVacancy(vacancyOf(over), { day: NOVEMBER, open: others.length, others }).map(
    ({ code, effect }) => `${code} ${effect}`,
  );

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
  ['TEXT_EMPTY REFUSED', { title: '!!!' }],
  ['TEXT_EMPTY REFUSED', { text: '……？？😀' }],
  ['PLACES REFUSED', { places: 0 }],
  ['PLACES REFUSED', { places: 100_000 }],
  ['DATES REFUSED', { openFrom: '2026-12-31', openUntil: '2026-12-01' }],
  ['DATES REFUSED', { openFrom: '2026-02-30' }],
  ['DATES REFUSED', { openFrom: '2026-10-01', openUntil: '2028-10-02' }],
  ['EXPIRED FLAGGED', { openUntil: '2026-10-31' }],
])('%s', (expected, over) => {
  expect(codesOf(over)).toEqual([expected]);
});

test('that every place is taken is nothing wrong with it', () => {
  expect(codesOf({ places: 2, filled: 2 })).toEqual([]);
});

test('on its last day a vacancy is open, and for two years it may be', () => {
  expect(codesOf({ openFrom: '2026-10-01', openUntil: '2028-10-01' })).toEqual([]);
  expect(codesOf({ openUntil: NOVEMBER })).toEqual([]);
});

test('the same text again is refused, whatever its spaces and punctuation, and names the first one', () => {
  const first = vacancyOf({ vacancyId: 'V0000000001' });
  const spaced = first.text.replaceAll('，', ' ,  ');
  const [fault] = checkVacancy(vacancyOf({ vacancyId: 'V0000000002', text: spaced }), {
    day: NOVEMBER,
    open: 1,
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
    open: 2,
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
    { day: NOVEMBER, open: 1, others: [twin] },
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
  const [fault, ...more] = checkVacancy(vacancyOf(), { day: NOVEMBER, open: 100, others: others(100) });
  expect([fault?.code, fault?.effect, more]).toEqual(['TOO_MANY', 'REFUSED', []]);
  expect(fault?.words.en).toContain('100 others');
  expect(fault?.words.zh).toContain('已有 100 个在招岗位');
});

const ALONG_THE_RIVER =
  '公司位于松北区创新路，主要生产农机配件，现招聘装配工若干名，负责零件清点、部件装配、设备点检和现场5S，实行早晚班交接，提供工作餐和通勤班车，试用期两个月，转正后缴纳五险一金，每年组织体检和旅游。';
const KITCHEN =
  '本店位于中央大街，主营东北菜，现招聘后厨帮工，负责洗菜切菜、餐具清洗和灶台卫生，工作时间早九点到晚八点，中间休息两小时，包吃住，双休，缴纳五险一金，节日发福利。';
const SHORT = '负责洗菜切菜、餐具清洗，包吃，双休，五险一金。';

test.each([
  ['two phrases that change places', ALONG_THE_RIVER, ['零件清点、部件装配', '部件装配、零件清点']],
  ['another word for how many', ALONG_THE_RIVER, ['若干名', '多名']],
  [
    'three phrases worded anew',
    ALONG_THE_RIVER,
    ['若干名', '多名', '提供工作餐', '包工作餐', '每年组织体检和旅游', '福利齐全'],
  ],
  [
    'two duties that change places, and a greeting',
    KITCHEN,
    ['洗菜切菜', '切菜洗菜', '福利。', '福利。欢迎前来。'],
  ],
  ['the same in a line', SHORT, ['洗菜切菜', '切菜洗菜']],
  ['a line with one phrase more', SHORT, ['五险一金。', '五险一金，节日福利。']],
  [
    'all its sentences in another order',
    KITCHEN,
    ['本店位于中央大街，主营东北菜，', '', '节日发福利。', '节日发福利，本店位于中央大街，主营东北菜。'],
  ],
  ['signs between the letters', SHORT, ['洗菜切菜', '洗😀菜·切😀菜', '餐具', '餐 具']],
])('a twin is not saved by another title and %s', (_, text, changes) => {
  let changed = text;
  for (let at = 0; at < changes.length; at += 2) {
    expect(changed).toContain(changes[at]);
    changed = changed.replace(changes[at] ?? '', changes[at + 1] ?? '');
  }
  const others = [vacancyOf({ vacancyId: 'V0000000007', title: '帮工', text })];
  const twin = {
    title: '中心店急聘操作人员',
    text: changed,
    demands: [],
    accommodations: ['SEATED' as const],
  };
  expect(codesOf(twin, others)).toEqual(['NEAR_DUPLICATE REFUSED']);
});

test('nor by telling a part of the text in the title', () => {
  const others = [vacancyOf({ vacancyId: 'V0000000007', title: '帮工', text: SHORT })];
  const twin = { title: SHORT.slice(0, 12), text: SHORT.slice(12), accommodations: ['SEATED' as const] };
  expect(codesOf(twin, others)).toEqual(['NEAR_DUPLICATE REFUSED']);
});

test.each([
  [
    ALONG_THE_RIVER,
    ['装配工', '仓库保管员', '零件清点、部件装配、设备点检和现场5S', '收发货物、登记台账、盘点库存'],
  ],
  [KITCHEN, ['后厨帮工', '前厅服务员', '洗菜切菜、餐具清洗和灶台卫生', '迎客点单、传菜撤台和收银']],
])('other work that a firm offers in the same words for all else is no twin: %s', (text, changes) => {
  let other = text;
  for (let at = 0; at < changes.length; at += 2)
    other = other.replace(changes[at] ?? '', changes[at + 1] ?? '');
  const others = [vacancyOf({ vacancyId: 'V0000000007', text })];
  expect(
    codesOf({ title: '另一岗位', text: other, demands: [], accommodations: ['SEATED'] }, others),
  ).toEqual([]);
});

test('an employer has five hundred vacancies open in all, and no more', () => {
  const check = (open: number) => checkVacancy(vacancyOf(), { day: NOVEMBER, open, others: [] });
  expect(check(499)).toEqual([]);
  const [fault, ...more] = check(500);
  expect([fault?.code, fault?.effect, more]).toEqual(['TOO_MANY', 'REFUSED', []]);
  expect(fault?.words.en).toContain('500 others open already');
  expect(fault?.words.zh).toContain('已有 500 个在招岗位');
});

test('every fault is told at once, in both languages', () => {
  const faults = checkVacancy(
    vacancyOf({ text: '限女性', wageFen: { low: 100_000, high: 100_000 }, openUntil: '2026-10-02' }),
    { day: NOVEMBER, open: 0, others: [] },
  );
  expect(faults.map(({ code }) => code)).toEqual(['SEX', 'WAGE_BELOW_MINIMUM', 'EXPIRED']);
  for (const { words } of faults) {
    expect(words.en).toMatch(/[a-z]/u);
    expect(words.zh).toMatch(/\p{Script=Han}/u);
  }
});
