import { expect, test } from '@jest/globals';
import { compileAudit } from './compile-audit.ts';
import {
  compiledAudit,
  conclusionsOf,
  record,
  shippedAudit,
  testGraph,
  testThresholds,
} from '../testing/audit-fixtures.ts';

// What each rule says of its cases: audits/shipped-rules.test.ts. Here: what holds for all of them, shown by one.

type Fields = Readonly<Record<string, unknown>>;

const graph = testGraph();
const CASE = { caseNumber: 'C1', division: '230102', status: 'ACTIVE' };
const VEHICLE = {
  vehicleKind: 'CAR',
  use: 'PRIVATE',
  status: 'NORMAL',
  firstRegisteredOn: '2021-01-01',
  validTo: null,
};

function family(fields: Fields): Fields {
  return record('F1', { ...CASE, members: [], ...fields });
}

function member(person: Fields | null, fields: Fields = {}): Fields {
  return record('M1', { validTo: null, person, ...fields });
}

function owner(fields: Fields): Fields {
  const person = { id: 'RID:239901198001010019', vehicles: [record('V1', { ...VEHICLE, ...fields })] };
  return family({ members: [member(person)] });
}

function outcomes(audit: string, subject: Fields): readonly string[] {
  return conclusionsOf(compiledAudit(audit, graph), graph, subject).map(
    ({ rule, outcome, missing }) =>
      `${rule.definition.id} ${outcome}${missing === null ? '' : ` ${missing}`}`,
  );
}

test('a number that a register wrote in its own way is one step less than exact', () => {
  const [finding] = conclusionsOf(
    compiledAudit('barred-vehicle', graph),
    graph,
    owner({ qualityFlag: 'ID_15_DIGITS' }),
  );
  expect(finding).toMatchObject({ outcome: 'YES', matchTier: 'B' });
});

test('a rule that multiplies lists without end is refused for the case, not carried out', () => {
  const shipped = shippedAudit('barred-vehicle');
  const again = ['a', 'b', 'c', 'd', 'e'].map((binding) => ({ binding, path: 'family.members' }));
  const rules = shipped.rules.map((rule) => ({ ...rule, forEach: [...rule.forEach, ...again] }));
  const audit = compileAudit({ ...shipped, rules }, new Map(), graph, testThresholds());
  const members = Array.from({ length: 12 }, (_, number) =>
    member({ id: 'RID:239901198001010019', vehicles: [record('V1', VEHICLE)] }, { recordKey: `M${number}` }),
  );
  expect(() => conclusionsOf(audit, graph, family({ members }))).toThrow(
    expect.objectContaining({ code: 'AUDIT_INVALID' }),
  );
});

test('every finding carries evidence that says source, record, value and time', () => {
  const [finding] = conclusionsOf(compiledAudit('barred-vehicle', graph), graph, owner({}));
  expect(finding?.evidence.find(({ path }) => path === 'vehicle.vehicleKind')).toEqual({
    path: 'vehicle.vehicleKind',
    agency: 'vehicles',
    dataset: '8',
    typeName: 'Vehicle',
    fieldName: 'vehicleKind',
    recordKey: 'V1',
    value: 'CAR',
    asOf: '2026-10-02T03:04:05.000Z',
    matchTier: 'A',
  });
  expect(finding?.evidence.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      'family.status',
      'member.validTo',
      'vehicle.status',
      'vehicle.use',
      'vehicle.vehicleKind',
    ]),
  );
});

test('a record that does not say when it was written is no evidence', () => {
  expect(outcomes('barred-vehicle', owner({ recordedAt: null }))).toEqual([
    'barred-vehicle.owned CANNOT_TELL vehicle.status',
  ]);
});

test('a record that a source gives twice is one, and one that it gives in two ways is not known', () => {
  const person = (other: Fields): Fields => ({
    id: 'RID:239901198001010019',
    vehicles: [record('V1', VEHICLE), record('V1', { ...VEHICLE, ...other })],
  });
  expect(outcomes('barred-vehicle', family({ members: [member(person({}))] }))).toEqual([
    'barred-vehicle.owned YES',
  ]);
  expect(outcomes('barred-vehicle', family({ members: [member(person({ use: 'TAXI' }))] }))).toEqual([
    'barred-vehicle.owned CANNOT_TELL member.person.vehicles',
  ]);
});

test('of a record that its agency does not hold, nothing is known: not even that a value is absent', () => {
  expect(outcomes('barred-vehicle', owner({ recordKey: null }))).toEqual([
    'barred-vehicle.owned CANNOT_TELL vehicle.status',
  ]);
});

test('a rule finds nothing before it is law, and nothing after', () => {
  const on = (asOf: string): readonly string[] =>
    conclusionsOf(compiledAudit('barred-vehicle', graph, { asOf }), graph, owner({})).map(
      ({ outcome }) => outcome,
    );
  expect(on('2014-04-30')).toEqual([]);
  expect(on('2014-05-01')).toEqual(['YES']);
});
