import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { candidatesOf, idsOf, namesOf, suggestionsOf } from './testing/suggested.ts';
import {
  adviserDoor,
  agreeOn,
  consentIn,
  type Door,
  employerDoor,
  enterJobseeker,
  type HelpedSeeker,
  KEEP,
  newEmployer,
  post,
  profileDraft,
  REFER,
  vacancyDraft,
} from './testing/two-sides.ts';

/** Matching takes up one change after another. What it says then is what it says when it has read everything anew. */

let hub: OwnHub;
let adviser: Door;
const seekers: HelpedSeeker[] = [];
const posted: { readonly employer: Door; readonly vacancyId: string }[] = [];
const CHANGE =
  'mutation ($id: ID!, $draft: VacancyDraft!) { changeVacancy(vacancyId: $id, draft: $draft) { status } }';
const WITHDRAW = 'mutation ($id: ID!) { withdrawVacancy(vacancyId: $id) { status } }';

beforeAll(async () => {
  hub = await startOwnHub();
  adviser = await adviserDoor(hub, '230000');
  const texts = ['负责仓库盘点，叉车装卸', '冷链配送，夜间值守', '食堂面点，会做饺子', '仓库盘点，登记台账'];
  for (const [at, text] of [...texts, ...texts].entries()) {
    const employer = await employerDoor(hub, newEmployer());
    const wageHigh = 600_000 + (at % 3) * 50_000;
    posted.push({ employer, vacancyId: await post(employer, { text, wageHigh, places: 1 + (at % 2) }) });
    seekers.push(await enterJobseeker(hub, { text: texts[(at + 1) % 4], years: at % 3 }));
  }
}, 300_000);
afterAll(() => hub.stop());

/** Everything that is said of the people and of every vacancy that has somebody, with scores, terms, places and words. */
async function allThatIsSaid(planted: readonly string[]) {
  const ids = [...posted.map(({ vacancyId }) => vacancyId), ...planted];
  return {
    suggested: await Promise.all(seekers.map(({ door }) => suggestionsOf(door))),
    candidates: await Promise.all(ids.map((id) => candidatesOf(adviser, id))),
  };
}

/** Each kind of change on both sides, through its door. */
async function changeBothSides(): Promise<void> {
  const [one, two, three, four] = posted as [Posted, Posted, Posted, Posted];
  const [first, second, third, fourth, fifth] = seekers as [Seeker, Seeker, Seeker, Seeker, Seeker];
  const change = (of: Posted, draft: object) =>
    of.employer.get(CHANGE, { id: of.vacancyId, draft: vacancyDraft({ ...draft }) });
  await change(one, { text: '面点师傅，会做饺子和馒头', county: '230103', wageHigh: 800_000 });
  await change(two, { text: '仓库，限男性' });
  await change(two, { text: '仓库盘点，不限男女', occupation: '4-02-07-02' });
  await three.employer.get(WITHDRAW, { id: three.vacancyId });
  await first.door.get(KEEP, { profile: profileDraft({ text: '面点，饺子，馒头', maxCommuteMinutes: 120 }) });
  await second.door.get(KEEP, { profile: profileDraft({ county: '230103', occupations: [], text: '装卸' }) });
  await third.door.get('mutation { withdrawConsent { isConsenting } }');
  await fourth.door.get('mutation { withdrawConsent { isConsenting } }');
  await fourth.door.get(consentIn('230102'));
  await fourth.door.get(
    'mutation ($id: String!) { declineSuggestion(what: VACANCY, value: $id, reason: "太远") { isConsenting } }',
    { id: one.vacancyId },
  );
  await adviser.get(REFER, { id: await agreeOn(hub, fifth, four.vacancyId) });
  const last = await employerDoor(hub, newEmployer());
  posted.push({ employer: last, vacancyId: await post(last, { text: '最后一个岗位，仓库盘点' }) });
  seekers.push(await enterJobseeker(hub, { text: '盘点，饺子' }));
}

type Posted = (typeof posted)[number];
type Seeker = HelpedSeeker;

/** Changes are taken up in their order: who sees the last of them sees what all of them left. */
async function onceAllAreHeardOf(): Promise<void> {
  const { vacancyId } = posted.at(-1)!;
  const { door, pseudonym } = seekers.at(-1)!;
  await suggestionsOf(door, (ids) => ids.includes(vacancyId));
  await candidatesOf(adviser, vacancyId, (names) => names.includes(pseudonym));
}

test('after changes on both sides matching says what it says once it has read the market anew', async () => {
  const planted = await rowsOf<{ id: string }>(
    hub,
    'matching',
    "SELECT vacancy_id AS id FROM market.vacancy WHERE status = 'OPEN' ORDER BY 1 LIMIT 40",
  );
  const plantedIds = planted.map(({ id }) => id);
  await onceAllAreHeardOf();
  const before = await allThatIsSaid(plantedIds);
  await changeBothSides();
  await onceAllAreHeardOf();
  const changed = await allThatIsSaid(plantedIds);
  expect(changed).not.toEqual(before);
  expect(changed.suggested.flatMap(idsOf).length).toBeGreaterThan(100);
  expect(changed.candidates.flatMap(namesOf).length).toBeGreaterThan(100);
  await hub.stopProcess('matching');
  await hub.startProcess('matching');
  expect(await allThatIsSaid(plantedIds)).toEqual(changed);
}, 300_000);
