import { describe, expect, test } from '@jest/globals';
import type { RuleDefinition } from '../definition/audit-definition.ts';
import { conclusionsOf, record, testGraph } from '../testing/audit-fixtures.ts';
import { auditWith, MEMBERS } from '../testing/rule-fixtures.ts';

type Fields = Readonly<Record<string, unknown>>;

const graph = testGraph();
const HEAD = { ...record('R1', { bornOn: '1970-01-01' }), id: 'RID:239901198001010019' };

function outcomes(change: Partial<RuleDefinition>, family: Fields, asOf = '2026-11-01'): readonly string[] {
  const subject = record('F1', {
    caseNumber: 'C1',
    division: '230103',
    status: 'ACTIVE',
    memberCount: 1,
    head: HEAD,
    members: [],
    payments: [],
    ...family,
  });
  return conclusionsOf(auditWith(change, { asOf }), graph, subject).map(
    ({ outcome, missing }) => `${outcome}${missing === null ? '' : ` ${missing}`}`,
  );
}

function member(key: string, person: Fields | null, fields: Fields = {}): Fields {
  return record(key, {
    validTo: null,
    person: person && { id: `RID:23990119800101${key}`, ...person },
    ...fields,
  });
}

describe('T5 income is that of the month', () => {
  const PAYROLL = { binding: 'payroll', path: 'member.person.publicPayroll' };
  const overLine: Partial<RuleDefinition> = {
    collect: [
      {
        name: 'income',
        forEach: [MEMBERS, PAYROLL],
        where: '!has(member.validTo) && payroll.payMonth == month(asOf)',
        take: 'sum',
        of: 'payroll.gross',
      },
    ],
    when: 'income / family.memberCount > thresholds.assistanceLineUrban',
  };
  const pay = (payMonth: string, gross: number | null): Fields => record(`P${payMonth}`, { payMonth, gross });
  const paid = (...publicPayroll: Fields[]): Fields => ({ members: [member('M1', { publicPayroll })] });

  test('a year of wages in one month is over the line in that month and in no other', () => {
    const lumpy = paid(pay('2026-03', 1_200_000));
    const months = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
    expect(months.filter((month) => outcomes(overLine, lumpy, `2026-${month}-15`).length > 0)).toEqual([
      '03',
    ]);
  });

  test('wages below the line every month add up to no finding', () => {
    const steady = paid(...['09', '10', '11'].map((month) => pay(`2026-${month}`, 77_000)));
    expect(outcomes(overLine, steady)).toEqual([]);
  });

  test('what every member earns in the month counts together', () => {
    const two = {
      members: [
        member('M1', { publicPayroll: [pay('2026-11', 40_000)] }),
        member('M2', { publicPayroll: [pay('2026-11', 40_001)] }),
      ],
    };
    expect(outcomes(overLine, two)).toEqual(['YES']);
    expect(outcomes(overLine, { ...two, memberCount: 2 })).toEqual([]);
  });
});

const PAYMENTS = { binding: 'payment', path: 'family.payments' };
const payment = (key: string, paidAmount: number | string | null, fields: Fields = {}): Fields =>
  record(key, { payMonth: '2026-10', status: 'PAID', approvedAmount: 50_000, paidAmount, ...fields });

function collected(
  take: 'count' | 'sum' | 'min' | 'max',
  of: string | null,
  when: string,
  where: string | null = null,
): Partial<RuleDefinition> {
  const month = 'payment.payMonth == month(addDays(asOf, -1))';
  const held = take === 'sum' ? [month, where].filter((each) => each !== null).join(' && ') : where;
  return {
    collect: [{ name: 'all', forEach: [PAYMENTS], where: held, take, of }],
    when,
  };
}

test.each([
  ['a sum', collected('sum', 'payment.paidAmount', 'all == 90000')],
  ['a count', collected('count', null, 'all == 3')],
  ['a count of different values', collected('count', 'payment.paidAmount', 'all == 2')],
  ['the least', collected('min', 'payment.paidAmount', 'all == 20000')],
  ['the greatest', collected('max', 'payment.paidAmount', 'all == 50000')],
  [
    'a sum of those that fit',
    collected('sum', 'payment.paidAmount', 'all == 40000', 'payment.paidAmount < 50000'),
  ],
])('%s is taken over the records of a case', (_, rule) => {
  const payments = [payment('P1', 20_000), payment('P2', 20_000), payment('P3', 50_000)];
  expect(outcomes(rule, { payments })).toEqual(['YES']);
});

test('of no records the sum and the count are 0, and the least is not known', () => {
  expect(outcomes(collected('sum', 'payment.paidAmount', 'all == 0'), {})).toEqual(['YES']);
  expect(outcomes(collected('count', null, 'all == 0'), {})).toEqual(['YES']);
  expect(outcomes(collected('min', 'payment.paidAmount', 'all >= 0'), {})).toEqual(['CANNOT_TELL all']);
});

test.each([
  ['a value that is missing', [payment('P1', null)]],
  ['a value that is no number', [payment('P1', 'much')]],
  ['a condition that is not known', [payment('P1', 1, { payMonth: null })]],
  ['a record that the agency does not hold', [payment('P1', 1, { recordKey: null })]],
  ['a record that is given in two ways', [payment('P1', 1), payment('P1', 2)]],
  ['a list that is not known', null],
])('with %s a sum is not known, over whatever line the rest is', (_, payments) => {
  const rest = payments && [payment('P9', 900_000), ...payments];
  const rule = collected('sum', 'payment.paidAmount', 'all > 100000');
  expect(outcomes(rule, { payments: rest })).toEqual(['CANNOT_TELL all']);
});

test('a record that certainly does not fit leaves nothing open, whatever else is missing', () => {
  const rule = collected('sum', 'payment.paidAmount', 'all > 0', 'payment.status == "PAID"');
  const payments = [payment('P1', 1), payment('P2', null, { status: 'RETURNED' })];
  expect(outcomes(rule, { payments })).toEqual(['YES']);
});

test('a sum may pass 64 bits on the way, and is not known where it ends beyond', () => {
  const most = '9223372036854775807';
  const rule = collected('sum', 'payment.paidAmount', 'all > 0');
  expect(outcomes(rule, { payments: [payment('P1', most), payment('P2', 1), payment('P3', -1)] })).toEqual([
    'YES',
  ]);
  expect(outcomes(rule, { payments: [payment('P1', most), payment('P2', 1)] })).toEqual(['CANNOT_TELL all']);
});

test('a doubled record counts once', () => {
  const payments = [payment('P1', 60_000), payment('P1', 60_000)];
  expect(outcomes(collected('sum', 'payment.paidAmount', 'all > 100000'), { payments })).toEqual([]);
});

test('a finding keeps each collected record that it rests on, several under one path', () => {
  const rule = collected('sum', 'payment.paidAmount', 'all > 0', 'payment.status == "PAID"');
  const payments = [payment('P1', 1), payment('P2', 2), payment('P3', 4, { status: 'RETURNED' })];
  const subject = record('F1', {
    caseNumber: 'C1',
    division: '230103',
    status: 'ACTIVE',
    head: HEAD,
    payments,
  });
  const [finding] = conclusionsOf(auditWith(rule, { asOf: '2026-11-01' }), graph, subject);
  const amounts = finding?.evidence.filter(({ path }) => path === 'payment.paidAmount');
  expect(amounts?.map(({ recordKey, value }) => [recordKey, value])).toEqual([
    ['P1', 1],
    ['P2', 2],
  ]);
  expect(finding?.evidenceKey).toBe('family=F1');
});

test('a finding that rests on an unsure person is for a person to look at', () => {
  const PAYROLL = { binding: 'payroll', path: 'member.person.publicPayroll' };
  const rule: Partial<RuleDefinition> = {
    collect: [{ name: 'most', forEach: [MEMBERS, PAYROLL], where: null, take: 'max', of: 'payroll.gross' }],
    when: 'most > 0',
  };
  const publicPayroll = [record('P1', { payMonth: '2026-11', gross: 1 })];
  expect(outcomes(rule, { members: [member('M1', { publicPayroll })] })).toEqual(['YES']);
  expect(outcomes(rule, { members: [member('M1', { publicPayroll, id: 'HOSP:1' })] })).toEqual([
    'CANNOT_TELL family.head',
  ]);
});

test('a threshold that is not in force there and then leaves the question open', () => {
  const rule = { when: 'family.monthlyAmount < thresholds.assistanceLineUrban' };
  expect(outcomes(rule, { monthlyAmount: 1 })).toEqual(['YES']);
  expect(outcomes(rule, { monthlyAmount: 1, division: '110101' })).toEqual([
    'CANNOT_TELL thresholds.assistanceLineUrban',
  ]);
  expect(outcomes(rule, { monthlyAmount: 1 }, '2020-01-01')).toEqual([
    'CANNOT_TELL thresholds.assistanceLineUrban',
  ]);
});

test('what a parameter without a value and a division by zero leave open is said', () => {
  expect(outcomes({ when: 'family.memberCount > nothing' }, {})).toEqual(['CANNOT_TELL nothing']);
  expect(
    outcomes({ when: 'family.memberCount / (family.memberCount - family.memberCount) == 1' }, {}),
  ).toEqual(['CANNOT_TELL a value that can not be worked out']);
});
