import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPriorityRules } from '../../priority/read-priority-rules.ts';
import { benefit, insurance, OPEN_FIRM, person, registration } from '../testing/some-records.ts';
import { employmentOn, diedOn } from './employment-on.ts';
import { pictureOf as concludedOf, type PersonPicture } from './picture-of.ts';
import type { PersonRecords } from './person-records.ts';

const DAY = '2026-11-22';
const RULES = readPriorityRules();
const pictureOf = (records: PersonRecords, day: string): PersonPicture | null =>
  concludedOf(records, day, RULES)?.picture ?? null;
const now = (records: PersonRecords) => pictureOf(records, DAY)!.slices.at(-1)!.value;

test.each<[string, Partial<PersonRecords>, string, string, string]>([
  ['a firm pays', { insurance: [insurance('2020-01', null)] }, 'EMPLOYED', 'INSURANCE', '2020-01-01'],
  [
    'the person pays alone',
    { insurance: [insurance('2020-01', null, { unit: null })] },
    'FLEXIBLE',
    'INSURANCE',
    '2020-01-01',
  ],
  [
    'insurance ended after the registration',
    { insurance: [insurance('2020-01', '2026-10')], registrations: [registration('EMPLOYED', '2020-01-15')] },
    'UNEMPLOYED',
    'INSURANCE_ENDED',
    '2026-11-01',
  ],
  [
    'insurance was stopped today, with no month',
    { insurance: [insurance('2020-01', null, { status: 'STOPPED', recordedOn: DAY })] },
    'UNEMPLOYED',
    'INSURANCE_ENDED',
    DAY,
  ],
  [
    'registered after insurance ended',
    { insurance: [insurance('2020-01', '2026-08')], registrations: [registration('FLEXIBLE', '2026-09-10')] },
    'FLEXIBLE',
    'REGISTRATION',
    '2026-09-10',
  ],
  [
    'nothing for a year after insurance ended',
    { insurance: [insurance('2020-01', '2025-10')] },
    'UNKNOWN',
    'NOTHING_RECENT',
    '2026-11-01',
  ],
  [
    'unemployment benefit alone',
    { benefits: [benefit('UNEMPLOYMENT', '2026-02')] },
    'UNEMPLOYED',
    'UNEMPLOYMENT_BENEFIT',
    '2026-02-01',
  ],
  [
    'a pension, though somebody still pays insurance',
    { benefits: [benefit('PENSION', '2026-02')], insurance: [insurance('2020-01', null)] },
    'RETIRED',
    'PENSION',
    '2026-02-01',
  ],
  [
    'a death, whatever else is on record',
    {
      insurance: [insurance('2020-01', null)],
      deaths: [{ recordKey: '7', source: 'health', on: '2026-06-03' }],
    },
    'DECEASED',
    'DEATH',
    '2026-06-03',
  ],
  [
    'a firm that was struck off before',
    {
      insurance: [
        insurance('2020-01', null, {
          unit: { creditCode: 'FIRM1', status: 'REVOKED', cancelledOn: '2026-03-15' },
        }),
      ],
    },
    'UNEMPLOYED',
    'INSURANCE_ENDED',
    '2026-03-15',
  ],
])('%s', (_, records, status, basis, since) => {
  expect(now(person(records))).toMatchObject({ status, basis, since });
});

test('of somebody of whom labour has nothing no picture is kept', () => {
  expect(pictureOf(person(), DAY)).toBeNull();
});

test('but of whoever has died one is, so that nobody who has died is matched', () => {
  const deaths = [{ recordKey: '7', source: 'health', on: '2026-11-10' }] as const;
  expect(now(person({ deaths }))).toMatchObject({ status: 'DECEASED', basis: 'DEATH', since: '2026-11-10' });
});

test('each slice says what held then', () => {
  const { slices } = pictureOf(
    person({
      insurance: [insurance('2020-01', '2021-06'), insurance('2022-01', null, { recordKey: 'I2' })],
      registrations: [registration('EMPLOYED', '2020-01-01', 'FITTER')],
      benefits: [benefit('UNEMPLOYMENT', '2021-08', '2021-10')],
    }),
    DAY,
  )!;
  expect(slices.map(({ from, to, value }) => [from, to, value.status, value.benefits.join()])).toEqual([
    ['2010-01-01', '2020-01-01', 'UNKNOWN', ''],
    ['2020-01-01', '2021-07-01', 'EMPLOYED', ''],
    ['2021-07-01', '2021-08-01', 'UNEMPLOYED', ''],
    ['2021-08-01', '2021-11-01', 'UNEMPLOYED', 'UNEMPLOYMENT'],
    ['2021-11-01', '2022-01-01', 'UNEMPLOYED', ''],
    ['2022-01-01', null, 'EMPLOYED', ''],
  ]);
  expect(slices[2]!.value).toMatchObject({
    lastInsuredMonth: '2021-06',
    employer: null,
    occupation: 'FITTER',
  });
  expect(slices[4]!.value.since).toBe('2021-07-01');
  expect(slices[5]!.value).toMatchObject({ lastInsuredMonth: null, employer: 'FIRM1', county: '230102' });
});

test('training is shown while it runs, and what somebody passed from then on', () => {
  const training = { recordKey: 'T1', occupation: '6-18-02-04', startedOn: '2026-07-01' };
  const passed = { ...training, endedOn: '2026-09-15', result: 'PASSED' };
  const left = {
    ...training,
    recordKey: 'T2',
    occupation: '4-02-01-01',
    endedOn: '2026-08-01',
    result: 'LEFT',
  };
  const { slices } = pictureOf(person({ trainings: [passed, left] }), DAY)!;
  expect(slices.map(({ from, value }) => [from, value.status, value.training, value.trainedFor])).toEqual([
    ['2010-01-01', 'UNKNOWN', null, []],
    ['2026-07-01', 'UNKNOWN', '4-02-01-01', []],
    ['2026-08-01', 'UNKNOWN', '6-18-02-04', []],
    ['2026-09-15', 'UNKNOWN', null, ['6-18-02-04']],
  ]);
});

const month = fc
  .tuple(fc.integer({ min: 2020, max: 2026 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`);
const day = fc
  .tuple(month, fc.integer({ min: 1, max: 28 }))
  .map(([of, number]) => `${of}-${String(number).padStart(2, '0')}`);
const status = fc.constantFrom('EMPLOYED', 'UNEMPLOYED', 'FLEXIBLE', 'RETIRED');
const anyPerson: fc.Arbitrary<PersonRecords> = fc
  .record({
    insurance: fc.array(
      fc
        .tuple(month, fc.option(month), fc.constantFrom(null, OPEN_FIRM))
        .map(([from, to, unit]) => insurance(from, to, { unit })),
      { maxLength: 4 },
    ),
    benefits: fc.array(
      fc
        .tuple(fc.constantFrom('PENSION', 'UNEMPLOYMENT', 'RESIDENT_PENSION'), month, fc.option(month))
        .map((of) => benefit(...of)),
      { maxLength: 3 },
    ),
    registrations: fc.array(
      fc.tuple(status, day).map((of) => registration(...of)),
      { maxLength: 3 },
    ),
    deaths: fc.array(
      day.map((on) => ({ recordKey: '7', source: 'health' as const, on })),
      { maxLength: 1 },
    ),
  })
  .map(person);

test('the slices are one line of time without gaps, each differs from the next, and each is what a single day gives', () => {
  fc.assert(
    fc.property(anyPerson, day, (records, today) => {
      const slices = pictureOf(records, today)?.slices ?? [];
      for (const [index, { from, to, value }] of slices.entries()) {
        expect(to).toBe(slices[index + 1]?.from ?? null);
        expect(from <= today).toBe(true);
        expect(value).not.toEqual(slices[index + 1]?.value);
        expect(value).toMatchObject(employmentOn(records, diedOn(records), from));
      }
    }),
  );
});

test('the order in which records come makes no difference', () => {
  fc.assert(
    fc.property(anyPerson, (records) => {
      const turned = {
        ...records,
        insurance: records.insurance.toReversed(),
        benefits: records.benefits.toReversed(),
      };
      expect(pictureOf(turned, DAY)?.slices).toEqual(pictureOf(records, DAY)?.slices);
    }),
  );
});

test('a later day adds to the past and does not change it', () => {
  fc.assert(
    fc.property(anyPerson, day, day, (records, ...days) => {
      const [before = [], after = []] = days.sort().map((each) => pictureOf(records, each)?.slices);
      const closed = before.filter(({ to }) => to !== null);
      expect(after.slice(0, closed.length)).toEqual(closed);
    }),
  );
});

test('nobody who has died is anything else afterwards', () => {
  fc.assert(
    fc.property(anyPerson, (records) => {
      const died = diedOn(records);
      const last = pictureOf(records, '2027-01-01')?.slices.at(-1);
      if (died !== null && last !== undefined) expect(last.value.status).toBe('DECEASED');
    }),
  );
});
