import { describe, expect, test } from '@jest/globals';
import type { Jobseeker } from '../market/jobseeker.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { fittingPair } from '../score/testing/fitting-pair.ts';
import { CONSTRAINTS } from './all-constraints.ts';
import { CONSTRAINT_NAMES, type ConstraintName } from './constraint.ts';
import { worldOn } from './match-world.ts';
import { violationsOf } from './violations-of.ts';

const world = worldOn('2026-11-01');
const { jobseeker, vacancy } = fittingPair;

test('the pair that fits violates nothing', () => {
  expect(violationsOf(fittingPair, world)).toEqual([]);
});

describe('one change, one violation', () => {
  const HARBIN = '230102';
  test.each<[string, ConstraintName, Partial<Jobseeker>, Partial<Vacancy>]>([
    ['an empty profile', 'PROFILE', { occupations: [], skills: [], text: ' 。' }, {}],
    ['a withdrawn vacancy', 'OPEN', {}, { status: 'WITHDRAWN' }],
    ['a refused vacancy', 'OPEN', {}, { status: 'REFUSED' }],
    ['a vacancy without a place left', 'OPEN', {}, { filled: vacancy.places }],
    ['a vacancy of tomorrow', 'OPEN', {}, { openFrom: '2026-11-02' }],
    ['a vacancy of yesterday', 'OPEN', {}, { openUntil: '2026-10-31' }],
    ['a demand on sex', 'LAWFUL', {}, { text: '熟练操作电焊，限男性' }],
    ['an absurd wage', 'LAWFUL', {}, { wageFen: { low: 400_000, high: 90_000_000 } }],
    ['a licence that is not held', 'LICENCE', {}, { licences: ['DRIVER_A2'] }],
    ['somebody of fifteen', 'AGE', { birthDate: '2010-11-02' }, {}],
    ['a minor, where minors are barred', 'AGE', { birthDate: '2008-11-02' }, { minimumAge: 18 }],
    ['an unknown age', 'AGE', { birthDate: '1990-13-01' }, {}],
    ['a need that is not met', 'ACCOMMODATION', { needs: ['STEP_FREE'] }, {}],
    ['a demand beyond what can be done', 'PHYSICAL', { cannot: ['LIFTING'] }, { demands: ['LIFTING'] }],
    ['another shift', 'SHIFT', {}, { shift: 'NIGHT' }],
    ['no shift named', 'SHIFT', { shifts: [] }, {}],
    ['another contract', 'CONTRACT', {}, { contract: 'DISPATCH' }],
    ['no contract named', 'CONTRACT', { contracts: [] }, {}],
    ['too long a way', 'COMMUTE', { county: HARBIN, maxCommuteMinutes: 19 }, { county: HARBIN }],
    ['an unknown way', 'COMMUTE', {}, { county: '999999' }],
    ['no bed', 'LODGING', { needsLodging: true }, {}],
    ['too low a wage', 'WAGE', { wageFloorFen: vacancy.wageFen.high + 1 }, {}],
    ['what was declined', 'DECLINED', { declined: [of('VACANCY', vacancy.vacancyId)] }, {}],
    ['an employer who was declined', 'DECLINED', { declined: [of('EMPLOYER', vacancy.employer)] }, {}],
    ['an occupation that was', 'DECLINED', { declined: [of('OCCUPATION', vacancy.occupation)] }, {}],
    ['a county that was', 'DECLINED', { declined: [of('COUNTY', vacancy.county)] }, {}],
    ['a shift that was', 'DECLINED', { declined: [of('SHIFT', vacancy.shift)] }, {}],
  ])('%s', (_, name, changedJobseeker, changedVacancy) => {
    const pair = {
      jobseeker: { ...jobseeker, ...changedJobseeker },
      vacancy: { ...vacancy, ...changedVacancy },
    };
    const violations = violationsOf(pair, world);
    expect(violations.map(({ constraint }) => constraint)).toEqual([name]);
    for (const words of [violations[0]!.asked, violations[0]!.there, violations[0]!.wouldChange]) {
      expect(words.en).toMatch(/^[^\p{Script=Han}]+$/u);
      expect(words.zh).not.toBe('');
    }
    expect(violations[0]!.confidential).toBe(['ACCOMMODATION', 'PHYSICAL', 'DECLINED'].includes(name));
  });
});

test.each<[string, Partial<Jobseeker>, Partial<Vacancy>]>([
  ['sixteen today', { birthDate: '2010-11-01' }, {}],
  ['eighteen today, where minors are barred', { birthDate: '2008-11-01' }, { minimumAge: 18 }],
  ['any age beyond', { birthDate: '1931-01-01' }, {}],
  ['a licence that includes the one required', { licences: ['DRIVER_A2'] }, { licences: ['DRIVER_B2'] }],
  ['a bed far from home', { needsLodging: true, maxCommuteMinutes: 0 }, { lodging: true }],
  ['an offer that reaches the floor', { wageFloorFen: vacancy.wageFen.high }, {}],
  ['a place left, its first and its last day', {}, { openFrom: '2026-11-01', openUntil: '2026-11-01' }],
])('is no violation: %s', (_, changedJobseeker, changedVacancy) => {
  const pair = {
    jobseeker: { ...jobseeker, ...changedJobseeker },
    vacancy: { ...vacancy, ...changedVacancy },
  };
  expect(violationsOf(pair, world)).toEqual([]);
});

test('each constraint stands under its own name, with words in both languages', () => {
  for (const name of CONSTRAINT_NAMES) {
    expect(CONSTRAINTS[name].name).toBe(name);
    expect(CONSTRAINTS[name].holds.zh).toMatch(/\p{Script=Han}/u);
  }
});

function of(what: Jobseeker['declined'][number]['what'], value: string): Jobseeker['declined'][number] {
  return { what, value, reason: 'OTHER' };
}
