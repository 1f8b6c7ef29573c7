import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compilePolicies } from './compile-policy.ts';
import { parseScenarios } from './language/parse-scenarios.ts';
import { decidingRules, runScenario } from './run-scenario.ts';
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

test('every rule is shown by a scenario but the one by which only the hub ties records together', () => {
  const shown = new Set(
    parsed.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => decidingRules(scenario, setting))),
  );
  const ids = source.documents.flatMap(({ rules }) => rules.map(({ id }) => id));
  expect(ids.filter((id) => !shown.has(id))).toEqual(['household-registration/tie-by-number']);
});

test('a scenario that expects too little or too much says so', () => {
  const [scenario] = parsed.find(({ name }) => name === 'vehicles/assistance.yaml')?.scenarios ?? [];
  const differences = runScenario(
    {
      ...scenario!,
      expect: {
        denied: new Map([['Vehicle.use', 'nothing permits']]),
        masks: new Map(),
        rows: new Map(),
        limits: new Map([['Vehicle.use', 'people 5']]),
        smallestGroup: 10,
      },
    },
    setting,
  );
  expect(differences).toEqual([
    '`Vehicle.brand` is denied: expected not, found nothing permits',
    '`Vehicle.use` is denied: expected nothing permits, found not',
    '`Vehicle.plate` is masked: expected not, found plate',
    '`Person.id:filter-eq` is limited: expected not, found exchanges 20000',
    '`Vehicle.use` is limited: expected people 5, found not',
    'the smallest group: expected 10 people, found 0',
  ]);
});
