import { expect, test } from '@jest/globals';
import { isTooOld } from './is-too-old.ts';

const NOW = '2026-11-01T12:00:00.000Z';

test.each<[string, string | null, boolean]>([
  ['as old as is borne', '2026-10-31T12:00:00Z', false],
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
  expect(isTooOld(answer, 24, null)).toBe(expected);
  expect(isTooOld({ ...answer, fetchedAt: new Date(0) }, 24, NOW)).toBe(expected);
  expect(isTooOld(answer, undefined, null)).toBe(false);
});
