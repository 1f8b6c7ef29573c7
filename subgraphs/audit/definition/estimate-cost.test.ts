import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { compileAudit } from './compile-audit.ts';
import { COST_LIMIT, estimateCost } from './estimate-cost.ts';

const graph = testGraph();
const thresholds = testThresholds();
const barredVehicle = shippedAudit('barred-vehicle');

test('records of lists within lists multiply, and so do the combinations that a rule is asked about', () => {
  // A family, its 5 members with a person each, 5 vehicles of each of them; and 5 × 5 combinations.
  expect(estimateCost(compileAudit(barredVehicle, new Map(), graph, thresholds))).toBe(
    1 + 5 * (1 + 1 + 5) + 5 * 5,
  );
});

test('T17 an audit that multiplies lists without end is refused with its estimate', () => {
  const again = ['a', 'b', 'c', 'd', 'e'].map((binding) => ({ binding, path: 'family.members' }));
  const rules = barredVehicle.rules.map((rule) => ({ ...rule, forEach: [...rule.forEach, ...again] }));
  expect(() => estimateCost(compileAudit({ ...barredVehicle, rules }, new Map(), graph, thresholds))).toThrow(
    expect.objectContaining({
      code: 'AUDIT_TOO_COSTLY',
      detail: { cost: 1 + 5 * 7 + 5 ** 7, limit: COST_LIMIT },
    }),
  );
});

test('no audit that ships comes near the limit', () => {
  const names = readdirSync(new URL('../audits/', import.meta.url)).filter((file) => file.endsWith('.yaml'));
  for (const file of names) {
    const audit = compileAudit(shippedAudit(file.replace('.yaml', '')), new Map(), graph, thresholds);
    expect(estimateCost(audit)).toBeLessThan(COST_LIMIT / 4);
  }
});
