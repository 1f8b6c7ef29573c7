import fc from 'fast-check';
import type { Row, SmallProvince } from './small-province.ts';

/**
 * Random small provinces of the types that the test's operations read: few keys, so that records meet; with missing values,
 * people and firms that nobody holds, unsound numbers, and the same record twice.
 */

const PERSONS = ['RID:1', 'RID:2', 'HMT:3', 'HOSP:4'];
const FAMILIES = ['C1', 'C2', 'C3'];
const FIRMS = ['F1', 'F2'];
const DAYS = ['2025-12-31', '2026-03-01', '2026-06-15', '2026-10-01'];

const orNull = <T extends Row[string]>(values: readonly T[]): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: fc.constant(null) });
const text = (...values: readonly string[]) => orNull(values);
const number = (...values: readonly number[]) => orNull(values);
const day = orNull(DAYS);
const person = orNull(PERSONS);

/** What every record carries; its number is given afterwards. */
const RECORD = {
  recordedAt: orNull(['2026-10-02T03:04:05Z', '2026-10-03T03:04:05.25Z']),
  qualityFlag: fc.constantFrom(null, null, 'ID_15_DIGITS', 'NAME_MISSING'),
  validTo: fc.constantFrom(null, null, null, '2026-05-01'),
};

function table(
  base: number,
  most: number,
  fields: Readonly<Record<string, fc.Arbitrary<Row[string]>>>,
): fc.Arbitrary<readonly Row[]> {
  const row = fc.record({ ...RECORD, ...fields });
  // A source numbers its records; the same one twice is what a broken one may answer.
  return fc.array(fc.tuple(row, fc.nat(5)), { maxLength: most }).map((rows) =>
    rows.flatMap(([values, doubled], index): readonly Row[] => {
      const record: Row = { recordKey: String(base + index), ...values };
      return doubled === 0 ? [record, record] : [record];
    }),
  );
}

/** Cases and entities are told apart by their keys, which a real source does not double. */
function keyed(
  base: number,
  keyField: string,
  keys: readonly string[],
  fields: Readonly<Record<string, fc.Arbitrary<Row[string]>>>,
): fc.Arbitrary<readonly Row[]> {
  return fc
    .tuple(...keys.map(() => fc.tuple(fc.record({ ...RECORD, ...fields }), fc.boolean())))
    .map((rows) =>
      rows.flatMap(([values, isHeld], index): readonly Row[] =>
        isHeld ? [{ recordKey: String(base + index), [keyField]: keys[index] ?? null, ...values }] : [],
      ),
    );
}

const TABLES = {
  AssistanceFamily: keyed(100, 'caseNumber', FAMILIES, {
    division: fc.constantFrom('230102', '230103', '230202', '440100'),
    status: text('ACTIVE', 'STOPPED'),
    setting: text('URBAN', 'RURAL'),
    memberCount: number(1, 2, 3),
    monthlyAmount: number(0, 30_000, 9_000_000_000_000),
    appliedOn: day,
    _head: person,
  }),
  AssistanceMember: table(200, 6, {
    _case: fc.constantFrom(...FAMILIES),
    _person: person,
    relation: text('HEAD', 'CHILD'),
  }),
  Payment: table(300, 8, {
    _case: fc.constantFrom(...FAMILIES),
    status: text('PAID', 'APPROVED'),
    payMonth: text('2025-12', '2026-03', '2026-10'),
    paidAmount: number(0, 100, 30_000),
  }),
  Person: keyed(400, 'id', PERSONS, { bornOn: day, status: text('NORMAL', 'MOVED_OUT') }),
  Vehicle: table(500, 5, {
    _owner: person,
    vehicleKind: text('CAR', 'MOBILITY_SCOOTER'),
    use: text('PRIVATE', 'SOLE_LIVELIHOOD'),
    status: text('NORMAL', 'SCRAPPED'),
    firstRegisteredOn: day,
  }),
  DeathCertificate: table(600, 3, { _person: person, diedOn: day }),
  Cremation: table(700, 3, { _person: person, diedOn: day }),
  Holding: table(800, 5, {
    _person: person,
    _firm: orNull(FIRMS),
    role: text('SHAREHOLDER', 'CONTROLLER'),
    sharePercent: number(10, 49.99, 50, 75.5),
  }),
  Enterprise: keyed(900, 'creditCode', FIRMS, {
    _representative: person,
    kind: text('COMPANY', 'STALL'),
    status: text('OPEN', 'CANCELLED'),
    employees: number(0, 5),
  }),
  TaxMonth: table(1_000, 4, {
    _firm: orNull(FIRMS),
    taxMonth: text('2026-03', '2026-10'),
    tax: number(0, 700),
  }),
} as const;

export const randomProvince: fc.Arbitrary<SmallProvince> = fc.record(TABLES).map((tables) => ({
  tables,
  keys: { AssistanceFamily: 'caseNumber', Person: 'id', Enterprise: 'creditCode' },
  lists: {
    'AssistanceFamily.members': { type: 'AssistanceMember', by: '_case' },
    'AssistanceFamily.payments': { type: 'Payment', by: '_case' },
    'Person.vehicles': { type: 'Vehicle', by: '_owner' },
    'Person.deathCertificates': { type: 'DeathCertificate', by: '_person' },
    'Person.cremations': { type: 'Cremation', by: '_person' },
    'Person.holdings': { type: 'Holding', by: '_person' },
    'Person.legalRepresentativeOf': { type: 'Enterprise', by: '_representative' },
    'Enterprise.taxMonths': { type: 'TaxMonth', by: '_firm' },
  },
  edges: {
    'AssistanceFamily.head': { type: 'Person', by: '_head' },
    'AssistanceMember.person': { type: 'Person', by: '_person' },
    'Holding.enterprise': { type: 'Enterprise', by: '_firm' },
  },
}));
