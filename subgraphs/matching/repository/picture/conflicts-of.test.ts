import { expect, test } from '@jest/globals';
import { benefit, insurance, OPEN_FIRM, person, registration } from '../testing/some-records.ts';
import { conflictsOf, type ConflictKind } from './conflicts-of.ts';
import type { PersonRecords } from './person-records.ts';

const DAY = '2026-11-22';
const conflicts = (records: PersonRecords): readonly ConflictKind[] =>
  conflictsOf(records, DAY).map(({ kind }) => kind);

test.each<[ConflictKind, string, Partial<PersonRecords>]>([
  ['EMPLOYED_NOT_INSURED', 'labour', { registrations: [registration('EMPLOYED', '2026-09-22')] }],
  [
    'UNEMPLOYED_BUT_INSURED',
    'labour',
    { registrations: [registration('UNEMPLOYED', '2026-03-01')], insurance: [insurance('2026-05', null)] },
  ],
  [
    'BENEFIT_WHILE_INSURED',
    'labour',
    { benefits: [benefit('UNEMPLOYMENT', '2026-02')], insurance: [insurance('2026-05', null)] },
  ],
  [
    'PENSION_WHILE_INSURED',
    'labour',
    { benefits: [benefit('PENSION', '2026-02')], insurance: [insurance('2020-05', null)] },
  ],
  [
    'INSURED_BY_CLOSED_FIRM',
    'labour',
    {
      insurance: [
        insurance('2020-01', null, {
          unit: { ...OPEN_FIRM, status: 'CANCELLED', cancelledOn: '2026-03-15' },
        }),
      ],
    },
  ],
  [
    'ACTIVE_AFTER_DEATH',
    'labour',
    {
      insurance: [insurance('2020-01', null)],
      deaths: [{ recordKey: '7', source: 'health', on: '2026-06-03' }],
      resident: { ...person().resident, status: 'DECEASED', statusOn: '2026-06-10' },
    },
  ],
  [
    'DEATH_NOT_REGISTERED',
    'household-registration',
    {
      insurance: [insurance('2020-01', '2026-06')],
      deaths: [{ recordKey: '7', source: 'civil-affairs', on: '2026-06-03' }],
    },
  ],
  [
    'INSURED_TWICE',
    'labour',
    {
      insurance: [
        insurance('2020-01', null),
        insurance('2026-01', null, { unit: { ...OPEN_FIRM, creditCode: 'FIRM2' } }),
      ],
    },
  ],
])('%s is told to %s', (kind, routedTo, records) => {
  const [conflict, ...others] = conflictsOf(person(records), DAY);
  expect(others).toEqual([]);
  expect(conflict).toMatchObject({ kind, routedTo });
  expect(conflict!.recordKeys.length).toBeGreaterThan(0);
});

test('what agrees is no conflict', () => {
  expect(
    conflicts(
      person({
        insurance: [insurance('2020-01', null)],
        registrations: [registration('EMPLOYED', '2020-01-10')],
      }),
    ),
  ).toEqual([]);
  // Between two payments.
  expect(conflicts(person({ registrations: [registration('EMPLOYED', '2026-09-23')] }))).toEqual([]);
  // The month of the death is still paid, by whoever paid it before they knew.
  const died = {
    resident: { ...person().resident, status: 'DECEASED', statusOn: '2026-11-10' },
    deaths: [{ recordKey: '7', source: 'health', on: '2026-11-10' }],
  } as const;
  expect(conflicts(person({ insurance: [insurance('2020-01', null)], ...died }))).toEqual([]);
});
