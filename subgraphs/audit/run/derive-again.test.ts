import { expect, test } from '@jest/globals';
import { deriveAgain } from './derive-again.ts';
import { compiledAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';

const [owned] = compiledAudit('barred-vehicle', testGraph()).rules;
const FROM = { division: '230102', parameters: new Map(), thresholds: testThresholds() };
const EVIDENCE = [
  { path: 'member.validTo', sourceRecordKey: 'M1', value: 'null' },
  { path: 'vehicle.status', sourceRecordKey: 'V1', value: '"NORMAL"' },
  { path: 'vehicle.validTo', sourceRecordKey: 'V1', value: 'null' },
  { path: 'vehicle.vehicleKind', sourceRecordKey: 'V1', value: '"CAR"' },
  { path: 'vehicle.use', sourceRecordKey: 'V1', value: '"PRIVATE"' },
];

test('T3 a finding follows from its evidence alone', () => {
  expect(deriveAgain(owned!, EVIDENCE, FROM)).toBe('YES');
});

test.each(EVIDENCE.map(({ path }) => path))('without %s it does not', (path) => {
  expect(
    deriveAgain(
      owned!,
      EVIDENCE.filter((item) => item.path !== path),
      FROM,
    ),
  ).toBe('CANNOT_TELL');
});

test('other evidence gives another conclusion', () => {
  const exempt = EVIDENCE.map((item) =>
    item.path === 'vehicle.use' ? { ...item, value: '"SOLE_LIVELIHOOD"' } : item,
  );
  expect(deriveAgain(owned!, exempt, FROM)).toBe('NO');
});
