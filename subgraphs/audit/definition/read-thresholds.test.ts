import { expect, test } from '@jest/globals';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { testThresholds } from '../testing/audit-fixtures.ts';
import type { ThresholdDefinition } from './audit-definition.ts';
import { readThresholdDocument } from './read-thresholds.ts';
import { thresholdsOf } from './thresholds.ts';

const LINE: ThresholdDefinition = {
  name: 'line',
  title: 'A line',
  titleChinese: '标准',
  unit: 'FEN',
  per: 'MONTH',
  scale: 0,
  values: [
    { division: '230000', validFrom: '2024-07-01', validTo: '2025-07-01', value: '1', statute: 's' },
    { division: '230000', validFrom: '2025-07-01', validTo: null, value: '2', statute: 's' },
    { division: '230100', validFrom: '2025-07-01', validTo: null, value: '3', statute: 's' },
    { division: '230102', validFrom: '2026-07-01', validTo: null, value: '4', statute: 's' },
  ],
};

test.each([
  ['230202', '2025-06-30', 1n],
  ['230202', '2025-07-01', 2n],
  ['230103', '2026-11-01', 3n],
  ['230102001', '2026-06-30', 3n],
  ['230102001', '2026-07-01', 4n],
  ['230202', '2024-06-30', null],
  ['110101', '2026-11-01', null],
  ['', '2026-11-01', null],
])('in %s on %s the nearest value in force is %s', (division, day, expected) => {
  expect(thresholdsOf([LINE]).valueOf('line', division, day)).toBe(expected);
});

test('a code that is in use no more lies in what it became', () => {
  // 230181 阿城市 was divided between two districts of the city.
  expect(thresholdsOf([LINE]).valueOf('line', '230181', '2026-11-01')).toBe(3n);
});

test('a value is a whole number of its scale', () => {
  const area: ThresholdDefinition = {
    ...LINE,
    unit: 'SQUARE_METRES',
    per: null,
    scale: 2,
    values: [{ division: '230000', validFrom: '2025-01-01', validTo: null, value: '60.5', statute: 's' }],
  };
  const thresholds = thresholdsOf([area]);
  expect(thresholds.valueOf('line', '230102', '2026-01-01')).toBe(6_050n);
  expect(thresholds.typeOf('line')).toEqual({ kind: 'number', unit: 'SQUARE_METRES', per: null, scale: 2 });
  expect(thresholds.typeOf('other')).toBeNull();
});

const [FIRST, SECOND] = LINE.values;
test.each<[string, Partial<ThresholdDefinition> | { surprise: number }]>([
  ['a key that is not known', { surprise: 1 }],
  ['a unit that is none', { unit: 'YUAN' }],
  ['money of no period', { per: null }],
  ['an area of a period', { unit: 'SQUARE_METRES' }],
  ['decimals that it has not', { values: [{ ...FIRST!, value: '1.5' }] }],
  ['a place that is none', { values: [{ ...FIRST!, division: '23' }] }],
  ['a time that is none', { values: [{ ...FIRST!, validTo: FIRST!.validFrom }] }],
  ['two values at a time', { values: [SECOND!, { ...SECOND!, validFrom: '2026-01-01' }] }],
  ['no value', { values: [] }],
])('a threshold with %s is refused', (_, change) => {
  expect(() => readThresholdDocument(JSON.stringify([{ ...LINE, ...change }]))).toThrow(SluiceError);
});

test('two thresholds of one name are refused', () => {
  expect(() => thresholdsOf([LINE, LINE])).toThrow(SluiceError);
});

test('what ships has a value for every county of the province today', () => {
  const thresholds = testThresholds();
  const { definitions } = thresholds;
  expect(definitions.length).toBeGreaterThan(0);
  for (const { name } of definitions)
    expect([name, thresholds.valueOf(name, '230102', '2026-11-01')]).not.toContain(null);
});
