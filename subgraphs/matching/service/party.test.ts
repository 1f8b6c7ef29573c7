import { expect, test } from '@jest/globals';
import { ERROR_TABLE } from '../../../errors/error-table.ts';
import { actingAs, partyOf, serves, signatureOf, type Actor } from './party.ts';

const ACTOR: Actor = {
  official: 'ea-0031',
  department: 'labour',
  region: '230100',
  organisation: null,
  roles: [],
  person: null,
};
const PERSON = 'PASSPORT:UTO-T000001';

test.each<[string, Partial<Actor>, object]>([
  ['an adviser', { roles: ['adviser'] }, { side: 'ADVISER', official: 'ea-0031', region: '230100' }],
  [
    'an employer’s official',
    { roles: ['employer'], organisation: '91239900MA00000010' },
    { side: 'EMPLOYER', official: 'ea-0031', employer: '91239900MA00000010' },
  ],
  [
    'somebody who looks for work',
    { roles: ['jobseeker'], person: PERSON },
    { side: 'JOBSEEKER', personKey: PERSON },
  ],
  [
    'an official of another agency',
    { department: 'civil-affairs' },
    { side: 'AGENCY', official: 'ea-0031', agency: 'civil-affairs', region: '230100' },
  ],
])('%s acts for one side', (_, more, party) => {
  expect(partyOf({ ...ACTOR, ...more })).toEqual(party);
});

test.each<[string, Partial<Actor>]>([
  ['an application', { official: null }],
  ['an empty name', { official: '' }],
  ['an adviser without a name', { roles: ['adviser'], official: null }],
  ['an employer without an organisation', { roles: ['employer'] }],
  ['a jobseeker whom the token does not name', { roles: ['jobseeker'] }],
])('%s acts for none', (_, more) => {
  expect(() => partyOf({ ...ACTOR, ...more })).toThrow(ERROR_TABLE.SERVICE_OFFICIAL_REQUIRED.message);
});

test('who is a jobseeker acts as one, whatever else the token says', () => {
  const actor = { ...ACTOR, roles: ['adviser', 'jobseeker'], person: PERSON };
  expect(() => actingAs(actor, 'ADVISER')).toThrow(ERROR_TABLE.SERVICE_NOT_YOURS.message);
});

test('an official is named in the history, and a person is not: the entry is about them', () => {
  expect(signatureOf(partyOf({ ...ACTOR, roles: ['adviser'] }))).toEqual({
    byKind: 'ADVISER',
    by: 'ea-0031',
  });
  expect(signatureOf({ side: 'JOBSEEKER', personKey: PERSON })).toEqual({ byKind: 'JOBSEEKER', by: null });
});

test.each([
  ['230100', '230102', true],
  ['230100', '230102001', true],
  ['230000', '230202', true],
  ['230100', '230202', false],
  ['230102', '230103', false],
])('an official of %s serves %s: %s', (region, county, expected) => {
  expect(serves({ region }, county)).toBe(expected);
});
