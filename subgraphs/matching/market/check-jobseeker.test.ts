import { expect, test } from '@jest/globals';
import { jobseekerObstacles } from './check-jobseeker.ts';
import { jobseekerOf } from './testing/market-fixtures.ts';

const empty = { occupations: [], skills: [], text: '  ' };

test.each([
  [{}, {}, []],
  [empty, {}, ['EMPTY_PROFILE']],
  [{ ...empty, text: '……——  123' }, {}, ['EMPTY_PROFILE']],
  [{ ...empty, text: '什么活都能干' }, {}, []],
  [{ shifts: [] }, {}, ['NO_SHIFT']],
  [{ shifts: [], contracts: [] }, {}, ['NO_SHIFT', 'NO_CONTRACT']],
  [{}, { employed: true }, ['EMPLOYED']],
  [{}, { deceased: true }, ['DECEASED']],
  [empty, { deceased: true, employed: true }, ['DECEASED', 'EMPLOYED', 'EMPTY_PROFILE']],
])('%j of a person who is %j: %j', (over, standing, codes) => {
  const obstacles = jobseekerObstacles(jobseekerOf(over), { employed: false, deceased: false, ...standing });
  expect(obstacles.map(({ code }) => code)).toEqual(codes);
  for (const { words } of obstacles) expect(words.zh).toMatch(/\p{Script=Han}/u);
});
