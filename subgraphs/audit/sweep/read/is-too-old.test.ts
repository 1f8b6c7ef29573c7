import { expect, test } from '@jest/globals';
import { isTooOld } from './is-too-old.ts';

const NOW = '2026-11-01T12:00:00.000Z';
const rule = { definition: { maxAgeHours: { Vehicle: 24 } } };

test.each<[string, string | null, boolean]>([
  ['as old as the rule bears', '2026-10-31T12:00:00Z', false],
  ['older', '2026-10-31T11:59:59Z', true],
  ['a little ahead of our clock', '2026-11-01T12:04:59Z', false],
  ['of a time to come', '2026-11-01T12:05:01Z', true],
  ['silent', null, true],
  ['no time at all', 'infinity', true],
])('a source that is %s', (_, complete, expected) => {
  const answer = {
    state: { dataset: '8', agency: 'vehicles', asOf: complete, isFresh: true },
    fetchedAt: new Date(NOW),
  };
  expect(isTooOld(rule, { typeName: 'Vehicle' }, answer, null)).toBe(expected);
  expect(isTooOld(rule, { typeName: 'Vehicle' }, { ...answer, fetchedAt: new Date(0) }, NOW)).toBe(expected);
  expect(isTooOld(rule, { typeName: 'Home' }, answer, null)).toBe(false);
});
