import { expect, test } from '@jest/globals';
import {
  divisionTable,
  eitherTable,
  everyProvince,
  regionPrefix,
  syntheticDivisions,
  withinRegion,
} from './division.ts';

test.each([
  ['230000', '23'],
  ['230100', '2301'],
  ['230102', '230102'],
  ['230102000', '230102'],
  ['230102001', '230102001'],
  ['239000', '2390'],
  ['230110', '230110'],
])('the prefix of region %s is %s', (region, prefix) => {
  expect(regionPrefix(region)).toBe(prefix);
});

test.each(['', '23', '000000', '23010', '2301020', 'abcdef', '230102 '])('`%s` is no region', (region) => {
  expect(() => regionPrefix(region)).toThrow(RangeError);
  expect(withinRegion('230102', region)).toBe(false);
});

test('a division lies in its own county, prefecture and province and in no other', () => {
  expect(withinRegion('230102001', '230000')).toBe(true);
  expect(withinRegion('230102001', '230100')).toBe(true);
  expect(withinRegion('230102001', '230102')).toBe(true);
  expect(withinRegion('230102', '230102001')).toBe(false);
  expect(withinRegion('230102001', '230103')).toBe(false);
  expect(withinRegion('230202001', '230100')).toBe(false);
  expect(withinRegion('not a code', '230000')).toBe(false);
});

test('synthetic divisions are 2399xx and nothing else', () => {
  expect(syntheticDivisions.isAssigned('239900')).toBe(true);
  expect(syntheticDivisions.isAssigned('239999')).toBe(true);
  expect(syntheticDivisions.isAssigned('230102')).toBe(false);
  expect(syntheticDivisions.isAssigned('2399')).toBe(false);
});

test('tables combine', () => {
  const table = eitherTable(divisionTable(['110105']), syntheticDivisions);
  expect(table.isAssigned('110105')).toBe(true);
  expect(table.isAssigned('239901')).toBe(true);
  expect(table.isAssigned('110101')).toBe(false);
  expect(everyProvince.isAssigned('440524')).toBe(true);
  expect(everyProvince.isAssigned('990524')).toBe(false);
});
