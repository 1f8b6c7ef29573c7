import { expect, test } from '@jest/globals';
import { profileDraftOf } from './profile-draft.ts';
import { vacancyDraftOf } from './vacancy-draft.ts';

const VACANCY = {
  title: '焊工',
  text: '车间焊接',
  skills: ['arc-welding'],
  licences: ['WELDING_WORK'],
  minimumAge: 18,
};
const PROFILE = {
  county: '230102',
  text: '',
  occupations: ['6-18-02-04'],
  skills: ['arc-welding'],
  licences: [],
  birthDate: '1990-01-01',
};
const vacancy = (change: object) => () => vacancyDraftOf({ ...VACANCY, ...change });
const profile = (change: object) => () => profileDraftOf({ ...PROFILE, ...change }, 'PASSPORT:UTO-T000001');

test.each([
  ['a title that is a page', vacancy({ title: '焊'.repeat(201) })],
  ['an announcement that is a book', vacancy({ text: '焊'.repeat(5_001) })],
  ['a demand among the skills', vacancy({ skills: ['限男性'] })],
  ['a licence that no law knows', vacancy({ licences: ['无残疾证明'] })],
  ['a profile that is a book', profile({ text: '焊'.repeat(5_001) })],
  ['an occupation that is none', profile({ occupations: ['0-00-00-00'] })],
  ['a skill that is none', profile({ skills: ['=1+1'] })],
  ['a licence that is none', profile({ licences: ['X'] })],
  ['a county that is none', profile({ county: '999999' })],
  ['an age that no law names', vacancy({ minimumAge: 17 })],
  ['somebody whose birthday nobody says', profile({ birthDate: null })],
])('is refused: %s', (_, draft) => {
  const inBoth = { reason: expect.any(String), reasonChinese: expect.stringMatching(/\p{Script=Han}/u) };
  expect(draft).toThrow(expect.objectContaining({ code: 'SERVICE_INPUT_INVALID', detail: inBoth }));
});

test('what is said twice counts once, and what no database takes is left out', () => {
  const { text, skills, accommodations } = vacancy({
    text: '车间\u0000焊接',
    skills: ['arc-welding', 'arc-welding'],
    accommodations: Array.from({ length: 1_000 }, () => 'SEATED'),
  })();
  expect({ text, skills, accommodations }).toEqual({
    text: '车间焊接',
    skills: ['arc-welding'],
    accommodations: ['SEATED'],
  });
  expect(profile({ needs: ['REMOTE', 'REMOTE'] })().needs).toEqual(['REMOTE']);
});
