import { expect, test } from '@jest/globals';
import { occupationTree } from '../occupations/occupation-tree.ts';
import { profileDraftOf } from './profile-draft.ts';
import { vacancyDraftOf } from './vacancy-draft.ts';

const VACANCY = {
  title: '焊工',
  text: '车间焊接',
  skills: ['arc-welding'],
  licences: ['WELDING_WORK'],
  minimumAge: 18,
  wantedYears: 2,
};
const PROFILE = {
  county: '230102',
  text: '',
  occupations: ['6-18-02-04'],
  skills: ['arc-welding'],
  licences: [],
  birthDate: '1990-01-01',
  years: 3,
  maxCommuteMinutes: 60,
  wageFloor: 300_000,
};
const TODAY = '2026-11-01';
const vacancy = (change: object) => () => vacancyDraftOf({ ...VACANCY, ...change });
const profile = (change: object) => () =>
  profileDraftOf({ ...PROFILE, ...change }, 'PASSPORT:UTO-T000001', TODAY);

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
  ['somebody who is to be born', profile({ birthDate: '2026-11-02' })],
  ['somebody born before anybody', profile({ birthDate: '1899-12-31' })],
  ['a birthday that is no day', profile({ birthDate: '1990-02-30' })],
  ['less than no experience', profile({ years: -2 })],
  ['more experience than a life has', profile({ years: 1e308 })],
  ['a wage floor below nothing', profile({ wageFloor: -5 })],
  ['a wage floor that nobody pays', profile({ wageFloor: 100_000_001 })],
  ['a way of more than a day', profile({ maxCommuteMinutes: 1_441 })],
  ['a way that is no number', profile({ maxCommuteMinutes: null })],
  ['every occupation that there is', profile({ occupations: [...occupationTree.codes].slice(0, 51) })],
  ['less experience than none', vacancy({ wantedYears: -1 })],
  ['more experience than anybody has', vacancy({ wantedYears: 71 })],
  ['half a character in an announcement', vacancy({ text: '装配零件\ud800 描述' })],
  ['half a character in the code of an occupation', vacancy({ occupation: '\ud800' })],
  ['half a character in a profile', profile({ text: '焊工\udc00' })],
])('is refused: %s', (_, draft) => {
  const inBoth = { reason: expect.any(String), reasonChinese: expect.stringMatching(/\p{Script=Han}/u) };
  expect(draft).toThrow(expect.objectContaining({ code: 'SERVICE_INPUT_INVALID', detail: inBoth }));
});

test('the name of what is out of bounds is told, as the graph has it, with the bounds', () => {
  expect(profile({ wageFloor: -1 })).toThrow(
    expect.objectContaining({
      detail: {
        reason: 'wageFloor is not between 0 and 100000000 fen a month',
        reasonChinese: 'wageFloor 应在 0 至 100000000 分（每月）之间',
      },
    }),
  );
});

test('a birthday that is none is refused also of whose number says it', () => {
  const resident = { ...PROFILE, birthDate: '2030-01-01' };
  expect(() => profileDraftOf(resident, 'RID:23999919780615998X', TODAY)).toThrow(/./u);
  expect(profileDraftOf(PROFILE, 'RID:23999919780615998X', TODAY).birthDate).toBe('1978-06-15');
});

test('the bounds themselves are taken', () => {
  const least = profile({ years: 0, wageFloor: 0, maxCommuteMinutes: 0, birthDate: '1900-01-01' })();
  const most = profile({ years: 70, wageFloor: 100_000_000, maxCommuteMinutes: 1_440, birthDate: TODAY })();
  expect([least.years, least.wageFloorFen, least.maxCommuteMinutes]).toEqual([0, 0, 0]);
  expect([most.years, most.wageFloorFen, most.maxCommuteMinutes]).toEqual([70, 100_000_000, 1_440]);
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
