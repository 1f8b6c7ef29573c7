import { expect, test } from '@jest/globals';
import type { HubError } from '../hub-client.ts';
import { reasonOf } from './reason-of.ts';

const refused: HubError = {
  message: 'no rule permits this field for the declared purpose',
  path: ['assistanceFamily', 'head', 'address'],
  extensions: { code: 'FIELD_DENIED', rules: ['household-registration/no-address'] },
};
const down: HubError = {
  message: 'the agency can not be reached',
  path: ['assistanceFamily', 'members', 0, 'person', 'vehicles'],
  extensions: { code: 'SOURCE_DOWN', source: 'vehicles' },
};

test('a refused field says so, with the rule', () => {
  const reason = reasonOf([down, refused], 'assistanceFamily.head.address');
  expect(reason).toContain('not available for this purpose 本用途不可查看: FIELD_DENIED');
  expect(reason).toContain('household-registration/no-address');
});

test('a field that simply nothing permits names no rule', () => {
  const silent = { ...refused, extensions: { code: 'FIELD_DENIED', rules: [] } };
  expect(reasonOf([silent], 'assistanceFamily.head.address')).toContain('no rule permits it');
});

test('an agency that is down is named, for its field and for what hangs below it', () => {
  expect(reasonOf([refused, down], 'assistanceFamily.members.person.vehicles')).toContain(
    'the agency vehicles can not',
  );
  expect(reasonOf([down], 'assistanceFamily.members.person.vehicles.plate')).toContain('SOURCE_DOWN');
});

test('an error elsewhere is no reason', () => {
  expect(reasonOf([refused, down], 'assistanceFamily.members.person.vehiclesOnce')).toBeNull();
  expect(reasonOf([], 'assistanceFamily')).toBeNull();
});

test('an error without a place is the reason of everything', () => {
  const forged: HubError = { message: 'the token is not valid', extensions: { code: 'TOKEN_INVALID' } };
  expect(reasonOf([forged], 'assistanceFamily')).toBe('[the token is not valid: TOKEN_INVALID]');
});
