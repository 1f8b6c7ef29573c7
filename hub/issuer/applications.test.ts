import { expect, test } from '@jest/globals';
import { SUBJECTS } from '../../policies/scenarios/subjects.ts';
import { APPLICATIONS } from './applications.ts';

test('the tokens say of their subjects what the scenarios take them for', () => {
  const subjects = Object.entries(APPLICATIONS).map(([application, claims]) => [
    application,
    { application, official: null, organisation: null, person: null, clearance: 0, ...claims },
  ]);
  expect(Object.fromEntries(subjects)).toEqual(SUBJECTS);
});
