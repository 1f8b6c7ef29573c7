import { expect, test } from '@jest/globals';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { shippedAudit } from '../testing/audit-fixtures.ts';
import { concludeVerdicts, withoutRule, type RuleVerdict } from './eligibility.ts';
import { eligibilityDay } from './eligibility-fields.ts';
import { readEligibilityDocument } from './read-eligibility-document.ts';

const rule = shippedAudit('barred-vehicle').rules[0]!;
const DESK = 'housing-allocation';
const verdict = (says: RuleVerdict['says']): RuleVerdict => ({ rule, says });
const read = (exchangeId: string, at: string) => ({ exchangeId, readAt: new Date(at) });

test.each<[string, readonly RuleVerdict['says'][], string, readonly string[]]>([
  ['every rule said no', ['NO', 'NO'], 'YES', []],
  [
    'one found against it, whatever the rest',
    ['UNDECIDED', 'FOUND_AGAINST', 'RULE_IN_SHADOW'],
    'NO',
    ['FOUND_AGAINST'],
  ],
  ['one is undecided', ['NO', 'UNDECIDED'], 'CANNOT_TELL', ['UNDECIDED']],
  ['one is in its shadow', ['NO', 'RULE_IN_SHADOW'], 'CANNOT_TELL', ['RULE_IN_SHADOW']],
  ['a source is away', ['NO', 'SOURCE_AWAY', 'NOT_COVERED'], 'CANNOT_TELL', ['SOURCE_AWAY', 'NOT_COVERED']],
  ['no rule was asked', [], 'CANNOT_TELL', ['UNDECIDED']],
])('%s', (_, says, answer, codes) => {
  const concluded = concludeVerdicts(says.map(verdict), []);
  expect([concluded.answer, concluded.reasons.map(({ code }) => code)]).toEqual([answer, codes]);
});

test('nobody is entitled to what he is not in, and of whom nobody knows it can not be told', () => {
  expect(withoutRule('NOT_IN_SCHEME', []).answer).toBe('NO');
  expect(withoutRule('NOT_COVERED', []).answer).toBe('CANNOT_TELL');
  expect(withoutRule('SOURCE_AWAY', []).answer).toBe('CANNOT_TELL');
});

test('the oldest read is told, each exchange once, and nothing beside', () => {
  const concluded = concludeVerdicts(
    [verdict('FOUND_AGAINST')],
    [
      read('e2', '2026-11-01T02:00:00Z'),
      read('e1', '2026-11-01T01:00:00Z'),
      read('e2', '2026-11-01T02:00:00Z'),
    ],
  );
  expect(concluded).toEqual({
    answer: 'NO',
    reasons: [
      {
        code: 'FOUND_AGAINST',
        ruleId: rule.id,
        ruleVersion: rule.version,
        statute: rule.statute,
        statement: rule.statement,
        statementChinese: rule.statementChinese,
        dataset: null,
      },
    ],
    asOf: '2026-11-01T01:00:00.000Z',
    exchangeIds: ['e2', 'e1'],
  });
});

test('of a day that has passed the records are read as of its end in China; none is asked for to come', () => {
  const now = new Date('2026-11-01T17:00:00Z');
  expect(eligibilityDay(null, now, DESK)).toEqual({ day: '2026-11-02', asOf: null });
  expect(eligibilityDay('2026-11-02', now, DESK)).toEqual({ day: '2026-11-02', asOf: null });
  expect(eligibilityDay('2026-11-01', now, 'assistance-audit')).toEqual({
    day: '2026-11-01',
    asOf: '2026-11-01T15:59:59.999Z',
  });
  for (const none of ['2026-11-03', '0000-01-01', '2026-02-30'])
    expect(() => eligibilityDay(none, now, 'assistance-audit')).toThrow(
      new SluiceError('ELIGIBILITY_INVALID'),
    );
  // Who may not ask what was known earlier may not ask what was concluded from it.
  expect(() => eligibilityDay('2026-11-01', now, DESK)).toThrow(new SluiceError('HISTORY_DENIED'));
});

test('a document that names a rule which no audit has is refused', () => {
  const document = (named: string): string => `
scheme: X
title: a
titleChinese: 一
statute: law
maxAgeHours: { AssistanceFamily: 1, AssistanceMember: 1 }
rules: [{ audit: barred-vehicle, rule: ${named} }]`;
  const shipped = new Map([['barred-vehicle', shippedAudit('barred-vehicle')]]);
  expect(readEligibilityDocument(document('barred-vehicle.owned'), shipped).rules).toHaveLength(1);
  let refusal: unknown;
  try {
    readEligibilityDocument(document('barred-vehicle.other'), shipped);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({ code: 'AUDIT_INVALID', detail: { part: 'eligibility X' } });
});
