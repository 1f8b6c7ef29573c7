import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition } from '../definition/audit-definition.ts';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import { checkAuditShape } from '../definition/read-audit-document.ts';
import type { SavedOperation, SelectedField, SelectedObject } from '../operation/saved-operation.ts';
import { compileRules } from '../rules/audit-rule.ts';
import { shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { columnName, tableColumns } from './duckdb/relation-table.ts';
import { planSweep } from './plan/plan-sweep.ts';
import { questionTextOf } from './plan/relation-question.ts';
import { askSmallProvince } from './testing/ask-small-province.ts';
import { randomProvince } from './testing/random-province.ts';
import { toldByCases, toldBySweep } from './testing/two-runs.ts';

const surroundings = { graph: testGraph(), thresholds: testThresholds() };
const shipped = shippedAudit('barred-vehicle');

/** The use of a vehicle under the name of its status in other letters, its kind under that of the key column. */
const ATTACK = { Status: 'use', _key: 'vehicleKind' } as const;

/** The shipped audit with these names for two fields of a vehicle. */
function audit(names: { readonly use: string; readonly vehicleKind: string }): AuditDefinition {
  const operation = shipped.operation.replace(/\b(use|vehicleKind)\b/gu, (field) => {
    return `${names[field as keyof typeof names]}: ${field}`;
  });
  const rules = JSON.stringify(shipped.rules).replaceAll(/vehicle\.(use|vehicleKind)\b/gu, (_, field) => {
    return `vehicle.${names[field as keyof typeof names]}`;
  });
  return checkAuditShape({ ...shipped, operation, rules: JSON.parse(rules) as unknown });
}

function renamed(object: SelectedObject, names: ReadonlyMap<string, string>): SelectedObject {
  const field = (each: SelectedField): SelectedField =>
    each.kind === 'leaf' ? each : { ...each, object: renamed(each.object, names) };
  return {
    ...object,
    fields: new Map([...object.fields].map(([name, each]) => [names.get(name) ?? name, field(each)])),
  };
}

/** The attack compiled past what refuses it. */
function compiledByHand(): CompiledAudit {
  const harmless = compileAudit(
    audit({ use: 'harmlessUse', vehicleKind: 'harmlessKind' }),
    new Map(),
    surroundings.graph,
    surroundings.thresholds,
  );
  const { text, node } = harmless.operation;
  const operation: SavedOperation = {
    ...harmless.operation,
    text: text.replace('harmlessUse', 'Status').replace('harmlessKind', '_key'),
    node: renamed(
      node,
      new Map([
        ['harmlessUse', 'Status'],
        ['harmlessKind', '_key'],
      ]),
    ),
  };
  const definition = audit({ use: 'Status', vehicleKind: '_key' });
  return { ...harmless, definition, operation, rules: compileRules(definition, operation, surroundings) };
}

async function agree(given: CompiledAudit): Promise<void> {
  await fc.assert(
    fc.asyncProperty(randomProvince, async (province) => {
      const { told } = await toldBySweep(given, askSmallProvince(province, 'AssistanceFamily'), surroundings);
      expect(told).toEqual(toldByCases(given, province, surroundings));
    }),
    { numRuns: 8 },
  );
}

test.each([
  ['in another case', { use: 'Status', vehicleKind: 'kind' }, /differ in upper and lower case/],
  ['of the key column', { use: 'usedAs', vehicleKind: '_key' }, /begins with `_`/],
])('an alias that is the name of another column %s is refused where it stands', (_, names, reason) => {
  const save = (): unknown =>
    compileAudit(audit(names), new Map(), surroundings.graph, surroundings.thresholds);
  expect(save).toThrow(SluiceError);
  try {
    save();
  } catch (error) {
    const { detail } = error as SluiceError;
    expect(detail).toMatchObject({ part: 'operation' });
    expect(typeof detail['line']).toBe('number');
    expect(detail['reason']).toMatch(reason);
  }
});

test('were such an alias let through, each name still reads its own column, in both runs', async () => {
  await agree(compiledByHand());
});

test('aliases mean the same in both runs', async () => {
  const { graph, thresholds } = surroundings;
  await agree(compileAudit(audit({ use: 'usedAs', vehicleKind: 'kind' }), new Map(), graph, thresholds));
});

test('the names of columns are numbers in SQL and the graph’s own in questions, and none is an author’s', () => {
  const given = compiledByHand();
  const { relations } = planSweep(given.operation, given.rules, given.caseKind, surroundings.graph);
  const vehicles = relations.find(({ typeName }) => typeName === 'Vehicle');
  expect(vehicles?.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(ATTACK)));
  expect(vehicles?.columns.map(({ field }) => field)).toEqual(expect.arrayContaining(Object.values(ATTACK)));
  for (const relation of relations) {
    const names = tableColumns(relation).map(({ name }) => columnName(relation, name));
    expect(names).toEqual(names.map((_, index) => `c${index}`));
    const { text } = questionTextOf(
      given.operation,
      relation,
      relation.columns.map(({ field }) => field),
    );
    expect(text).not.toMatch(/Status|_key/u);
  }
});

test('a collection may be called what a table of the sweep is called', async () => {
  const [rule] = shipped.rules;
  const count = (name: string, binding: string): object => ({
    name,
    forEach: [{ binding, path: 'family.members' }],
    take: 'count',
  });
  const named = checkAuditShape({
    ...shipped,
    rules: [
      {
        ...rule,
        when: `${rule?.when ?? ''} && told > 0 && tuple == told`,
        collect: [count('told', 'one'), count('tuple', 'other')],
      },
    ],
  });
  await agree(compileAudit(named, new Map(), surroundings.graph, surroundings.thresholds));
});
