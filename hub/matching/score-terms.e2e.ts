import { beforeAll, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { idsOf, suggestionsOf, type SuggestedVacancy } from './testing/suggested.ts';
import { employerDoor, enterJobseeker, newEmployer, post } from './testing/two-sides.ts';

/** What a score goes by: of two vacancies that differ in one thing, the better one has the higher term and so the higher score. */

const hub = testHub();
/** Where little else is offered, so that a list of a hundred holds all of these. */
const HERE = { county: '230123', shift: 'NIGHT', contract: 'DISPATCH', title: '招工', text: '见面详谈' };
const THERE = '230124';

type Terms = Readonly<Record<string, unknown>>;
/** By the name of the term: the better vacancy and the worse. */
const PAIRS: Readonly<Record<string, readonly [Terms, Terms]>> = {
  OCCUPATION: [{ occupation: '4-02-06-02' }, { occupation: '4-02-07-02' }],
  WAGE: [{ wageLow: 600_000, wageHigh: 800_000 }, {}],
  COMMUTE: [{}, { county: THERE }],
  EMPLOYER_WISH: [{ wantedYears: 1 }, { wantedYears: 20 }],
  // The same characters are in other words: by characters the two would be alike.
  TEXT: [{ text: '数控车床操作，冷链配送' }, { text: '操场作业，计数控温，停车床铺，寒冷铁链，配料送检' }],
};

const found = new Map<string, readonly [SuggestedVacancy, SuggestedVacancy]>();
beforeAll(async () => {
  const [rare, common] = await skillsByUse();
  // Both ask for two skills of which the jobseeker has one: the rare one of them, or the common one.
  const pairs = { ...PAIRS, SKILLS: [{ skills: [rare[0], common[1]] }, { skills: [common[0], rare[1]] }] };
  const { door } = await enterJobseeker(hub, {
    county: HERE.county,
    shifts: ['NIGHT'],
    contracts: ['DISPATCH'],
    maxCommuteMinutes: 240,
    text: '操作数控车床，做冷链配送',
    skills: [rare[0], common[0]],
  });
  const ids = new Map<string, readonly string[]>();
  for (const [name, pair] of Object.entries(pairs)) {
    const posted: string[] = [];
    // Each of another firm: two of one that say the same would be one too many.
    for (const terms of pair)
      posted.push(await post(await employerDoor(hub, newEmployer()), { ...HERE, ...terms }));
    ids.set(name, posted);
  }
  const all = [...ids.values()].flat();
  const suggested = await suggestionsOf(door, (seen) => all.every((id) => seen.includes(id)));
  expect(idsOf(suggested)).toEqual(expect.arrayContaining(all));
  for (const [name, pair] of ids) {
    const [better, worse] = pair.map((id) => suggested.find(({ vacancy }) => vacancy.vacancyId === id)!);
    found.set(name, [better!, worse!]);
  }
}, 300_000);

/** Two skills that the fewest vacancies ask for, and two that the most do. */
async function skillsByUse(): Promise<readonly [readonly string[], readonly string[]]> {
  const used = await rowsOf<{ skill: string; times: number }>(
    hub,
    'matching',
    'SELECT skill, count(*)::int AS times FROM market.vacancy, unnest(skills) AS skill GROUP BY 1 ORDER BY 2, 1',
  );
  const [rare, common] = [used.slice(0, 2), used.slice(-2)];
  expect(common[0]!.times).toBeGreaterThan(rare[1]!.times);
  return [rare.map(({ skill }) => skill), common.map(({ skill }) => skill)];
}

const valueOf = ({ terms }: SuggestedVacancy, term: string): number | undefined =>
  terms.find(({ name }) => name === term)?.value;

test.each(['OCCUPATION', 'SKILLS', 'TEXT', 'WAGE', 'COMMUTE', 'EMPLOYER_WISH'])(
  '%s is higher for the better of two, and the score with it, and no other term moves',
  (term) => {
    const [better, worse] = found.get(term)!;
    expect(valueOf(better, term)!).toBeGreaterThan(valueOf(worse, term)!);
    expect(better.score).toBeGreaterThan(worse.score);
    for (const { name } of better.terms.filter((each) => each.name !== term))
      expect([name, valueOf(better, name)]).toEqual([name, valueOf(worse, name)]);
  },
);

test('a skill counts by how few ask for it: one of two is more than half where it is the rare one', () => {
  const [rare, common] = found.get('SKILLS')!;
  expect(valueOf(rare, 'SKILLS')!).toBeGreaterThan(0.5);
  expect(valueOf(common, 'SKILLS')!).toBeLessThan(0.5);
});

test('Chinese is compared word by word: texts of the same characters have nothing in common', () => {
  const [words, characters] = found.get('TEXT')!;
  expect(valueOf(characters, 'TEXT')).toBe(0);
  expect(words.explanation).toContain('数控车床');
});
