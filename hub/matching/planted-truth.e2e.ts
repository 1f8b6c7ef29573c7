import { beforeAll, expect, test } from '@jest/globals';
import type { PersonKey } from '../../identifiers/person-key.ts';
import { planProvinceMarket } from '../../province/market/ensure-province-market.ts';
import type { HeldOutPreference } from '../../province/market/market-truth.ts';
import type { MarketTruth } from '../../province/market/plan-market.ts';
import { dcgAt, meanOf, ndcgAt } from '../../subgraphs/matching/score/quality.ts';
import { asOwner } from '../launch/ensure-province.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { testHub } from '../testing/test-hub.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { idsOf, suggestionsOf } from './testing/suggested.ts';
import { jobseekerDoor } from './testing/two-sides.ts';

/** What a running hub suggests to the people of its market, held against what is planted of them and the hub is never told. */

const hub = testHub();
const FIRST = 10;

/** Somebody of the market, with what is suggested: of what is planted alone, since other tests post, too. */
interface Served extends HeldOutPreference {
  readonly suggested: readonly string[];
}

let truth: MarketTruth;
let open: readonly string[];
const served: Served[] = [];
beforeAll(async () => {
  const { postgres, databases, province } = hub.ready();
  const owner = asOwner({ server: postgres, passwordDirectory: stateDirectory(hub.state).keys });
  const server = { ...owner, databaseName: (name: string) => databases[name] ?? name };
  const { people, market } = await planProvinceMarket(server, province.seed);
  ({ truth } = market);
  const planted = new Map(Array.from(market.vacancies, ({ vacancyId, text }) => [vacancyId, text]));
  const there = await rowsOf<{ id: string; text: string; status: string }>(
    hub,
    'matching',
    'SELECT vacancy_id AS id, text, status FROM market.vacancy WHERE vacancy_id = ANY ($1)',
    [[...planted.keys()]],
  );
  // It is the market of this hub, and no other: else nothing below means anything.
  expect(new Map(there.map(({ id, text }) => [id, text]))).toEqual(planted);
  open = there.filter(({ status }) => status === 'OPEN').map(({ id }) => id);
  const all: Served[] = [];
  for (const preference of truth.preferences(people.length)) {
    const suggestions = await suggestionsOf(await jobseekerDoor(hub, preference.personKey));
    const suggested = idsOf(suggestions).filter((id) => planted.has(id));
    if (suggested.length > 0) all.push({ ...preference, suggested });
  }
  const said = new Map(Array.from(market.jobseekers, ({ personKey, text }) => [personKey, text]));
  const sayNow = await rowsOf<{ person: PersonKey; text: string }>(
    hub,
    'matching',
    'SELECT person_key AS person, text FROM market.jobseeker',
  );
  // Of whom another test has taken for itself something else is true.
  const asPlanted = new Set(sayNow.flatMap(({ person, text }) => (said.get(person) === text ? person : [])));
  served.push(...all.filter(({ personKey }) => asPlanted.has(personKey)));
}, 300_000);

type Order = (person: Served) => readonly string[];
const gradesOf = ({ grades }: Served, ids: readonly string[]): readonly number[] =>
  ids.map((id) => grades.get(id) ?? 0);
const quality =
  (order: Order) =>
  (person: Served): number | null =>
    ndcgAt(FIRST, gradesOf(person, order(person)), [...person.grades.values()]);

/** What an order by lot comes to in the mean of all orders: each place is worth what one of them is worth in the mean. */
const byLot =
  (of: Order) =>
  (person: Served): number | null => {
    const gains = gradesOf(person, of(person)).map((grade) => dcgAt(1, [grade]));
    const best = dcgAt(
      FIRST,
      [...person.grades.values()].toSorted((one, other) => other - one),
    );
    const places = dcgAt(
      FIRST,
      Array.from({ length: FIRST }, () => 1),
    );
    return best === 0 ? null : (places * (meanOf(gains) ?? 0)) / best;
  };

const suggestedOrder: Order = ({ suggested }) => suggested;
const qualities = (of: (person: Served) => number | null): readonly number[] =>
  served.flatMap((person) => of(person) ?? []);

test('a hundred people and more have preferences that are held out, and suggestions', () => {
  expect(qualities(quality(suggestedOrder)).length).toBeGreaterThan(100);
});

test.each<[string, Order]>([
  ['all open vacancies', () => open],
  ['the same vacancies', suggestedOrder],
])('the order of suggestions is far better than %s by lot', (_, others) => {
  const lots = qualities(byLot(others));
  const gains = qualities(quality(suggestedOrder)).map((each, at) => each - lots[at]!);
  const mean = meanOf(gains)!;
  const spread = Math.sqrt(meanOf(gains.map((each) => (each - mean) ** 2))!);
  // Five times as far from nothing as such a mean strays by chance.
  expect(mean).toBeGreaterThan((5 * spread) / Math.sqrt(gains.length));
});

test('and no better than the best that could be known', () => {
  const [own, best] = [quality(suggestedOrder), quality(({ oracle }) => oracle)].map(qualities);
  expect(meanOf(own!)).toBeLessThanOrEqual(meanOf(best!)!);
});

test('of each pair that is suggested it is planted what would come of it, and more comes of the first', () => {
  const cameOf = (of: Order): readonly (string | undefined)[] =>
    served.flatMap((person) => of(person).map((id) => truth.outcome(person.index, id)?.kind));
  const [first, rest] = [
    cameOf(({ suggested }) => suggested.slice(0, FIRST)),
    cameOf(({ suggested }) => suggested.slice(FIRST)),
  ];
  expect(new Set([...first, ...rest])).toEqual(new Set(['HIRED', 'DECLINED', 'NOT_OFFERED']));
  const hired = (kinds: readonly (string | undefined)[]): number =>
    kinds.filter((kind) => kind === 'HIRED').length / kinds.length;
  expect(hired(first)).toBeGreaterThan(2 * hired(rest));
});
