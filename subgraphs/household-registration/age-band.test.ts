import { expect, test } from '@jest/globals';
import { ageBandOf as bandOf } from './age-band.ts';

const today = '2026-11-22';
const ageBandOf = (row: { readonly born_on: string | null }, args: { readonly on?: string | null }) =>
  bandOf(row, args, { masking: { today, standIns: null } });

test.each([
  ['2021-05-02', '2027-05-01', '0–5'],
  ['2021-05-02', '2027-05-02', '6–14'],
  ['2010-01-01', '2025-01-01', '15–17'],
  ['2008-02-29', '2026-02-28', '15–17'],
  ['2008-02-29', '2026-03-01', '18–34'],
  ['1990-12-31', '2026-01-01', '35–49'],
  ['1976-01-01', '2026-01-01', '50–59'],
  ['1966-01-02', '2026-01-01', '50–59'],
  ['1966-01-01', '2026-01-01', '60–69'],
  ['1950-01-01', '2026-01-01', '70–79'],
  ['1920-01-01', '2026-01-01', '80+'],
])('born on %s, on %s: %s', (born_on, on, band) => {
  expect(ageBandOf({ born_on }, { on })).toBe(band);
});

test('nobody who is not born yet has a band, nor one whose birth is not known', () => {
  expect(ageBandOf({ born_on: '2026-01-02' }, { on: '2026-01-01' })).toBeNull();
  expect(ageBandOf({ born_on: null }, { on: '2026-01-01' })).toBeNull();
});

test('without a day it is the band of the day of the exchange', () => {
  expect(ageBandOf({ born_on: '1966-11-22' }, {})).toBe('60–69');
  expect(ageBandOf({ born_on: '1966-11-23' }, { on: null })).toBe('50–59');
});
