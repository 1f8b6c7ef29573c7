import { expect, test } from '@jest/globals';
import type { PriorityGroup } from '../../market/priority-group.ts';
import { readPriorityRules } from '../../priority/read-priority-rules.ts';
import { benefit, insurance, member, person, registration } from '../testing/some-records.ts';
import type { EnrolmentRecord, HouseholdRecords, PersonRecords } from './person-records.ts';
import { pictureOf } from './picture-of.ts';

const DAY = '2026-11-22';
const RULES = readPriorityRules();
const unemployed = { registrations: [registration('UNEMPLOYED', '2026-07-05')] };
const valid = { isSevere: false, issuedOn: '2020-01-01', expiresOn: DAY };
const severe = { ...valid, isSevere: true };
const drawn = { scheme: 'DIBAO', status: 'ACTIVE', countedFrom: '2024-01-01', countedTo: null };

// The rules themselves are tested in `priority/`; here, that the records come to what the rules ask.
test.each<[PriorityGroup, 'YES' | 'NO' | 'CANNOT_TELL', Partial<PersonRecords>]>([
  ['DISABLED', 'YES', { certificates: [valid] }],
  ['DISABLED', 'NO', { certificates: [{ ...valid, expiresOn: '2026-11-21' }] }],
  ['DIBAO', 'YES', { assistance: [drawn] }],
  ['DIBAO', 'NO', { assistance: [{ ...drawn, status: 'STOPPED' }] }],
  ['DIBAO', 'NO', { assistance: [{ ...drawn, scheme: 'EDGE' }] }],
  ['OVER_50_40', 'NO', {}],
  ['OVER_50_40', 'YES', { resident: { ...person().resident, sex: 'FEMALE' } }],
  ['OVER_50_40', 'CANNOT_TELL', { resident: { ...person().resident, bornOn: null } }],
  ['LONG_TERM', 'NO', {}],
  ['LONG_TERM', 'YES', { registrations: [registration('UNEMPLOYED', '2025-11-22')] }],
  ['GRADUATE', 'YES', { registrations: [registration('UNEMPLOYED', '2026-05-20')], enrolments: [left()] }],
  ['GRADUATE', 'NO', { registrations: [registration('UNEMPLOYED', '2026-05-20')] }],
  // No source says whose land was requisitioned: not a no.
  ['LANDLESS', 'CANNOT_TELL', {}],
  ['ZERO_EMPLOYMENT', 'YES', { household: home([member(unemployed)]) }],
  ['ZERO_EMPLOYMENT', 'CANNOT_TELL', { household: home([member()]) }],
  ['ZERO_EMPLOYMENT', 'NO', { household: null }],
  ['ZERO_EMPLOYMENT', 'NO', { household: { ...home([]), setting: 'RURAL' } }],
  ['ZERO_EMPLOYMENT', 'CANNOT_TELL', { household: { ...home([]), setting: null } }],
  ['ZERO_EMPLOYMENT', 'YES', { household: home([member({ bornOn: '2015-01-01' })]) }],
  ['ZERO_EMPLOYMENT', 'YES', { household: home([member({ status: 'DECEASED' })]) }],
  ['ZERO_EMPLOYMENT', 'YES', { household: home([member({ enrolments: [atSchool()] })]) }],
  ['ZERO_EMPLOYMENT', 'YES', { household: home([member({ benefits: [benefit('PENSION', '2026-02')] })]) }],
  ['ZERO_EMPLOYMENT', 'YES', { household: home([member({ certificates: [severe] })]) }],
  ['ZERO_EMPLOYMENT', 'CANNOT_TELL', { household: home([member({ certificates: [valid] })]) }],
  [
    'ZERO_EMPLOYMENT',
    'CANNOT_TELL',
    { household: home([member({ certificates: [{ ...severe, expiresOn: '2026-11-21' }] })]) },
  ],
  // Whoever works all the same counts, and whoever is registered as unemployed.
  [
    'ZERO_EMPLOYMENT',
    'NO',
    { household: home([member({ certificates: [severe], insurance: [insurance('2020-01', null)] })]) },
  ],
  ['ZERO_EMPLOYMENT', 'YES', { certificates: [severe] }],
  ['ZERO_EMPLOYMENT', 'NO', { household: home([member({ insurance: [insurance('2020-01', null)] })]) }],
])('%s: %s', (group, answer, records) => {
  const { groups } = pictureOf(person({ ...unemployed, ...records }), DAY, RULES)!.picture;
  expect(groups.find((each) => each.group === group)?.answer).toBe(answer);
});

function home(others: HouseholdRecords['others']): HouseholdRecords {
  return { householdNumber: 'H1', setting: 'URBAN', others };
}

function atSchool(): EnrolmentRecord {
  return { stage: 'UNIVERSITY', status: 'ENROLLED', leftOn: null };
}

function left(): EnrolmentRecord {
  return { stage: 'UNIVERSITY', status: 'LEFT', leftOn: '2026-01-30' };
}

test('facts for the rules name the source that does not say it, and a person out of work since insurance ended', () => {
  const { facts } = pictureOf(
    person({
      insurance: [insurance('2020-01', '2026-10')],
      resident: { ...person().resident, bornOn: null, sex: null },
      household: null,
    }),
    DAY,
    RULES,
  )!;
  expect(facts).toMatchObject({
    division: { known: true, value: '230102', dataset: 'POPULATION' },
    birthDate: { known: false, dataset: 'POPULATION' },
    sex: { known: false, dataset: 'POPULATION' },
    unemployedSince: { known: true, value: '2026-11-01', dataset: 'SOCIAL_INSURANCE', asOf: DAY },
    landless: { known: false, dataset: 'LAND' },
    household: { known: true, value: null },
  });
});
