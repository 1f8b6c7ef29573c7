import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { celValueOf } from '../testing/cel-oracle.ts';
import { MEMBERS, scopeWith } from '../testing/rule-fixtures.ts';
import { evaluatorOf, type Frame, type ReadState } from './evaluate-expression.ts';
import { typeCondition } from './type-expression.ts';
import { pathText, type Scalar } from './typed-expression.ts';

const scope = scopeWith([
  { binding: 'family', path: 'nodes' },
  MEMBERS,
  { binding: 'payment', path: 'family.payments' },
  { binding: 'enrolment', path: 'member.person.enrolments' },
  { binding: 'home', path: 'member.person.homes' },
]);

const MONEY = ['family.monthlyAmount', 'payment.paidAmount', 'payment.approvedAmount'];
const DAYS = ['family.appliedOn', 'enrolment.enrolledOn', 'member.validTo'];
const TEXTS = ['family.status', 'payment.status', 'member.relation'];
const AREAS = ['home.areaSquareMetres'];
const MONTHS = ['payment.payMonth'];
const FLAGS = ['enrolment.boarding'];
const SHARES = ['home.sharePercent'];

const day = fc.constantFrom(
  '2026-07-15',
  '2024-02-29',
  '0001-01-01',
  '9999-12-31',
  '2000-03-01',
  '2026-06-30',
);
const month = fc.constantFrom('2026-07', '2024-02', '0001-01', '9999-12', '2026-06');
const status = fc.constantFrom('ACTIVE', 'STOPPED', 'A', '');

/** What a source may answer for one field: most often a value, sometimes none, sometimes nonsense or nothing at all. */
function found(value: fc.Arbitrary<unknown>): fc.Arbitrary<ReadState> {
  const present = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<ReadState> =>
    arbitrary.map((each) => ({ state: 'present', value: each }));
  return fc.oneof(
    { weight: 6, arbitrary: present(value) },
    { weight: 1, arbitrary: fc.constant<ReadState>({ state: 'none' }) },
    { weight: 1, arbitrary: fc.constant<ReadState>({ state: 'unknown' }) },
    { weight: 1, arbitrary: present(fc.constantFrom('2026-02-30', '', 1e21, 0.1234567, {}, 'x')) },
  );
}

const amount = fc.oneof(
  fc.integer({ min: -3, max: 200_000 }),
  fc.constantFrom('9223372036854775807', '-9223372036854775808', Number.MAX_SAFE_INTEGER, 0),
);
const record: fc.Arbitrary<ReadonlyMap<string, ReadState>> = fc
  .record(
    Object.fromEntries([
      ...MONEY.map((path) => [path, found(amount)]),
      ...DAYS.map((path) => [path, found(day)]),
      ...TEXTS.map((path) => [path, found(status)]),
      ...MONTHS.map((path) => [path, found(month)]),
      ...FLAGS.map((path) => [path, found(fc.boolean())]),
      ...AREAS.map((path) => [path, found(fc.constantFrom(60, 60.5, 75.25, 0, -1, 92233720368547.75))]),
      ...SHARES.map((path) => [path, found(fc.constantFrom(50, 33.333, 100, 0))]),
      ['family.memberCount', found(fc.integer({ min: 0, max: 6 }))],
    ]) as Record<string, fc.Arbitrary<ReadState>>,
  )
  .map((fields) => new Map(Object.entries(fields)));

const parameters = fc.record({
  share: fc.constantFrom<Scalar | null>(600_000n, 0n, null),
  fromMonth: fc.oneof(month, fc.constant(null)),
  nothing: fc.constantFrom<Scalar | null>(null, 1n, -9_223_372_036_854_775_808n),
  asOf: fc.oneof(day, fc.constant(null)),
});

/** Conditions as an author may write them, of any depth, well typed. */
const grammar = fc.letrec<Record<string, string>>((tie) => {
  const two = (left: string, right: string, operator: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.tuple(tie(left), operator, tie(right)).map(([one, sign, other]) => `(${one} ${sign} ${other})`);
  const order = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
  const equality = fc.constantFrom('==', '!=');
  const chosen = (of: string): fc.Arbitrary<string> =>
    fc.tuple(tie('condition'), tie(of), tie(of)).map(([when, one, other]) => `(${when} ? ${one} : ${other})`);
  const any = (shallow: fc.Arbitrary<string>, ...deep: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.oneof({ maxDepth: 4, depthIdentifier: 'rule' }, shallow, ...deep);
  return {
    condition: any(
      fc.oneof(
        fc.constantFrom(...FLAGS, 'true', 'false'),
        fc.constantFrom(...DAYS, ...MONEY, ...TEXTS).map((path) => `has(${path})`),
      ),
      two('condition', 'condition', fc.constantFrom('&&', '||')),
      tie('condition').map((of) => `!${of}`),
      two('money', 'money', order),
      two('area', 'measured', order),
      two('count', 'count', order),
      two('day', 'day', order),
      two('month', 'month', order),
      two('text', 'text', equality),
      fc
        .tuple(tie('text'), fc.constantFrom('A', 'ACT', ''))
        .map(([text, start]) => `${text}.startsWith("${start}")`),
      tie('text').map((text) => `(${text} in ["ACTIVE", "A"])`),
      tie('area').map((area) => `(${area} in [60, 75.25])`),
      chosen('condition'),
    ),
    money: any(
      fc.constantFrom(...MONEY, 'thresholds.assistanceLineUrban'),
      two('money', 'money', fc.constantFrom('+', '-', '%')),
      fc.tuple(tie('money'), tie('count')).map(([amount, times]) => `(${amount} * ${times})`),
      fc.tuple(tie('money'), tie('divisor')).map(([amount, by]) => `(${amount} / ${by})`),
      fc
        .tuple(fc.constantFrom('0.6', '1.25', 'share'), fc.constantFrom(...MONEY))
        .map(([share, of]) => `(${share} * ${of})`),
      chosen('money'),
    ),
    area: any(
      fc.constantFrom(...AREAS),
      fc
        .tuple(fc.constantFrom(...AREAS), fc.constantFrom(...SHARES))
        .map(([area, share]) => `(${area} * ${share} / 100)`),
      two('area', 'measured', fc.constantFrom('+', '-')),
    ),
    measured: fc.oneof(tie('area'), fc.constantFrom('60', '0.125', '75.2')),
    count: any(
      fc.constantFrom('family.memberCount', '0', '3', '-2', 'nothing'),
      two('count', 'count', fc.constantFrom('+', '-', '*')),
      two('count', 'divisor', fc.constantFrom('/', '%')),
      tie('count').map((of) => `-${of}`),
    ),
    // Zero as it comes out of a source or a sum; a constant zero is refused.
    divisor: fc.oneof(
      fc.constantFrom('family.memberCount', '3', '-2', 'nothing'),
      tie('count').map((count) => `(${count} + 0)`),
    ),
    day: any(
      fc.constantFrom(...DAYS, 'asOf'),
      fc.tuple(fc.constantFrom(...DAYS, 'asOf'), tie('steps')).map(([of, by]) => `addDays(${of}, ${by})`),
    ),
    month: any(
      fc.constantFrom(...MONTHS, 'fromMonth'),
      tie('day').map((of) => `month(${of})`),
      fc
        .tuple(fc.constantFrom(...MONTHS, 'fromMonth'), tie('steps'))
        .map(([of, by]) => `addMonths(${of}, ${by})`),
    ),
    steps: fc.constantFrom('1', '-12', '4000', '-99999', '119987'),
    text: fc.constantFrom(...TEXTS, '"ACTIVE"', '""'),
  };
});

const between = fc
  .tuple(
    fc.constantFrom(...DAYS, 'asOf'),
    fc.constantFrom(...DAYS, 'asOf'),
    fc.constantFrom(...MONTHS, 'fromMonth'),
  )
  .map(
    ([first, second, third]) =>
      `daysBetween(${first}, ${second}) > 30 && ageOn(${first}, ${second}) >= 2 || monthsBetween(${third}, month(${second})) < 3`,
  );

test('closures and cel-js say the same of any condition over any records', () => {
  const seen = { true: 0, false: 0, null: 0 };
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: grammar['condition']! }, between),
      record,
      parameters,
      (text, fields, given) => {
        const typed = typeCondition({ text, part: 'test' }, scope);
        const frame: Frame = {
          read: (path) => fields.get(pathText(path)) ?? { state: 'unknown' },
          parameter: (name) => given[name as keyof typeof given],
          threshold: () => 78_000n,
          collected: () => null,
        };
        const value = evaluatorOf(typed)(frame);
        seen[String(value) as keyof typeof seen] += 1;
        expect(celValueOf(typed, frame)).toBe(value);
      },
    ),
    { numRuns: 1_500 },
  );
  // A generator that only ever left things open would prove nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
});

test.each<[string, Readonly<Record<string, unknown>>, Scalar | null]>([
  ['3 / family.memberCount == 1', { 'family.memberCount': 0 }, null],
  ['3 % family.memberCount == 1', { 'family.memberCount': 0 }, null],
  ['3 / family.memberCount == 1 || family.memberCount == 0', { 'family.memberCount': 0 }, true],
  ['-7 / 2 == -3 && -7 % 2 == -1', {}, true],
  ['payment.paidAmount + 1 > 0', { 'payment.paidAmount': '9223372036854775807' }, null],
  ['payment.paidAmount * 2 > 0', { 'payment.paidAmount': '9223372036854775807' }, null],
  ['-payment.paidAmount > 0', { 'payment.paidAmount': '-9223372036854775808' }, null],
  ['home.areaSquareMetres > 75.2', { 'home.areaSquareMetres': 75.25 }, true],
  ['home.areaSquareMetres > 75.25', { 'home.areaSquareMetres': 75.25 }, false],
  ['home.areaSquareMetres > 1', { 'home.areaSquareMetres': 75.255 }, null],
  ['has(home.areaSquareMetres)', { 'home.areaSquareMetres': 75.255 }, true],
  ['has(member.validTo)', { 'member.validTo': null }, false],
  ['has(member.validTo)', {}, null],
  ['member.validTo > asOf', { 'member.validTo': '2026-07' }, null],
  ['(has(member.validTo) ? member.validTo : asOf) == asOf', { 'member.validTo': null }, true],
  ['addMonths("0001-01", -1) == "0001-01"', {}, null],
  ['addMonths("9999-12", 1) == "0001-01"', {}, null],
  ['addMonths("2026-01", -1) == "2025-12"', {}, true],
  ['addDays("2024-02-28", 1) == "2024-02-29"', {}, true],
  ['ageOn("2000-02-29", "2026-02-28") == 25 && ageOn("2000-02-29", "2026-03-01") == 26', {}, true],
  ['ageOn("2026-02-02", "2026-02-01") >= 0', {}, null],
  ['within(family.division, "230100")', { 'family.division': '230102001' }, true],
  ['within(family.division, "230100")', { 'family.division': '230202' }, false],
])('%s over %j is %s', (text, fields, expected) => {
  const typed = typeCondition({ text, part: 'test' }, scope);
  const frame: Frame = {
    read: (path) => {
      const value = fields[pathText(path)];
      if (value === undefined) return { state: 'unknown' };
      return value === null ? { state: 'none' } : { state: 'present', value };
    },
    parameter: () => '2026-11-01',
    threshold: () => null,
    collected: () => null,
  };
  expect(evaluatorOf(typed)(frame)).toBe(expected);
});
