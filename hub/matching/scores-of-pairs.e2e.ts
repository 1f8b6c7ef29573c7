import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { makeResidentId } from '../../identifiers/resident-id.ts';
import { PRIORITY_GROUPS } from '../../subgraphs/matching/market/priority-group.ts';
import { SHOWN_APPLICATIONS } from '../issuer/applications.ts';
import { testHub } from '../testing/test-hub.ts';
import { concludeGroupsOn } from './testing/conclude-as-engine.ts';
import { putInGroup } from './testing/in-group.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { onceSo } from './testing/once-so.ts';
import { peopleOnDibao } from './testing/people-on-dibao.ts';
import { candidatesOf, idsOf, type Candidate, suggestionsOf } from './testing/suggested.ts';
import {
  adviserDoor,
  type Door,
  employerDoor,
  enterJobseeker,
  type HelpedSeeker,
  newEmployer,
  post,
} from './testing/two-sides.ts';

/** A score is of a pair: people who say the same of themselves have the same, whoever they are. */

const hub = testHub();
/** Required together of nobody else here, so that lists of people hold whoever they could. */
const licences = ['LIFEGUARD', 'TEACHER'];
/** Said by nobody else, so that lists of vacancies hold these. */
const SAID = { licences, text: '灯塔看守，记录潮位' };
const OFFERS = [{}, { wageHigh: 900_000, wantedYears: 9 }, { county: '230103', skills: ['stocktaking'] }];
/** As many as one operation may name. */
const AT_ONCE = 90;

/** Nobody else in this run. */
function personBorn(year: number, sex: 'MALE' | 'FEMALE'): string {
  const sequence = randomInt(500) * 2 + (sex === 'MALE' ? 1 : 0);
  const bornOn = `${year}-0${randomInt(1, 10)}-${randomInt(10, 29)}`;
  return `RID:${makeResidentId({ division: '239998', bornOn, sequence })}`;
}

/** Alike in all that they say, and in nothing else. */
const people = new Map<string, HelpedSeeker>();
const offered: string[] = [];
beforeAll(async () => {
  const enter = async (name: string, person: string) =>
    people.set(name, await enterJobseeker(hub, SAID, person));
  await enter('a man of 36 in no group', personBorn(1990, 'MALE'));
  await enter('a woman of 18 in no group', personBorn(2007, 'FEMALE'));
  const inAll = personBorn(1968, 'FEMALE');
  for (const group of PRIORITY_GROUPS) await putInGroup(hub, inAll, group);
  await enter('a woman of 58 in every group', inAll);
  const registered = (await peopleOnDibao(hub))[3]!.person;
  await concludeGroupsOn(hub, registered, dayInChina(new Date()));
  await enter('somebody of the registers who draws dibao and is long out of work', registered);
  for (const terms of OFFERS)
    offered.push(await post(await employerDoor(hub, newEmployer()), { ...SAID, ...terms }));
}, 300_000);

const [REFERENCE, ...OTHERS] = [
  'a man of 36 in no group',
  'a woman of 18 in no group',
  'a woman of 58 in every group',
  'somebody of the registers who draws dibao and is long out of work',
];
const doorOf = (name: string): Door => people.get(name)!.door;

test('two of the four are in groups, and two in none', async () => {
  const groups = await rowsOf<{ groups: readonly string[] }>(
    hub,
    'matching',
    'SELECT groups FROM market.jobseeker WHERE person_key = ANY ($1) ORDER BY cardinality(groups)',
    [[...people.values()].map(({ person }) => person)],
  );
  const [none, noneEither, some, all] = groups.map((each) => each.groups.toSorted());
  expect([none, noneEither]).toEqual([[], []]);
  expect(some).toEqual(expect.arrayContaining(['DIBAO', 'LONG_TERM']));
  expect(all).toEqual(PRIORITY_GROUPS.toSorted());
});

test.each(OTHERS)(
  '%s is suggested the same in the same order, with the same scores and words',
  async (name) => {
    const suggested = await alikeFor(
      name,
      (door) => suggestionsOf(door),
      (list) => offered.every((id) => idsOf(list).includes(id)),
    );
    expect(suggested.length).toBeGreaterThan(20);
  },
);

test.each(OTHERS)('of %s every vacancy of the market is judged alike', async (name) => {
  const vacancies = await rowsOf<{ id: string }>(
    hub,
    'matching',
    "SELECT vacancy_id AS id FROM market.vacancy WHERE status = 'OPEN' AND posted_at < now() - interval '5 seconds'",
  );
  const ids = vacancies.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(300);
  let possible = 0;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    const judged = await alikeFor(name, (door) => judgementsOf(door, some));
    possible += Object.values(judged).filter(({ isPossible, score }) => isPossible && score > 0).length;
  }
  expect(possible).toBeGreaterThan(20);
});

/**
 * What both are answered, once it is the same: other tests post meanwhile, and how rare a word is then moves between two looks.
 * Answers that stay different throw.
 */
async function alikeFor<T>(
  name: string,
  ask: (door: Door) => Promise<T>,
  isWished: (answer: T) => boolean = () => true,
): Promise<T> {
  const [own] = await onceSo(
    async () => [await ask(doorOf(REFERENCE)), await ask(doorOf(name))] as const,
    ([one, other]) => isDeepStrictEqual(one, other) && isWished(one),
    { withinMs: 60_000 },
  );
  return own;
}

interface Judged {
  readonly isPossible: boolean;
  readonly score: number;
}

/** What there is to say of somebody and each of these vacancies. */
async function judgementsOf(door: Door, ids: readonly string[]): Promise<Readonly<Record<string, Judged>>> {
  const fields = ids.map(
    (id, at) => `v${at}: judgement(vacancyId: "${id}") { isPossible score explanation }`,
  );
  const { jobseekers } = await door.get<{
    jobseekers: { nodes: readonly Readonly<Record<string, Judged>>[] };
  }>(`{ jobseekers { nodes { ${fields.join(' ')} } } }`);
  return jobseekers.nodes[0]!;
}

test('for a vacancy all of them have the same score from the same terms, whatever their places', async () => {
  const adviser = await adviserDoor(hub);
  const names = [...people.values()].map(({ pseudonym }) => pseudonym);
  for (const vacancyId of offered) {
    const shown = await candidatesOf(adviser, vacancyId, (seen) =>
      names.every((each) => seen.includes(each)),
    );
    const own = names.map((name) => shown.find(({ person }) => person.pseudonym === name));
    const [first] = own;
    expect(first?.score).toBeGreaterThan(0);
    expect(own.map(reasonsOf)).toEqual(names.map(() => reasonsOf(first)));
  }
});

const reasonsOf = (shown: Candidate | undefined) =>
  shown && [shown.score, shown.terms, shown.explanation, shown.explanationChinese];

interface ServedType {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: NamedType }[] | null;
}
interface NamedType {
  readonly name: string | null;
  readonly ofType?: NamedType | null;
}

/** Every field of every type that any of the hub’s applications is shown. */
async function servedFields(): Promise<ReadonlyMap<string, string>> {
  const served = new Map<string, string>();
  for (const as of SHOWN_APPLICATIONS) {
    const { body } = await hub.ask(
      '{ __schema { types { name fields { name type { name ofType { name ofType { name ofType { name ofType { name } } } } } } } } }',
      { as, purpose: null },
    );
    const { types } = (body.data as { __schema: { types: readonly ServedType[] } }).__schema;
    for (const { name, fields } of types)
      for (const field of fields ?? []) served.set(`${name}.${field.name}`, bareName(field.type));
  }
  return served;
}

const bareName = ({ name, ofType }: NamedType): string => name ?? (ofType ? bareName(ofType) : '');

/** Of a pair; of a run, all its pairs together; of an image, what a model sees in it. */
const SCORES = [
  ...['AssignedPair.score', 'CandidateSuggestion.rankByScore', 'CandidateSuggestion.score'],
  ...['VacancyJudgement.score', 'VacancySuggestion.score'],
  ...['AssignmentRun.meanScore', 'AssignmentRun.ndklReranked', 'GroupFairness.skewReranked'],
  ...['InferenceFinding.probability', 'InferenceFinding.score'],
  ...['ReportFinding.probability', 'ReportFinding.score'],
];
const SAYS_SCORE = /score|rank|rating|points|likel|probab|employab|suitab|percentile|fitness|aptitude/iu;

test('the graph has scores of pairs, and none of a person', async () => {
  const served = [...(await servedFields())];
  const scores = served.flatMap(([field]) => (SAYS_SCORE.test(field.split('.')[1] ?? '') ? field : []));
  expect(scores.toSorted()).toEqual(SCORES.toSorted());
  // Whatever it may be called: numbers about somebody are what that person said, and nothing else.
  const ofPerson = /^(?:Person|JobseekerProfile|CasePerson|PriorityGroupConclusion)\./u;
  const numbers = served.flatMap(([field, type]) =>
    ofPerson.test(field) && /^(?:Int|Float|Fen)$/u.test(type) ? field : [],
  );
  expect(numbers.toSorted()).toEqual(
    ['maxCommuteMinutes', 'wageFloor', 'years'].map((name) => `JobseekerProfile.${name}`),
  );
});
