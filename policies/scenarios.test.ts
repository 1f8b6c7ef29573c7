import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compilePolicies } from './compile-policy.ts';
import { parseScenarios } from './language/parse-scenarios.ts';
import { runScenario } from './run-scenario.ts';
import { shippedPolicies, shippedSchema, SUBJECTS, TODAY } from './testing/shipped-policies.ts';

const schema = shippedSchema();
const source = shippedPolicies(schema);
const setting = { policies: compilePolicies(source), schema, subjects: SUBJECTS, today: TODAY };
const root = join(import.meta.dirname, 'scenarios');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);
const parsed = files.map((name) => ({
  name,
  ...parseScenarios(name, readFileSync(join(root, name), 'utf8')),
}));

test('every file of scenarios parses, and every agency has one permitted and one refused question', () => {
  expect(parsed.flatMap(({ problems }) => problems)).toEqual([]);
  for (const { agency } of source.documents) {
    const scenarios = parsed
      .filter(({ name }) => name.startsWith(`${agency}/`))
      .flatMap((file) => file.scenarios);
    expect(scenarios.length).toBeGreaterThan(1);
    expect(scenarios.some(({ expect: { denied } }) => denied.size > 0)).toBe(true);
  }
});

for (const { name, scenarios } of parsed)
  describe(name, () => {
    test.each(scenarios.map((scenario) => [scenario.title, scenario] as const))('%s', (_, scenario) => {
      expect(runScenario(scenario, setting)).toEqual([]);
    });
  });

test('a scenario that expects too little or too much says so', () => {
  const [scenario] = parsed.find(({ name }) => name === 'vehicles/assistance.yaml')?.scenarios ?? [];
  const differences = runScenario(
    {
      ...scenario!,
      expect: { denied: new Map([['Vehicle.use', 'nothing permits']]), masks: new Map(), rows: new Map() },
    },
    setting,
  );
  expect(differences).toEqual([
    '`Vehicle.brand` is denied: expected not, found nothing permits',
    '`Vehicle.use` is denied: expected nothing permits, found not',
    '`Vehicle.plate` is masked: expected not, found plate',
  ]);
});
