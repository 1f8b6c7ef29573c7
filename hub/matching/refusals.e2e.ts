import { beforeAll, expect, test } from '@jest/globals';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { testHub } from '../testing/test-hub.ts';
import { concludeGroupsOn } from './testing/conclude-as-engine.ts';
import { onceSo } from './testing/once-so.ts';
import { drawnBy, peopleOnDibao, type OnDibao } from './testing/people-on-dibao.ts';
import {
  adviserDoor,
  agreeOn,
  civilAffairsDoor,
  type Door,
  employerDoor,
  enterJobseeker,
  type HelpedSeeker,
  INVITE,
  newEmployer,
  OFFER,
  post,
  REFER,
  SOON,
} from './testing/two-sides.ts';

/**
 * Two people alike: their families draw minimum living allowance, they are in the same groups and say the same of themselves. One
 * says no to all that is offered, with the cause; of both all else stays alike.
 */

const hub = testHub();
type Side = OnDibao & HelpedSeeker;
/** Where no other test has anybody: what is listed of it is theirs. */
const COUNTY = '230109';

let adviser: Door;
let civilAffairs: Door;
let employer: Door;
let willing: Side;
let choosy: Side;

beforeAll(async () => {
  adviser = await adviserDoor(hub);
  civilAffairs = await civilAffairsDoor(hub);
  employer = await employerDoor(hub, newEmployer());
  // The first of them takes up work in another test.
  const [, one, other] = (await peopleOnDibao(hub)) as [OnDibao, OnDibao, OnDibao];
  [willing, choosy] = [await enter(one), await enter(other)];
}, 120_000);

async function enter(known: OnDibao): Promise<Side> {
  const seeker = await enterJobseeker(hub, { county: COUNTY }, known.person);
  await concludeGroupsOn(hub, known.person, dayInChina(new Date()));
  return { ...known, ...seeker };
}

/** Proposed, and refused by the person with a cause; half of them only when work was offered. */
async function refuse(cause: string, words: string, isOffered: boolean): Promise<string> {
  const vacancyId = await post(employer, {
    county: COUNTY,
    title: `仓库管理员 ${cause}`,
    text: `库房岗位：${words}`,
  });
  const referralId = await agreeOn(hub, choosy, vacancyId);
  if (isOffered) {
    await adviser.get(REFER, { id: referralId });
    await employer.get(INVITE, { id: referralId, at: `${SOON(3)}T01:00:00Z` });
    await employer.get(OFFER, { id: referralId, from: SOON(7) });
  }
  await choosy.door.get(
    `mutation ($id: ID!, $cause: JobseekerCause!, $words: String!) {
       declineReferral(referralId: $id, cause: $cause, words: $words) { stage } }`,
    { id: referralId, cause, words },
  );
  return vacancyId;
}

const CASES = `{ jobseekers(first: 100, filter: { county: { within: "${COUNTY}" } }, orderBy: { field: RECORDED_AT, direction: DESC }) {
  nodes { person { pseudonym } isConsenting obstacles occupations } }
  serviceCases(first: 100, filter: { county: { within: "${COUNTY}" } }, orderBy: { field: OPENED_AT, direction: DESC }) { nodes {
    kind state outcome deadline tasks { kind state } events { act toState } people { step person { pseudonym } } } } }`;

interface People {
  readonly jobseekers: { readonly nodes: readonly { readonly person: { readonly pseudonym: string } }[] };
  readonly serviceCases: {
    readonly nodes: readonly {
      readonly people: readonly { readonly person: { readonly pseudonym: string } }[];
    }[];
  };
}

interface Group {
  readonly group: string;
  readonly answer: string;
}

/** In which groups somebody is or may be, as the person is told. */
async function groupsOf({ door }: Side): Promise<readonly Group[]> {
  const { jobseekers } = await door.get<{
    jobseekers: { nodes: readonly { priorityGroups: readonly Group[] }[] };
  }>('{ jobseekers { nodes { priorityGroups { group answer rule } } } }');
  const groups = jobseekers.nodes.flatMap(({ priorityGroups }) => priorityGroups);
  return groups.toSorted((one, next) => (one.group < next.group ? -1 : 1));
}

/** All that is shown of somebody to the adviser and to the person, without what tells two people apart. */
async function standingOf(side: Side): Promise<object> {
  const { pseudonym } = side;
  const { jobseekers, serviceCases } = await adviser.get<People>(CASES);
  const isOwn = (each: { readonly person: { readonly pseudonym: string } }): boolean =>
    each.person.pseudonym === pseudonym;
  const seen = {
    profile: jobseekers.nodes.filter(isOwn),
    cases: serviceCases.nodes.filter(({ people }) => people.some(isOwn)),
    groups: await groupsOf(side),
  };
  return JSON.parse(JSON.stringify(seen).replaceAll(pseudonym, 'WHO')) as object;
}

interface Judged {
  readonly jobseekers: {
    readonly nodes: readonly { readonly judgement: { readonly isPossible: boolean } | null }[];
  };
}

/** Once the market has heard of a vacancy: whether somebody could take it. */
async function couldTake({ door }: Side, vacancyId: string): Promise<boolean | undefined> {
  const { jobseekers } = await onceSo(
    () =>
      door.get<Judged>(
        'query ($id: ID!) { jobseekers { nodes { judgement(vacancyId: $id) { isPossible } } } }',
        { id: vacancyId },
      ),
    (seen) => seen.jobseekers.nodes.some(({ judgement }) => judgement !== null),
  );
  return jobseekers.nodes[0]?.judgement?.isPossible;
}

test('whoever says no to everything is served, grouped and paid like whoever did not', async () => {
  const before = await standingOf(willing);
  expect(before).toMatchObject({ profile: [{ isConsenting: true }], cases: [{ state: 'OPEN' }] });
  const held = (await groupsOf(choosy)).filter(({ answer }) => answer === 'YES');
  expect(held.map(({ group }) => group)).toEqual(['DIBAO', 'LONG_TERM']);
  expect(await standingOf(choosy)).toEqual(before);
  const paid = [await drawnBy(civilAffairs, willing), await drawnBy(civilAffairs, choosy)];
  const refused = [
    await refuse('WAGE', '工资太低', true),
    await refuse('COMMUTE', '太远', false),
    await refuse('OTHER', '不想去', true),
  ];
  await choosy.door.get(
    `mutation ($id: String!) { declineSuggestion(what: VACANCY, value: $id, reason: "不合适") { isConsenting } }`,
    { id: refused[0] },
  );
  for (const { person } of [willing, choosy]) await concludeGroupsOn(hub, person, dayInChina(new Date()));

  expect(await standingOf(willing)).toEqual(before);
  expect(await standingOf(choosy)).toEqual(before);
  expect([await drawnBy(civilAffairs, willing), await drawnBy(civilAffairs, choosy)]).toEqual(paid);
  expect(JSON.stringify(paid[1])).toContain('"status":"ACTIVE"');
}, 120_000);

test('the noes are recorded, each with its cause', async () => {
  const { referrals } = await choosy.door.get<{ referrals: { nodes: readonly object[] } }>(
    '{ referrals(orderBy: { field: PROPOSED_AT, direction: ASC }) { nodes { stage endCause endWords } } }',
  );
  expect(referrals.nodes).toEqual([
    { stage: 'DECLINED', endCause: 'WAGE', endWords: '工资太低' },
    { stage: 'DECLINED', endCause: 'COMMUTE', endWords: '太远' },
    { stage: 'DECLINED', endCause: 'OTHER', endWords: '不想去' },
  ]);
  const { jobseekers } = await choosy.door.get<{ jobseekers: { nodes: { declines: readonly object[] }[] } }>(
    '{ jobseekers { nodes { declines { reason reasonChinese } } } }',
  );
  // A cause is told in both languages; what the person said last of the first vacancy, in the person's own words.
  expect(jobseekers.nodes[0]?.declines).toEqual(
    expect.arrayContaining([
      { reason: '不合适', reasonChinese: '不合适' },
      { reason: 'the way to work', reasonChinese: '上下班路程' },
      { reason: 'something else', reasonChinese: '其他原因' },
    ]),
  );
});

test('the next vacancy is open to both alike, and both are shown for it with one score', async () => {
  const next = await post(await employerDoor(hub, newEmployer()), {
    county: COUNTY,
    title: '库管员',
    text: '新仓库收发货',
  });
  expect([await couldTake(willing, next), await couldTake(choosy, next)]).toEqual([true, true]);
  const { vacancy } = await adviser.get<{
    vacancy: { candidates: readonly { score: number; person: { pseudonym: string } }[] };
  }>(
    'query ($id: ID!) { vacancy(vacancyId: $id) { candidates(first: 100) { score person { pseudonym } } } }',
    {
      id: next,
    },
  );
  const scoreOf = ({ pseudonym }: Side) =>
    vacancy.candidates.find(({ person }) => person.pseudonym === pseudonym)?.score;
  expect(scoreOf(choosy)).toEqual(expect.any(Number));
  expect(scoreOf(choosy)).toBe(scoreOf(willing));
  expect(await agreeOn(hub, choosy, next)).toEqual(expect.any(String));
});
