import { expect, test } from '@jest/globals';
import { Day, Month, ruleValueOf, ValueUnknown } from './rule-language.ts';

test('a day is a day and a month is a month', () => {
  expect(ruleValueOf('Date', '2026-07-15')).toEqual(new Day('2026-07-15'));
  expect(ruleValueOf('Month', '2026-07')).toEqual(new Month('2026-07'));
  expect(ruleValueOf('Date', null)).toBeUndefined();
});

test.each(['2026-07', '2026-Q3', '2026', '2025–2029', '60–69', '80+'])(
  'a date that policy shows as %s is not known to a rule: no day is made up for it',
  (shown) => {
    expect(() => ruleValueOf('Date', shown)).toThrow(ValueUnknown);
  },
);
