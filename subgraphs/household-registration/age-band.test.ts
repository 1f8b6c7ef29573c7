import { expect, test } from '@jest/globals';
import { ageBandOf } from './age-band.ts';

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

test('without a day it is the band of today', () => {
  const year = new Date().getUTCFullYear();
  expect(ageBandOf({ born_on: `${year - 30}-06-15` }, {})).toBe('18–34');
  expect(ageBandOf({ born_on: `${year - 90}-06-15` }, { on: null })).toBe('80+');
});
