import { expect, test } from '@jest/globals';
import { jobseekerOf, vacancyOf } from '../market/testing/market-fixtures.ts';
import { asTold } from '../score/as-told.ts';
import type { MirroredMarket } from '../suggestions/market-mirror.ts';
import { stillPossible } from './still-possible.ts';
import { marketOf } from './testing/market-of.ts';

const people = [3, 5, 7, 9].map((years) =>
  jobseekerOf({ personKey: `HOSP:TEST-00000${years}` as never, years }),
);
const [first, second] = [vacancyOf({ places: 3 }), vacancyOf({ vacancyId: 'V0000000002', places: 1 })];
/** Three for the first, the last for the second. */
const chosen = people.map(({ personKey }, at) => ({
  personKey,
  vacancyId: (at < 3 ? first : second).vacancyId,
}));

async function proposedIn(market: MirroredMarket): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const pairs = await stillPossible(chosen, market, { county: '230102', signal });
  return pairs
    .map(({ personKey, vacancyId }) => `${personKey.slice(-1)} at ${vacancyId.slice(-1)}`)
    .toSorted();
}

test('of a market that is as it was all is proposed, with the scores that others are told', async () => {
  const market = marketOf([first, second], people);
  expect(await proposedIn(market)).toEqual(['3 at 1', '5 at 1', '7 at 1', '9 at 2']);
  const [pair] = await stillPossible(chosen.slice(0, 1), market, {
    county: '230102',
    signal: new AbortController().signal,
  });
  const judged = market.vacancies.judge(people[0]!, first.vacancyId);
  expect(judged.kind === 'SUGGESTION' && asTold(judged, 'OTHERS').score).toBe(pair!.score);
});

test.each([
  ['was withdrawn', [{ ...first, status: 'WITHDRAWN' as const }, second], ['9 at 2']],
  ['is gone', [second], ['9 at 2']],
  ['is full', [first, { ...second, filled: 1 }], ['3 at 1', '5 at 1', '7 at 1']],
])('work that %s is proposed to nobody', async (_, vacancies, proposed) => {
  expect(await proposedIn(marketOf(vacancies, people))).toEqual(proposed);
});

test('where places were filled meanwhile those stay who fit best', async () => {
  // The wages that somebody hopes for make the difference.
  const hopeful = people.map((person, at) => ({ ...person, wageFloorFen: at === 1 ? 300_000 : 640_000 }));
  const market = marketOf([{ ...first, filled: 2 }, second], hopeful);
  expect(await proposedIn(market)).toEqual(['5 at 1', '9 at 2']);
});

test('nobody is proposed who takes back consent, moves away or can no more', async () => {
  const [, moved, dear, same] = people;
  const left = [{ ...moved!, county: '230202' }, { ...dear!, wageFloorFen: 9_900_000 }, same!];
  expect(await proposedIn(marketOf([first, second], left))).toEqual(['9 at 2']);
});

test('it ends when the run is given up', async () => {
  const given = stillPossible(chosen, marketOf([first, second], people), {
    county: '230102',
    signal: AbortSignal.abort(new Error('no longer wanted')),
  });
  await expect(given).rejects.toThrow('no longer wanted');
});
