import { expect, test } from '@jest/globals';
import { deriveAgain } from './derive-again.ts';
import { compiledAudit, testGraph } from '../testing/audit-fixtures.ts';

const [owned] = compiledAudit('barred-vehicle', testGraph()).rules;
const EVIDENCE = [
  { path: 'family.status', value: '"ACTIVE"' },
  { path: 'member.validTo', value: 'null' },
  { path: 'vehicle.status', value: '"NORMAL"' },
  { path: 'vehicle.validTo', value: 'null' },
  { path: 'vehicle.vehicleKind', value: '"CAR"' },
  { path: 'vehicle.use', value: '"PRIVATE"' },
];

test('a finding follows from its evidence alone', () => {
  expect(deriveAgain(owned!, EVIDENCE, {})).toBe('YES');
});

test.each(EVIDENCE.map(({ path }) => path))('without %s it does not', (path) => {
  expect(
    deriveAgain(
      owned!,
      EVIDENCE.filter((item) => item.path !== path),
      {},
    ),
  ).toBe('CANNOT_TELL');
});

test('other evidence gives another conclusion', () => {
  const exempt = EVIDENCE.map((item) =>
    item.path === 'vehicle.use' ? { ...item, value: '"SOLE_LIVELIHOOD"' } : item,
  );
  expect(deriveAgain(owned!, exempt, {})).toBe('NO');
});
