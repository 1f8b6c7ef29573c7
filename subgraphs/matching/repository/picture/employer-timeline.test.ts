import { expect, test } from '@jest/globals';
import { closureSignalOf, type ClosureSignal } from './closure-signal.ts';
import type { EmployerRecords, InsuredRecord } from './employer-records.ts';
import { employerTimeline } from './employer-timeline.ts';

const DAY = '2026-11-22';

function firm(insured: readonly InsuredRecord[], others: Partial<EmployerRecords> = {}): EmployerRecords {
  return {
    creditCode: 'FIRM1',
    status: 'OPEN',
    registeredOn: '2019-05-06',
    cancelledOn: null,
    division: '230102',
    insured,
    ...others,
  };
}

function paidFor(
  personKey: string | null,
  fromMonth: string,
  toMonth: string | null = null,
  others: Partial<InsuredRecord> = {},
): InsuredRecord {
  return {
    personKey,
    fromMonth,
    toMonth,
    status: toMonth === null ? 'PAYING' : 'STOPPED',
    recordedOn: null,
    ...others,
  };
}

/** So many people from 2020 on, of whom some stay. */
function staff(count: number, staying: number, toMonth = '2026-10'): readonly InsuredRecord[] {
  return Array.from({ length: count }, (_, index) =>
    paidFor(`P${index}`, '2020-01', index < staying ? null : toMonth),
  );
}

test('a person with several kinds of insurance counts once, and a number that is nobody’s not at all', () => {
  const slices = employerTimeline(
    firm([
      paidFor('P1', '2020-01'),
      paidFor('P1', '2020-03'),
      paidFor('P2', '2020-03', '2020-04'),
      paidFor(null, '2020-01'),
    ]),
    DAY,
  );
  expect(slices.map(({ from, value }) => [from, value.insured])).toEqual([
    ['2019-05-06', 0],
    ['2020-01-01', 1],
    ['2020-03-01', 2],
    ['2020-05-01', 1],
  ]);
});

test('a firm that was struck off was open before', () => {
  const slices = employerTimeline(
    firm([paidFor('P1', '2020-01')], { status: 'CANCELLED', cancelledOn: '2026-03-15' }),
    DAY,
  );
  expect(slices.map(({ from, value }) => [from, value.status])).toEqual([
    ['2019-05-06', 'OPEN'],
    ['2020-01-01', 'OPEN'],
    ['2026-03-15', 'CANCELLED'],
  ]);
});

test('a firm that never paid for anybody is no employer', () => {
  expect(employerTimeline(firm([]), DAY)).toEqual([]);
});

test.each<[string, readonly InsuredRecord[], Partial<ClosureSignal> | null]>([
  ['everybody leaves', staff(300, 0), { kind: 'CLOSURE', month: '2026-11', before: 300, after: 0 }],
  ['two months ago', staff(300, 0, '2026-08'), { kind: 'CLOSURE', month: '2026-09' }],
  ['longer ago', staff(300, 0, '2026-07'), null],
  ['a tenth leaves', staff(50, 45), { kind: 'MASS_REDUCTION', before: 50, after: 45 }],
  ['fewer than a tenth leave', staff(50, 46), null],
  ['one of ten leaves: a tenth, as the article has it', staff(10, 9), { kind: 'MASS_REDUCTION' }],
  ['one of eleven leaves', staff(11, 10), null],
  ['twenty of many leave', staff(1_000, 980), { kind: 'MASS_REDUCTION' }],
  ['nineteen of many leave', staff(1_000, 981), null],
  ['four of five leave', staff(50, 10), { kind: 'CLOSURE' }],
  ['fewer than four of five leave', staff(50, 11), { kind: 'MASS_REDUCTION' }],
  ['a firm of a few', staff(9, 0), null],
  ['nobody leaves', staff(300, 300), null],
])('%s', (_, insured, signal) => {
  const found = closureSignalOf(employerTimeline(firm(insured), DAY), DAY);
  if (signal === null) expect(found).toBeNull();
  else expect(found).toMatchObject(signal);
});

test('people whose insurance was stopped without a month are missed at once', () => {
  const stopped = staff(20, 0).map((record) => ({ ...record, toMonth: null, recordedOn: DAY }));
  expect(closureSignalOf(employerTimeline(firm(stopped), DAY), DAY)).toMatchObject({
    kind: 'CLOSURE',
    month: '2026-11',
  });
});
