import { expect, test } from '@jest/globals';
import type { AnswerPath } from '../run/error-paths.ts';
import { compileAudit } from './compile-audit.ts';
import {
  compiledAudit,
  conclusionsOf,
  record,
  shippedAudit,
  testGraph,
  testThresholds,
} from '../testing/audit-fixtures.ts';

type Fields = Readonly<Record<string, unknown>>;

const graph = testGraph();
const CASE = { caseNumber: 'C1', division: '230102', status: 'ACTIVE' };

function family(fields: Fields): Fields {
  return record('F1', { ...CASE, payments: [], members: [], ...fields });
}

function member(person: Fields | null, fields: Fields = {}): Fields {
  return record('M1', { validTo: null, person, ...fields });
}

function outcomes(audit: string, subject: Fields, errors: readonly AnswerPath[] = []): readonly string[] {
  return conclusionsOf(compiledAudit(audit, graph), graph, subject, errors).map(
    ({ rule, outcome, missing }) =>
      `${rule.definition.id} ${outcome}${missing === null ? '' : ` ${missing}`}`,
  );
}

const at = (...path: AnswerPath): AnswerPath => ['assistanceFamilies', 'nodes', 0, ...path];

// Dead and paid.

const deathOn = (diedOn: string | null): Fields => record('D1', { diedOn });
const cremationOn = (diedOn: string | null): Fields => record('R1', { diedOn });
const paidIn = (payMonth: string, fields: Fields = {}): Fields =>
  record(`P${payMonth}`, { payMonth, status: 'PAID', paidAmount: 50_000, ...fields });

function deceased(death: Fields, memberFields: Fields = {}, id = 'RID:239901195001010018'): Fields {
  return member({ id, deathCertificates: [], cremations: [], ...death }, memberFields);
}

test('each month paid after the month of death by certificate is a finding', () => {
  const subject = family({
    members: [deceased({ deathCertificates: [deathOn('2026-03-05')] })],
    payments: [paidIn('2026-03'), paidIn('2026-04'), paidIn('2026-05')],
  });
  expect(outcomes('dead-and-paid', subject)).toEqual([
    'dead-and-paid.death-certificate YES',
    'dead-and-paid.death-certificate YES',
  ]);
});

test('a cremation proves a death as well', () => {
  const subject = family({
    members: [deceased({ cremations: [cremationOn('2026-03-05')] })],
    payments: [paidIn('2026-04')],
  });
  expect(outcomes('dead-and-paid', subject)).toEqual(['dead-and-paid.cremation YES']);
});

test('the month of death itself is paid rightly', () => {
  const subject = family({
    members: [deceased({ deathCertificates: [deathOn('2026-03-01')] })],
    payments: [paidIn('2026-03')],
  });
  expect(outcomes('dead-and-paid', subject)).toEqual([]);
});

test.each(['APPROVED', 'RETURNED', 'STOPPED'])('a payment that is %s paid nobody', (status) => {
  const subject = family({
    members: [deceased({ deathCertificates: [deathOn('2026-03-01')] })],
    payments: [paidIn('2026-04', { status, paidAmount: null })],
  });
  expect(outcomes('dead-and-paid', subject)).toEqual([]);
});

test('what is paid after the dead person was taken off the family is paid to the living', () => {
  const subject = family({
    members: [deceased({ deathCertificates: [deathOn('2026-03-01')] }, { validTo: '2026-04-01' })],
    payments: [paidIn('2026-04'), paidIn('2026-05')],
  });
  expect(outcomes('dead-and-paid', subject)).toEqual([]);
});

test('a member without a sound number is not known, so it can not be told', () => {
  const subject = family({ members: [member(null)], payments: [paidIn('2026-05')] });
  expect(outcomes('dead-and-paid', subject)).toEqual([
    'dead-and-paid.death-certificate CANNOT_TELL member.person.deathCertificates',
    'dead-and-paid.cremation CANNOT_TELL member.person.cremations',
  ]);
});

test('a register that did not answer is no proof of life or death', () => {
  const subject = family({
    members: [deceased({ deathCertificates: null })],
    payments: [paidIn('2026-05')],
  });
  const error = at('members', 0, 'person', 'deathCertificates');
  expect(outcomes('dead-and-paid', subject, [error])).toEqual([
    'dead-and-paid.death-certificate CANNOT_TELL member.person.deathCertificates',
  ]);
});

test('nothing paid is nothing to find, even where a register did not answer', () => {
  const subject = family({ members: [deceased({ deathCertificates: null })], payments: [] });
  expect(outcomes('dead-and-paid', subject, [at('members', 0, 'person', 'deathCertificates')])).toEqual([]);
});

test('a death without a day can not be told', () => {
  const subject = family({
    members: [deceased({ cremations: [cremationOn(null)] })],
    payments: [paidIn('2026-05')],
  });
  expect(outcomes('dead-and-paid', subject)).toEqual([
    'dead-and-paid.cremation CANNOT_TELL cremation.diedOn',
  ]);
});

test('an end of membership that was refused is not an open one', () => {
  const subject = family({
    members: [deceased({ deathCertificates: [deathOn('2026-03-01')] })],
    payments: [paidIn('2026-05')],
  });
  expect(outcomes('dead-and-paid', subject, [at('members', 0, 'validTo')])).toEqual([
    'dead-and-paid.death-certificate CANNOT_TELL member.validTo',
  ]);
});

test('a provisional number is for a person to look at, never a finding', () => {
  const subject = family({
    members: [deceased({ deathCertificates: [deathOn('2026-03-01')] }, {}, 'HOSP:8812')],
    payments: [paidIn('2026-05')],
  });
  expect(outcomes('dead-and-paid', subject)).toEqual([
    'dead-and-paid.death-certificate CANNOT_TELL member.person',
  ]);
});

test('a number that a register wrote in its own way is one step less than exact', () => {
  const death = record('D1', { diedOn: '2026-03-01', qualityFlag: 'ID_15_DIGITS' });
  const subject = family({
    members: [deceased({ deathCertificates: [death] })],
    payments: [paidIn('2026-05')],
  });
  const [finding] = conclusionsOf(compiledAudit('dead-and-paid', graph), graph, subject);
  expect(finding).toMatchObject({ outcome: 'YES', matchTier: 'B' });
});

// Barred vehicle.

const VEHICLE = {
  vehicleKind: 'CAR',
  use: 'PRIVATE',
  status: 'NORMAL',
  firstRegisteredOn: '2021-01-01',
  validTo: null,
};

function owner(fields: Fields, memberFields: Fields = {}): Fields {
  const person = { id: 'RID:239901198001010019', vehicles: [record('V1', { ...VEHICLE, ...fields })] };
  return family({ members: [member(person, memberFields)] });
}

test('a car of a member is a finding', () => {
  expect(outcomes('barred-vehicle', owner({}))).toEqual(['barred-vehicle.owned YES']);
});

test.each([
  ['a mobility scooter', { vehicleKind: 'MOBILITY_SCOOTER' }],
  ['a sole-livelihood vehicle', { use: 'SOLE_LIVELIHOOD' }],
  ['a scrapped car', { status: 'SCRAPPED' }],
  ['a car that was sold', { status: 'TRANSFERRED' }],
  ['a registration that has ended', { validTo: '2026-02-01' }],
])('%s is not', (_, fields) => {
  expect(outcomes('barred-vehicle', owner(fields))).toEqual([]);
});

test('a car of somebody who left the family is not', () => {
  expect(outcomes('barred-vehicle', owner({}, { validTo: '2026-01-01' }))).toEqual([]);
});

test('a vehicle whose use is not recorded could be exempt, so it can not be told', () => {
  expect(outcomes('barred-vehicle', owner({ use: null }))).toEqual([
    'barred-vehicle.owned CANNOT_TELL vehicle.use',
  ]);
});

test('a known exemption holds whatever else is missing', () => {
  expect(outcomes('barred-vehicle', owner({ use: null, vehicleKind: 'MOBILITY_SCOOTER' }))).toEqual([]);
});

// Company control.

const FIRM = { creditCode: '91239900MA0000000X', kind: 'COMPANY', status: 'OPEN', employees: 3 };

function director(firm: Fields): Fields {
  const person = {
    id: 'RID:239901198001010019',
    legalRepresentativeOf: [record('E1', { ...FIRM, ...firm })],
    holdings: [],
  };
  return family({ members: [member(person)] });
}

function holder(holding: Fields, firm: Fields = {}): Fields {
  const person = {
    id: 'RID:239901198001010019',
    legalRepresentativeOf: [],
    holdings: [record('H1', { enterprise: record('E1', { ...FIRM, ...firm }), validTo: null, ...holding })],
  };
  return family({ members: [member(person)] });
}

test('the legal representative of an open firm is a finding', () => {
  expect(outcomes('company-control', director({}))).toEqual(['company-control.legal-representative YES']);
});

test.each([
  ['a firm that was cancelled', { status: 'CANCELLED' }],
  ['a husband-and-wife stall without employees', { kind: 'STALL', employees: 0 }],
])('%s is not', (_, firm) => {
  expect(outcomes('company-control', director(firm))).toEqual([]);
  expect(outcomes('company-control', holder({ role: 'CONTROLLER', sharePercent: 100 }, firm))).toEqual([]);
});

test('a stall with employees is a finding', () => {
  expect(outcomes('company-control', director({ kind: 'STALL', employees: 1 }))).toEqual([
    'company-control.legal-representative YES',
  ]);
});

test('a stall that does not say how many it employs can not be told', () => {
  expect(outcomes('company-control', director({ kind: 'STALL', employees: null }))).toEqual([
    'company-control.legal-representative CANNOT_TELL firm.employees',
  ]);
});

test.each([
  [{ role: 'CONTROLLER', sharePercent: null }, ['company-control.holder YES']],
  [{ role: 'SHAREHOLDER', sharePercent: 50 }, ['company-control.holder YES']],
  [{ role: 'SHAREHOLDER', sharePercent: 49.999 }, []],
  [{ role: 'CONTROLLER', sharePercent: 70, validTo: '2026-01-31' }, []],
  [{ role: 'SHAREHOLDER', sharePercent: null }, ['company-control.holder CANNOT_TELL holding.sharePercent']],
])('a holding %j', (holding, expected) => {
  expect(outcomes('company-control', holder(holding))).toEqual(expected);
});

test('the controlling share is a parameter', () => {
  const audit = compiledAudit('company-control', graph, { controllingShare: 30 });
  const subject = holder({ role: 'SHAREHOLDER', sharePercent: 40 });
  expect(conclusionsOf(audit, graph, subject).map(({ outcome }) => outcome)).toEqual(['YES']);
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
