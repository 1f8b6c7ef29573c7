import { describe, expect, test } from '@jest/globals';
import type { DecisionTableDefinition } from '../definition/audit-definition.ts';
import { auditWith, MEMBERS, refusalOf } from '../testing/rule-fixtures.ts';
import type { TypedExpression } from './typed-expression.ts';

const PAYROLL = { binding: 'payroll', path: 'member.person.publicPayroll' };
const FORMS = [
  MEMBERS,
  { binding: 'enrolment', path: 'member.person.enrolments' },
  { binding: 'grant', path: 'member.person.studentGrants' },
  { binding: 'home', path: 'member.person.homes' },
  PAYROLL,
];
const forEach = [{ binding: 'family', path: 'nodes' }, ...FORMS];

function typed(when: string): TypedExpression {
  return auditWith({ forEach, when }).rules[0]!.when.typed;
}

function refused(when: string): ReturnType<typeof refusalOf> {
  return refusalOf({ forEach, when });
}

describe('T5 an amount of one period never enters a rule about another', () => {
  test.each([
    ['a yearly fee against a monthly line', 'enrolment.annualFee > thresholds.assistanceLineUrban'],
    ['a yearly fee divided by twelve', 'enrolment.annualFee / 12 > thresholds.assistanceLineUrban'],
    ['a yearly fee added to a monthly wage', 'payroll.gross + enrolment.annualFee > 100000'],
    ['a grant of a term', 'grant.amount > family.incomePerHead'],
    ['a price', 'home.contractPrice > family.monthlyAmount'],
    ['in one of two outcomes', '(home.areaSquareMetres > 60 ? enrolment.annualFee : payroll.gross) > 0'],
  ])('%s', (_, when) => {
    expect(refused(when).reason).toMatch(
      /money (a|of) .* and .* money (a|of) .*an amount of one period is never taken for one of another/u,
    );
  });

  test('not by months counted either', () => {
    const when = 'family.monthlyAmount * monthsBetween(fromMonth, payroll.payMonth) > 100000';
    expect(refused(when).reason).toMatch(
      /money a month and .* a number of months: they can not be multiplied/u,
    );
  });

  test('the refusal names both sides and where the second stands', () => {
    expect(refused('family.status == "ACTIVE"\n  && payroll.gross < enrolment.annualFee')).toMatchObject({
      part: 'rule test.rule when',
      line: 2,
      column: 22,
      reason: expect.stringContaining(
        '`payroll.gross` is money a month and `enrolment.annualFee` is money a year',
      ),
    });
  });

  const income = (where: string | null) => ({
    collect: [
      { name: 'income', forEach: [MEMBERS, PAYROLL], where, take: 'sum', of: 'payroll.gross' },
    ] as const,
    when: 'income > thresholds.assistanceLineUrban',
  });
  test.each([
    ['all months', null],
    ['the months of a year', 'payroll.payMonth > addMonths(month(asOf), -12)'],
    ['the months of each record', 'payroll.payMonth == payroll.payMonth'],
  ])('a sum over %s is no monthly amount', (_, where) => {
    expect(refusalOf(income(where)).reason).toMatch(
      /is an amount of one month, and this sum is over several/u,
    );
  });

  test('a sum that holds the month is one', () => {
    const audit = auditWith(income('member.relation == "HEAD" && payroll.payMonth == month(asOf)'));
    expect(audit.rules[0]?.collections[0]?.type).toMatchObject({ unit: 'FEN', per: 'MONTH' });
  });

  const benefits = (where: string) => ({
    collect: [
      {
        name: 'benefits',
        forEach: [MEMBERS, { binding: 'benefit', path: 'member.person.benefits' }],
        where,
        take: 'sum',
        of: 'benefit.monthlyAmount',
      },
    ] as const,
    when: 'benefits > 0',
  });
  test('what runs from month to month is held by both ends', () => {
    const ends = '(!has(benefit.toMonth) || benefit.toMonth >= month(asOf))';
    expect(() => auditWith(benefits(`benefit.fromMonth <= month(asOf) && ${ends}`))).not.toThrow();
    expect(refusalOf(benefits('benefit.fromMonth <= month(asOf)')).reason).toMatch(/over several/u);
    expect(refusalOf(benefits(`benefit.fromMonth <= fromMonth && ${ends}`)).reason).toMatch(/over several/u);
  });
});

test.each([
  ['an area and money', 'home.areaSquareMetres > payroll.gross', /an area and .* money a month/],
  ['money times money', 'payroll.gross * payroll.gross > 0', /can not be multiplied/],
  ['money by money', 'payroll.gross / family.monthlyAmount > 1', /a share is asked for as a product/],
  ['an area by money', 'home.areaSquareMetres / payroll.gross > 1', /nothing is divided by money a month/],
  ['a day and a month', 'enrolment.enrolledOn < payroll.payMonth', /a day and .* a month/],
  [
    'a day and a number',
    'enrolment.enrolledOn + 30 > asOf',
    /only numbers are reckoned with; move it by `addDays`/,
  ],
  ['text in order', 'family.status < "B"', /text, which has no order/],
  ['text and a number', 'family.status == 1', /text and .* a bare number/],
  [
    'a number as a condition',
    '!family.monthlyAmount',
    /`family.monthlyAmount` is money a month, where a condition/,
  ],
  ['a number beside a condition', 'family.status == "A" && 1', /where a condition is asked for/],
  ['no day of the calendar', 'enrolment.enrolledOn > "2026-02-30"', /is not a day of the calendar/],
  ['no month of the calendar', 'payroll.payMonth > "2026-13"', /is not a month of the calendar/],
  ['a list of other things', 'family.status in [family.status]', /is no constant/],
  ['an empty list', 'family.status in []', /nothing is in an empty list/],
  ['a list by itself', '["A"] == ["A"]', /a list stands only after `in`/],
  ['a threshold that nobody set', 'family.monthlyAmount > thresholds.line', /there is no threshold `line`/],
  ['a record', 'family == family', /`family` is a record; read a field of it/],
  ['a name of nobody', 'income > 0', /`income` is no binding, collection, part or parameter/],
  ['a number in exponents', 'family.monthlyAmount > 1e5', /`1e5` is no constant of rules/],
  ['many decimals', 'home.areaSquareMetres > 0.0000001', /more than 6 decimals/],
  ['a number beyond 64 bits', 'family.monthlyAmount > 9223372036854775808', /beyond 64 bits/],
  ['too few values', 'addMonths(payroll.payMonth) == fromMonth', /write `addMonths\(month, 3\)`/],
  ['the wrong value', 'month(payroll.payMonth) == fromMonth', /is a month; write `month\(day\)`/],
  [
    'steps of something else',
    'addMonths(fromMonth, family.memberCount) == fromMonth',
    /a number of people; write/,
  ],
  ['a place that is none', 'within(family.division, "2301")', /asks for a division by its code/],
  [
    'a place out of a field',
    'within(family.division, family.division)',
    /write `within\(division, "230100"\)`/,
  ],
  ['a field that is misspelt', 'family.monthlyAmout > 1', /selects \(did you mean `monthlyAmount`\?\)/],
  ['a record that is misspelt', 'famly.monthlyAmount > 1', /no binding here \(did you mean `family`\?\)/],
  ['a list that is misspelt', 'member.persn.id == "a"', /\(did you mean `person`\?\)/],
  [
    'a threshold that is misspelt',
    'family.monthlyAmount > thresholds.assistanceLineUrbn',
    /`assistanceLineUrban`/,
  ],
  ['a parameter that is misspelt', 'fromMont == month(asOf)', /of this rule \(did you mean `fromMonth`\?\)/],
  ['equality with one sign', 'family.status = "A"', /in rules `=` is written `==`/],
  ['AND', 'family.status == "A" AND true', /in rules `AND` is written `&&`/],
  ['or', 'family.status == "A" or true', /in rules `or` is written `\|\|`/],
  ['NOT', 'NOT family.status == "A"', /in rules `NOT` is written `!`/],
  ['unequal as in SQL', 'family.status <> "A"', /in rules `<>` is written `!=`/],
  ['presence of a record', 'has(member.person)', /not a single value that the operation selects$/],
  ['presence of two', 'has(family.status, family.division)', /./],
])('%s is refused in words, with its place', (_, when, reason) => {
  const refusal = refused(when);
  expect(refusal.reason).toMatch(reason);
  expect(refusal).toMatchObject({ part: 'rule test.rule when', line: 1, column: expect.any(Number) });
});

test('numbers that meet are brought to one scale, constants at once', () => {
  expect(typed('home.areaSquareMetres > 60')).toMatchObject({
    left: { op: 'read', type: { unit: 'SQUARE_METRES', scale: 2 } },
    right: { op: 'literal', value: 6_000n, type: { scale: 2 } },
  });
  expect(typed('home.areaSquareMetres > 60.125')).toMatchObject({
    left: { op: 'rescale', by: 1, type: { scale: 3 } },
    right: { op: 'literal', value: 60_125n },
  });
});

test('scales add up in products, and a quotient keeps that of its left side', () => {
  expect(typed('home.areaSquareMetres * home.sharePercent / 100 > 60')).toMatchObject({
    left: { operator: '/', type: { unit: 'SQUARE_METRES', scale: 5 }, left: { operator: '*' } },
    right: { value: 6_000_000n },
  });
  expect(typed('family.monthlyAmount / 1.5 > 1')).toMatchObject({
    left: { operator: '/', type: { unit: 'FEN', per: 'MONTH', scale: 0 }, left: { op: 'rescale', by: 1 } },
  });
});

test('a constant in text that meets a day or a month is one', () => {
  expect(typed('payroll.payMonth >= "2026-01"')).toMatchObject({
    right: { op: 'literal', type: { kind: 'month' } },
  });
  expect(typed('ageOn("1960-05-01", asOf) >= 60')).toMatchObject({
    left: { arguments: [{ type: { kind: 'day' } }, { op: 'parameter', name: 'asOf' }] },
  });
});

describe('parts', () => {
  const table: DecisionTableDefinition = {
    inputs: ['family.memberCount', 'family.status'],
    rows: [
      { cells: ['>= 3', '["ACTIVE", "APPLIED"]'], then: 'thresholds.assistanceLineRural' },
      { cells: ['-', '"STOPPED"'], then: '0' },
    ],
    otherwise: 'thresholds.assistanceLineUrban',
  };
  const part = (name: string, expression: string) => ({ name, expression, table: null });

  test('are written out where they stand, tables too', () => {
    const audit = auditWith({
      define: [{ name: 'line', expression: null, table }, part('isPoor', 'family.incomePerHead < line')],
      when: 'isPoor',
    });
    expect(audit.rules[0]?.when.typed).toMatchObject({
      op: 'compare',
      right: {
        op: 'if',
        condition: { op: 'and', left: { op: 'compare', comparison: '>=' }, right: { op: 'in' } },
        then: { op: 'threshold', name: 'assistanceLineRural' },
        otherwise: { op: 'if', then: { value: 0n } },
      },
    });
  });

  test.each([
    ['itself', [part('a', 'a')], '`a` needs itself: a → a'],
    ['itself through another', [part('a', 'b || b'), part('b', '!a')], '`a` needs itself: a → b → a'],
  ])('that need %s are refused with the circle', (_, define, reason) => {
    expect(refusalOf({ define, when: 'a' })).toMatchObject({
      reason,
      part: expect.stringMatching(/define/u),
    });
  });

  test('that need a collection that needs them are refused with the circle', () => {
    const collect = [{ name: 'adults', forEach: [MEMBERS], where: 'many', take: 'count', of: null }] as const;
    const refusal = refusalOf({ collect, define: [part('many', 'adults > 2')], when: 'many' });
    expect(refusal.reason).toBe('`many` needs itself: many → adults → many');
  });

  test.each([
    ['an unused part', { define: [part('idle', 'true')] }, /`idle` is defined, and nothing asks for it/],
    ['a part under a taken name', { define: [part('family', 'true')] }, /the name `family` is taken/],
    ['a part named as a parameter', { define: [part('share', 'share * 2')] }, /the name `share` is taken/],
    ['a part named as the day', { define: [part('asOf', 'true')] }, /the name `asOf` is taken/],
    [
      'a part of nothing',
      { define: [{ name: 'a', expression: null, table: null }], when: 'a' },
      /either an expression or a table/,
    ],
    [
      'a row with a cell too few',
      {
        define: [
          { name: 'line', expression: null, table: { ...table, rows: [{ cells: ['-'], then: '0' }] } },
        ],
        when: 'line > 0',
      },
      /1 cells for 2 inputs/,
    ],
    [
      'outcomes of two periods',
      {
        define: [{ name: 'line', expression: null, table: { ...table, otherwise: 'enrolment.annualFee' } }],
        forEach,
        when: 'line > 0',
      },
      /can not be the two outcomes of one question/,
    ],
  ])('%s is refused', (_, change, reason) => {
    expect(refusalOf(change).reason).toMatch(reason);
  });

  test('a mistake in a cell is told by row and cell', () => {
    const rows = [{ cells: ['>= "A"', '-'], then: '0' }];
    const define = [{ name: 'line', expression: null, table: { ...table, rows } }];
    expect(refusalOf({ define, when: 'line > 0' }).part).toBe('rule test.rule define line row 1 cell 1');
  });

  test('that double at each level are refused before they are evaluated', () => {
    const define = Array.from({ length: 20 }, (_, at) =>
      part(`p${at}`, at === 0 ? 'family.status == "A"' : `p${at - 1} && p${at - 1}`),
    );
    expect(refusalOf({ define, when: 'p19' }).reason).toMatch(/longer than 5000 steps/u);
  });
});
