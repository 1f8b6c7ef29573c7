import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { onceSo } from './testing/once-so.ts';
import {
  candidatesOf,
  idsOf,
  SUGGESTED_VACANCY,
  type SuggestedVacancy,
  suggestionsOf,
} from './testing/suggested.ts';
import {
  adviserDoor,
  type Door,
  employerDoor,
  enterJobseeker,
  type HelpedSeeker,
  newEmployer,
  post,
} from './testing/two-sides.ts';

/** Two people alike, of whom one said no to something: the person is told so, and an adviser can not tell the two from each other. */

const hub = testHub();
/** Where nothing else is offered and nobody else looks, so that lists hold the same for both whatever other tests post. */
const HERE = { county: '230128', shift: 'ROTATING', contract: 'PART_TIME' };
const LICENCES = ['LIFT_MECHANIC', 'PHARMACIST'];
const PROFILE = {
  county: HERE.county,
  shifts: ['ROTATING'],
  contracts: ['PART_TIME'],
  licences: LICENCES,
  maxCommuteMinutes: 30,
};
/** The words, the hint and the term that rest on a no, and the title of what was declined. */
const NO = /like what was declined|taking back|曾拒绝的|撤回对|UNLIKE_DECLINED|夜间理货/u;

let adviser: Door;
let [unwilling, willing]: HelpedSeeker[] = [];
/** What was declined, what is just like it, and what is unlike it. */
let [declined, alike, unlike]: string[] = [];
beforeAll(async () => {
  adviser = await adviserDoor(hub);
  const employer = await employerDoor(hub, newEmployer());
  const offer = { ...HERE, licences: LICENCES };
  declined = await post(employer, { ...offer, title: '夜间理货' });
  alike = await post(employer, { ...offer, text: '与上岗同组，负责盘点与登记' });
  unlike = await post(await employerDoor(hub, newEmployer()), { ...offer, occupation: '4-02-06-02' });
  [unwilling, willing] = [await enterJobseeker(hub, PROFILE), await enterJobseeker(hub, PROFILE)];
  const all = (ids: readonly string[]) => [declined, alike, unlike].every((id) => ids.includes(id!));
  for (const { door } of [unwilling, willing]) await suggestionsOf(door, all);
  await unwilling.door.get(
    'mutation ($id: String!) { declineSuggestion(what: VACANCY, value: $id, reason: "太累") { isConsenting } }',
    { id: declined },
  );
  await suggestionsOf(unwilling.door, (ids) => !ids.includes(declined!));
}, 300_000);

interface Judgement {
  readonly isPossible: boolean;
  readonly explanation: string;
}

async function asShown({ caseId }: HelpedSeeker, vacancyId: string) {
  const { serviceCase } = await adviser.get<{
    serviceCase: {
      people: readonly { profile: { judgement: Judgement; suggestions: readonly SuggestedVacancy[] } }[];
    };
  }>(
    `query ($case: ID!, $id: ID!) { serviceCase(caseId: $case) { people { profile {
       judgement(vacancyId: $id) { isPossible score explanation explanationChinese terms { name weight value } wouldChange { text textChinese } }
       suggestions(first: 100) { ${SUGGESTED_VACANCY} } } } } }`,
    { case: caseId, id: vacancyId },
  );
  return serviceCase.people[0]!.profile;
}

/** What is shown of both at one moment: each vacancy that another test posts makes words rarer or commoner, and scores others. */
async function bothAsShown(vacancyId: string) {
  const seen = await onceSo(
    async () => [
      await asShown(unwilling!, vacancyId),
      await asShown(willing!, vacancyId),
      await asShown(unwilling!, vacancyId),
    ],
    ([before, , after]) => isDeepStrictEqual(before, after),
  );
  return [seen[0]!, seen[1]!] as const;
}

test('the person is told what the no changes, by words, term and score', async () => {
  const own = (await suggestionsOf(unwilling!.door)).find(({ vacancy }) => vacancy.vacancyId === alike);
  const other = (await suggestionsOf(willing!.door)).find(({ vacancy }) => vacancy.vacancyId === alike);
  expect(own!.terms.find(({ name }) => name === 'UNLIKE_DECLINED')?.value).toBeLessThan(1);
  expect(own!.explanation).toMatch(/declined/u);
  expect(own!.score).toBeLessThan(other!.score);
});

test('judgement of what is like it says the same of both to an adviser', async () => {
  const [said, not] = await bothAsShown(alike!);
  expect(said.judgement).toEqual(not.judgement);
  expect(said.judgement.isPossible).toBe(true);
  expect(JSON.stringify(said.judgement)).not.toMatch(NO);
});

test('suggestions to both are the same for an adviser, but for what was declined', async () => {
  const [said, not] = await bothAsShown(alike!);
  expect(idsOf(not.suggestions)).toEqual(expect.arrayContaining([declined, alike, unlike]));
  expect(said.suggestions).toEqual(not.suggestions.filter(({ vacancy }) => vacancy.vacancyId !== declined));
  expect(JSON.stringify(said.suggestions)).not.toMatch(NO);
});

test('as candidates for a vacancy the two are the same, in everything but the name', async () => {
  const shown = await candidatesOf(adviser, alike!);
  const [said, not] = [unwilling!, willing!].map(({ pseudonym }) =>
    shown.find(({ person }) => person.pseudonym === pseudonym),
  );
  const { score, terms, explanation, explanationChinese } = said!;
  expect(not).toMatchObject({ score, terms, explanation, explanationChinese });
  expect(JSON.stringify(said)).not.toMatch(NO);
  expect(terms.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 2);
});

test('of what was declined an adviser is told that something does not hold, and not what', async () => {
  const { judgement } = await asShown(unwilling!, declined!);
  expect(judgement).toMatchObject({ isPossible: false, wouldChange: [] });
  expect(judgement.explanation).toBe('Not suggested: the hard constraints do not all hold.');
});
