import { beforeAll, describe, expect, test } from '@jest/globals';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { sameDayOrMonthEnd } from '../../identifiers/months-later.ts';
import { inTransactionOn } from '../../subgraphs/kit/in-transaction.ts';
import { remind } from '../../subgraphs/matching/service/reminders.ts';
import { testHub, type Answer } from '../testing/test-hub.ts';
import { concludeGroupsOn } from './testing/conclude-as-engine.ts';
import { connectedTo, rowsOf } from './testing/matching-rows.ts';
import { drawnBy, peopleOnDibao, type OnDibao } from './testing/people-on-dibao.ts';
import {
  ACCEPT,
  adviserDoor,
  civilAffairsDoor,
  type Door,
  employerDoor,
  INVITE,
  jobseekerDoor,
  KEEP,
  newEmployer,
  OFFER,
  post,
  profileDraft,
  REFER,
  SOON,
} from './testing/two-sides.ts';

/**
 * What work brings with it, of somebody whose family draws minimum living allowance: how the chain leads there, what agencies are
 * asked, of what they are reminded, and what follow-ups hear. Its steps follow upon each other.
 */

const hub = testHub();
const codes = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);
/** Where no other test has anybody: what is listed of it is this person's. */
const COUNTY = '230108';
const STARTS_ON = SOON(7);

let worker: OnDibao;
let own: Door;
let adviser: Door;
let employer: Door;
let civilAffairs: Door;
let vacancyId: string;
let drawn: object;

beforeAll(async () => {
  [worker] = (await peopleOnDibao(hub)) as [OnDibao];
  own = await jobseekerDoor(hub, worker.person);
  adviser = await adviserDoor(hub);
  employer = await employerDoor(hub, newEmployer());
  civilAffairs = await civilAffairsDoor(hub);
  vacancyId = await post(employer, { county: COUNTY });
  drawn = await drawnBy(civilAffairs, worker);
  await concludeGroupsOn(hub, worker.person, dayInChina(new Date()));
}, 120_000);

interface Named {
  readonly id: string;
  readonly kind: string;
}

/** All nodes of a list of one county, as a side sees them. */
async function inCounty<T>(door: Door, list: string, fields: string): Promise<readonly T[]> {
  const data = await door.get<Readonly<Record<string, { readonly nodes: readonly T[] }>>>(
    `query ($county: DivisionCode!) { ${list}(first: 100, filter: { county: { within: $county } }) { nodes { ${fields} } } }`,
    { county: COUNTY },
  );
  return data[list]!.nodes;
}

let caseId: string;
let referralId: string;

/** At which step of the chain the person is, as the case says. */
async function stepNow(): Promise<string | undefined> {
  const { serviceCase } = await adviser.get<{ serviceCase: { people: readonly { step: string }[] } }>(
    'query ($id: ID!) { serviceCase(caseId: $id) { people { step } } }',
    { id: caseId },
  );
  return serviceCase.people[0]?.step;
}

/** What a side sees of the referral that tells the two apart. */
async function referralAs(door: Door): Promise<object> {
  const { referral } = await door.get<{ referral: object }>(
    'query ($id: ID!) { referral(referralId: $id) { stage words phone surname vacancy { title } } }',
    { id: referralId },
  );
  return referral;
}

describe('the chain, each step asked for by whose it is', () => {
  test('registration: the person asks, and an adviser confirms', async () => {
    const REGISTER = 'mutation ($county: DivisionCode!) { registerForWork(county: $county) { county } }';
    // A slip must not lead where nobody serves.
    expect(codes(await own.ask(REGISTER, { county: '239999' }))).toEqual(['SERVICE_INPUT_INVALID']);
    await own.get(REGISTER, { county: COUNTY });
    const [proposed] = await inCounty<Named>(adviser, 'serviceCases', 'id: caseId kind: state');
    expect(proposed?.kind).toBe('PROPOSED');
    caseId = proposed!.id;
    await adviser.get('mutation ($id: ID!) { confirmCase(caseId: $id) { state } }', { id: caseId });
    expect(await stepNow()).toBe('REGISTRATION');
  });

  test('profile and consent: the person’s', async () => {
    await own.get(KEEP, { profile: profileDraft({ county: COUNTY }) });
    await own.get(
      `mutation ($county: DivisionCode!) {
         consentToMatching(surname: "李", givenName: "试", phone: "139 0000 1234", county: $county) { isConsenting } }`,
      { county: COUNTY },
    );
    expect(await stepNow()).toBe('PROFILE');
  });

  test('plan: the adviser’s, with training', async () => {
    await adviser.get(
      `mutation ($case: ID!, $person: ID!) { makePlan(caseId: $case, person: $person, goal: "三个月内就业",
         measures: [{ kind: TRAINING, words: "仓储管理培训" }, { kind: REFERRALS, words: "每周两个岗位" }]) { state } }`,
      { case: caseId, person: worker.person },
    );
    expect(await stepNow()).toBe('PLAN');
  });

  test('referral: proposed by the adviser; the person sees as much of it as its stage says, and agrees', async () => {
    const { proposeReferral } = await adviser.get<{ proposeReferral: { referralId: string } }>(
      `mutation ($person: ID!, $vacancy: ID!) {
         proposeReferral(person: $person, vacancyId: $vacancy, words: "离家近") { referralId } }`,
      { person: worker.person, vacancy: vacancyId },
    );
    ({ referralId } = proposeReferral);
    const proposed = { stage: 'PROPOSED', words: '离家近', vacancy: { title: '仓库管理员' } };
    expect(await referralAs(adviser)).toEqual({ ...proposed, surname: '李', phone: '139 0000 1234' });
    expect(await referralAs(own)).toEqual({ ...proposed, surname: null, phone: null });
    const agreed = await own.get(
      'mutation ($id: ID!) { agreeToReferral(referralId: $id) { stage surname phone } }',
      { id: referralId },
    );
    expect(agreed).toEqual({ agreeToReferral: { stage: 'AGREED', surname: null, phone: null } });
    await adviser.get(REFER, { id: referralId });
    expect(await referralAs(own)).toMatchObject({ stage: 'REFERRED', surname: '李', phone: null });
    expect(await stepNow()).toBe('REFERRALS');
  });

  test('interview and offer: the employer’s; to begin: the person’s', async () => {
    await employer.get(INVITE, { id: referralId, at: `${SOON(3)}T01:00:00Z` });
    expect(await stepNow()).toBe('INTERVIEW');
    expect(await referralAs(own)).toMatchObject({ stage: 'INTERVIEW', phone: '139 0000 1234' });
    await employer.get(OFFER, { id: referralId, from: STARTS_ON });
    expect(await stepNow()).toBe('OFFER');
    await own.get(ACCEPT, { id: referralId });
    expect(await stepNow()).toBe('FOLLOW_UP');
  });
});

interface Task extends Named {
  readonly agency: string;
  readonly state: string;
}
const TASK = 'id: taskId kind agency state';
const nameOf = ({ kind, agency }: Task): string => `${agency} ${kind}`;
const tasksOf = (door: Door): Promise<readonly Task[]> => inCounty<Task>(door, 'coordinationTasks', TASK);
const COMPLETE = `mutation ($id: ID!, $result: String!) {
  completeTask(taskId: $id, result: $result) { state doneBy result resultChinese } }`;

describe('when work begins', () => {
  test('labour is asked about the subsidies and eligibility, civil affairs about tapering and eligibility', async () => {
    expect((await tasksOf(adviser)).map(nameOf).toSorted()).toEqual([
      'civil-affairs DIBAO_TAPER',
      'civil-affairs ELIGIBILITY_RECHECK',
      'labour ELIGIBILITY_RECHECK',
      'labour JOB_SUBSIDY',
      'labour TRAINING_SUBSIDY',
    ]);
  });

  test('each agency’s people see their own, and nobody else any', async () => {
    expect((await tasksOf(civilAffairs)).map(nameOf).toSorted()).toEqual([
      'civil-affairs DIBAO_TAPER',
      'civil-affairs ELIGIBILITY_RECHECK',
    ]);
    expect(await tasksOf(await civilAffairsDoor(hub, '230200'))).toEqual([]);
    expect(await tasksOf(await adviserDoor(hub, '230200'))).toEqual([]);
    for (const door of [own, employer])
      expect(codes(await door.ask('{ coordinationTasks { nodes { kind } } }'))).toContain('FIELD_DENIED');
  });

  test('who has to act is reminded of what is due and of what is overdue, once', async () => {
    const before = await tasksOf(adviser);
    const remindOn = (day: string) =>
      connectedTo(hub, 'matching', (client) =>
        inTransactionOn(client, () => remind(client, { today: day, now: new Date(`${day}T02:00:00Z`) })),
      );
    const reminders = (door: Door) => inCounty<Named>(door, 'reminders', 'id: about kind text textChinese');
    const kinds = async (door: Door) => (await reminders(door)).map(({ kind }) => kind).toSorted();
    await remindOn(sameDayOrMonthEnd(STARTS_ON, 1));
    expect((await kinds(adviser)).filter((kind) => kind === 'FOLLOW_UP_DUE')).toHaveLength(1);
    for (const day of [SOON(300), SOON(300)]) await remindOn(day);
    expect(await kinds(adviser)).toEqual([
      ...Array.from({ length: 3 }, () => 'FOLLOW_UP_DUE'),
      ...Array.from({ length: 5 }, () => 'TASK_OVERDUE'),
    ]);
    const theirs = await reminders(civilAffairs);
    const ownTasks = before.filter(({ agency }) => agency === 'civil-affairs').map(({ id }) => id);
    expect(theirs.map(({ id }) => id).toSorted()).toEqual(ownTasks.toSorted());
    expect(theirs[0]).toMatchObject({ text: 'A task is overdue.', textChinese: '协办事项已逾期。' });
    expect(await reminders(await civilAffairsDoor(hub, '230200'))).toEqual([]);
    // A reminder changes nothing but itself.
    expect(await tasksOf(adviser)).toEqual(before);
  });

  test('each is done by an official of the agency and area, in words, and by nobody else', async () => {
    const all = await tasksOf(adviser);
    const elsewhere = await civilAffairsDoor(hub, '230200');
    for (const { id, agency } of all) {
      const variables = { id, result: '已按规定研究' };
      const [theirs, other] = agency === 'labour' ? [adviser, civilAffairs] : [civilAffairs, adviser];
      expect(codes(await other.ask(COMPLETE, variables))).toEqual(['SERVICE_UNKNOWN']);
      expect(codes(await elsewhere.ask(COMPLETE, variables))).toEqual(['SERVICE_UNKNOWN']);
      const doneBy = agency === 'labour' ? 'ea-0031' : 'sa-0017';
      expect(await theirs.get(COMPLETE, variables)).toEqual({
        completeTask: { state: 'DONE', doneBy, result: '已按规定研究', resultChinese: '已按规定研究' },
      });
    }
    expect(new Set((await tasksOf(adviser)).map(({ state }) => state))).toEqual(new Set(['DONE']));
  });

  test('what the family draws is as it was: nothing is stopped by a machine', async () => {
    expect(JSON.stringify(drawn)).toContain('"status":"ACTIVE"');
    expect(await drawnBy(civilAffairs, worker)).toEqual(drawn);
  });
});

describe('follow-ups', () => {
  const FOLLOW_UP = 'id: followUpId month due outcome doneBy';
  interface FollowUp {
    readonly id: string;
    readonly month: number;
    readonly due: string;
  }

  test('are due one, three and six months after the first day; each is asked, and not before its day', async () => {
    const due = await inCounty<FollowUp>(adviser, 'followUps', FOLLOW_UP);
    expect(due.map((each) => `${each.month}: ${each.due}`).toSorted()).toEqual(
      [1, 3, 6].map((month) => `${month}: ${sameDayOrMonthEnd(STARTS_ON, month)}`),
    );
    const outcomes = new Map([
      [1, 'AT_WORK'],
      [3, 'CHANGED'],
      [6, 'LEFT'],
    ]);
    const RECORD = `mutation ($id: ID!, $outcome: FollowUpOutcome!) {
      recordFollowUp(followUpId: $id, outcome: $outcome, words: "电话回访") { outcome } }`;
    for (const { id, month, due: day } of due) {
      const { body } = await adviser.ask(RECORD, { id, outcome: outcomes.get(month) });
      expect(body.errors?.map(({ extensions }) => extensions)).toMatchObject([
        {
          code: 'SERVICE_STATE',
          reason: `it is due on ${day}`,
          reasonChinese: `回访日期为 ${day}，尚未到期`,
        },
      ]);
    }
    // The days come to the test, which does not wait for them.
    await rowsOf(
      hub,
      'matching',
      'UPDATE service.follow_up SET due = $2 WHERE follow_up_id::text = ANY ($1)',
      [due.map(({ id }) => id), dayInChina(new Date())],
    );
    for (const { id, month } of due) await adviser.get(RECORD, { id, outcome: outcomes.get(month) });
    const { referrals } = await own.get<{
      referrals: { nodes: readonly { followUps: readonly object[] }[] };
    }>('{ referrals { nodes { followUps { month outcome } } } }');
    expect(referrals.nodes.flatMap(({ followUps }) => followUps)).toEqual(
      expect.arrayContaining([...outcomes].map(([month, outcome]) => ({ month, outcome }))),
    );
  });

  test('whoever has left is helped on under the same case', async () => {
    const { serviceCase } = await adviser.get<{ serviceCase: object }>(
      'query ($id: ID!) { serviceCase(caseId: $id) { state outcome } }',
      { id: caseId },
    );
    expect(serviceCase).toEqual({ state: 'OPEN', outcome: null });
  });
});
