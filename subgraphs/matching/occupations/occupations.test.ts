import { expect, test } from '@jest/globals';
import { holdsLicence, licences, licencesFor } from './licences.ts';
import { minimumAgeFor } from './minimum-age.ts';
import { occupationTree } from './occupation-tree.ts';
import { skills, skillsOf } from './skills.ts';

test('every occupation has a code of the classification, a name in both languages and a skill of its own', () => {
  expect(occupationTree.codes.length).toBeGreaterThan(300);
  expect(new Set(occupationTree.codes).size).toBe(occupationTree.codes.length);
  for (const code of occupationTree.codes) {
    expect(code).toMatch(/^[1-6]-\d{2}-\d{2}-\d{2}$/u);
    expect(occupationTree.name(code)?.zh).toMatch(/\p{Script=Han}/u);
    expect(occupationTree.name(code)?.en).toMatch(/^[A-Za-z][A-Za-z' -]+$/u);
    expect(skillsOf(code)).not.toEqual([]);
  }
});

test('every skill and every licence is of use somewhere', () => {
  expect(skills.size).toBeGreaterThan(250);
  const used = new Set(occupationTree.codes.flatMap(skillsOf));
  expect([...skills.keys()].filter((id) => !used.has(id))).toEqual([]);
  const required = new Set(occupationTree.codes.flatMap(licencesFor));
  const included = new Set([...licences.values()].flatMap(({ includes }) => includes));
  const idle = [...licences.values()].filter(
    ({ id, includes }) => !required.has(id) && !included.has(id) && includes.length === 0,
  );
  expect(idle).toEqual([]);
  for (const { includes, statute } of licences.values()) {
    expect(includes.filter((id) => !licences.has(id))).toEqual([]);
    expect(statute).toMatch(/第.+条$/u);
  }
});

test.each([
  ['6-18-02-04', '6-18-02-04', 0],
  ['6-18-02-04', '6-18-02-01', 1],
  ['6-18-02-04', '6-18-01-01', 2],
  ['6-18-02-04', '6-31-01-03', 3],
  ['6-18-02-04', '4-03-02-01', 4],
])('from %s to %s there are %i levels, both ways', (a, b, levels) => {
  expect(occupationTree.distance(a, b)).toBe(levels);
  expect(occupationTree.distance(b, a)).toBe(levels);
});

test('a larger driving licence includes the smaller one, not the reverse', () => {
  expect(holdsLicence(['DRIVER_A2'], 'DRIVER_C1')).toBe(true);
  expect(holdsLicence(['DRIVER_C1'], 'DRIVER_B2')).toBe(false);
  expect(holdsLicence([], 'DRIVER_C1')).toBe(false);
});

test('the law bars minors from some work, and from nights', () => {
  expect(minimumAgeFor('6-16-01-01', 'DAY')).toBe(18);
  expect(minimumAgeFor('4-03-02-05', 'DAY')).toBe(16);
  expect(minimumAgeFor('4-03-02-05', 'NIGHT')).toBe(18);
});
