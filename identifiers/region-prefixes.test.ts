import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DIVISION_CHANGES } from './division-changes.ts';
import { regionPrefixes } from './region-prefixes.ts';

const inUse = new Set(
  readFileSync(join(import.meta.dirname, '../province/data/divisions-heilongjiang.csv'), 'utf8')
    .split('\n')
    .slice(1)
    .map((row) => row.slice(0, 6)),
);

describe('the table of changes', () => {
  test('retires no code that is in use, each once, and names only codes in use', () => {
    const retired = DIVISION_CHANGES.map((change) => change.retired);
    expect(new Set(retired).size).toBe(retired.length);
    expect(retired.filter((code) => inUse.has(code))).toEqual([]);
    expect(DIVISION_CHANGES.flatMap(({ now }) => now).filter((code) => !inUse.has(code))).toEqual([]);
  });

  test('has a year, a name and a place today in every line', () => {
    for (const { retired, year, name, now } of DIVISION_CHANGES) {
      expect(retired).toMatch(/^23\d{4}$/u);
      expect(year).toBeGreaterThanOrEqual(1992);
      expect(year).toBeLessThanOrEqual(2026);
      expect(name).toMatch(/^\p{Script=Han}+$/u);
      expect(now.length).toBeGreaterThan(0);
    }
  });
});

test.each([
  // Shuangcheng: a county-level city of the Songhuajiang prefecture, then of Harbin, then its district.
  ['230113', ['230113', '230182', '232101']],
  ['230110', ['230110', '230106', '230107']],
  ['230183', ['230183', '232102']],
  ['231283', ['231283', '232304']],
  ['230717', ['230717', '230702', '230708']],
  ['230102', ['230102']],
  ['230102001', ['230102001']],
  ['230000', ['23']],
  ['239901', ['239901']],
])('region %s has the prefixes %j', (region, prefixes) => {
  expect(regionPrefixes(region)).toEqual(prefixes);
});

test('codes of other prefixes belong to the prefecture that their area came to', () => {
  expect(regionPrefixes('230600')).toEqual(['2306', '230226', '230228', '232328', '232329']);
  expect(regionPrefixes('231200')).not.toContain('232329');
  expect(regionPrefixes('230100')).toEqual(expect.arrayContaining(['2301', '232100', '232101', '232131']));
  expect(regionPrefixes('230300')).toEqual(['2303', '231027', '231082']);
});

test('a divided area belongs to whoever holds all of it, and to no part', () => {
  const divided = DIVISION_CHANGES.filter(({ now }) => now.length > 1);
  expect(divided.map(({ name }) => name)).toEqual(['呼兰县', '阿城市', '乌马河区', '郊区']);
  for (const { retired, now } of divided)
    for (const part of now) expect(regionPrefixes(part)).not.toContain(retired);
  const harbin = regionPrefixes('230100');
  for (const code of ['230121', '230181'])
    expect(harbin.some((prefix) => code.startsWith(prefix))).toBe(true);
});

test('no region is no division', () => {
  expect(() => regionPrefixes('')).toThrow(RangeError);
});
