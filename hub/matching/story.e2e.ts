import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { closePlant, registerUnemployed } from '../../province/market/close-plant.ts';
import {
  groupsAfterClosing,
  plantPlant,
  type PlantedPlant,
  type PlantWorker,
} from '../../province/market/closing-plant.ts';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';
import { onceSo } from './testing/once-so.ts';
import {
  ACCEPT,
  adviserDoor,
  CONSENT,
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
 * One story: a plant closes, and one of its people finds work. Its steps follow upon each other; the hub is its own, for it
 * follows the records of the agencies.
 */
const WORKERS = 320;
/** A plant's records are read one by one. */
const PATIENCE = { withinMs: 240_000 };

let hub: OwnHub;
let plant: PlantedPlant;
let worker: PlantWorker;
let adviser: Door;
let employer: Door;
let jobseeker: Door;
let matching: pg.Client;
let labour: pg.Client;

beforeAll(async () => {
  hub = await startOwnHub({
    followChanges: true,
    change: async (connect) => {
      plant = await plantPlant(connect, { workers: WORKERS });
      worker = plant.onDibao;
    },
  });
  [matching, labour] = await Promise.all([hub.connect('matching'), hub.connect('labour')]);
  adviser = await adviserDoor(hub);
  employer = await employerDoor(hub, newEmployer());
  jobseeker = await jobseekerDoor(hub, worker.personKey);
}, 300_000);
afterAll(async () => {
  await Promise.all([matching.end(), labour.end()]);
  await hub.stop();
});

interface OwnPicture {
  readonly status: string;
  readonly employer: { readonly creditCode: string } | null;
  readonly isStale: boolean;
}

/** What the hub says to the worker of the own work, today. */
async function ownPicture(): Promise<OwnPicture | undefined> {
  const { employmentPictures } = await jobseeker.get<{
    employmentPictures: { nodes: readonly OwnPicture[] };
  }>(
    `{ employmentPictures(filter: { isCurrent: { eq: true } }) {
         nodes { status employer { creditCode } isStale } } }`,
  );
  return employmentPictures.nodes[0];
}

/** How many people have the plant for their employer, as the adviser is shown. */
async function peopleOfThePlant(): Promise<number> {
  let count = 0;
  let after: string | null = null;
  do {
    const page: PicturePage = await picturePage(after);
    count += page.nodes.filter((node) => node.employer?.creditCode === plant.creditCode).length;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return count;
}

interface PicturePage {
  readonly nodes: readonly { readonly employer: { readonly creditCode: string } | null }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

async function picturePage(after: string | null): Promise<PicturePage> {
  const { employmentPictures } = await adviser.get<{ employmentPictures: PicturePage }>(
    `query ($after: Cursor) { employmentPictures(
       first: 100, after: $after, filter: { isCurrent: { eq: true }, status: { eq: "EMPLOYED" } }
     ) { nodes { employer { creditCode } } pageInfo { endCursor hasNextPage } } }`,
    { after },
  );
  return employmentPictures;
}

interface Signal {
  readonly signalId: string;
  readonly kind: string;
  readonly state: string;
  readonly peopleBefore: number;
  readonly employer: { readonly creditCode: string };
}

async function signal(): Promise<Signal | undefined> {
  const { closureSignals } = await adviser.get<{ closureSignals: { nodes: readonly Signal[] } }>(
    '{ closureSignals(first: 100) { nodes { signalId kind state peopleBefore employer { creditCode } } } }',
  );
  return closureSignals.nodes.find((each) => each.employer.creditCode === plant.creditCode);
}

/** The households of cases that a rule proposed: numbers that the graph shows to nobody. */
async function proposedHouseholds(): Promise<ReadonlyMap<string, string>> {
  const { rows } = await matching.query<{ household_number: string; case_id: string }>(
    `SELECT household_number, case_id FROM service.employment_case
     WHERE kind = 'ZERO_EMPLOYMENT' AND state IN ('PROPOSED', 'OPEN')`,
  );
  return new Map(rows.map((row) => [row.household_number, row.case_id]));
}

test('the repository shows who works at the plant', async () => {
  await onceSo(ownPicture, (seen) => seen?.status === 'EMPLOYED' && !seen.isStale, PATIENCE);
  expect((await ownPicture())?.employer?.creditCode).toBe(plant.creditCode);
  expect(await onceSo(peopleOfThePlant, (seen) => seen >= plant.workers.length, PATIENCE)).toBe(
    plant.workers.length,
  );
  expect(plant.workers.length).toBeGreaterThanOrEqual(300);
  expect((await proposedHouseholds()).has(worker.householdNumber)).toBe(false);
}, 300_000);

test('social insurance stops at the source, and the repository shows it', async () => {
  await closePlant(hub.connect, plant);
  await registerUnemployed(
    hub.connect,
    plant.workers.map(({ personKey }) => personKey),
  );
  await onceSo(ownPicture, (seen) => seen?.status === 'UNEMPLOYED', PATIENCE);
  expect(await onceSo(peopleOfThePlant, (seen) => seen === 0, PATIENCE)).toBe(0);
  const seen = await onceSo(signal, (each) => each !== undefined, PATIENCE);
  expect(seen).toMatchObject({ kind: 'CLOSURE', state: 'PROPOSED' });
  expect(seen!.peopleBefore).toBeGreaterThanOrEqual(300);
  const { decideClosure } = await adviser.get<{ decideClosure: object }>(
    'mutation ($id: ID!) { decideClosure(signalId: $id, isSo: true, reason: "厂区已停产") { state decidedBy } }',
    { id: seen!.signalId },
  );
  expect(decideClosure).toEqual({ state: 'CONFIRMED', decidedBy: 'ea-0031' });
}, 300_000);

let caseId: string;

test('households without work are found, and a caseworker confirms the case that a rule proposed', async () => {
  const cases = await onceSo(
    proposedHouseholds,
    (seen) => plant.wholeHouseholds.every((household) => seen.has(household)),
    PATIENCE,
  );
  caseId = cases.get(worker.householdNumber)!;
  const ask = '{ kind state rule evidence openedByKind confirmedBy deadline people { step } }';
  const { serviceCase } = await adviser.get<{ serviceCase: object }>(
    `query ($id: ID!) { serviceCase(caseId: $id) ${ask} }`,
    { id: caseId },
  );
  expect(serviceCase).toMatchObject({
    kind: 'ZERO_EMPLOYMENT',
    state: 'PROPOSED',
    openedByKind: 'HUB',
    rule: 'zero-employment.province',
    confirmedBy: null,
    deadline: expect.stringMatching(/^\d{4}-\d\d-\d\d$/u),
  });
  const { confirmCase } = await adviser.get<{ confirmCase: object }>(
    `mutation ($id: ID!) { confirmCase(caseId: $id) ${ask} }`,
    { id: caseId },
  );
  expect(confirmCase).toMatchObject({ state: 'OPEN', confirmedBy: 'ea-0031' });
}, 300_000);

test('priority groups are concluded, with the datasets that they rest on and nothing of what these say', async () => {
  await jobseeker.get(KEEP, { profile: profileDraft({ county: worker.county }) });
  await jobseeker.get(CONSENT);
  const { jobseekers } = await jobseeker.get<{
    jobseekers: {
      nodes: { priorityGroups: { group: string; answer: string; rule: string; evidence: string }[] }[];
    };
  }>('{ jobseekers { nodes { priorityGroups { group answer rule evidence } } } }');
  const groups = (jobseekers.nodes[0]?.priorityGroups ?? []).filter(({ answer }) => answer === 'YES');
  const expected = groupsAfterClosing(plant, worker, dayInChina(new Date()));
  expect(groups.map(({ group }) => group)).toEqual(expect.arrayContaining([...expected, 'DIBAO']));
  for (const { rule, evidence } of groups)
    expect([rule, evidence]).toEqual([expect.any(String), expect.any(String)]);
  expect(JSON.stringify(groups)).not.toContain(worker.householdNumber);
}, 120_000);

let vacancyId: string;

test('a vacancy is suggested to the worker, and the worker for the vacancy, with reasons', async () => {
  vacancyId = await post(employer, { county: worker.county, places: 1 });
  const suggested = async () => {
    const { jobseekers } = await jobseeker.get<{
      jobseekers: {
        nodes: {
          suggestions: {
            vacancy: { vacancyId: string };
            explanation: string;
            explanationChinese: string;
            terms: object[];
          }[];
        }[];
      };
    }>(
      '{ jobseekers { nodes { suggestions(first: 100) { explanation explanationChinese terms { name } vacancy { vacancyId } } } } }',
    );
    return jobseekers.nodes[0]?.suggestions.find(({ vacancy }) => vacancy.vacancyId === vacancyId);
  };
  const own = await onceSo(suggested, (seen) => seen !== undefined, PATIENCE);
  expect(own!.explanation).toContain('Suggested');
  expect(own!.explanationChinese).toContain('推荐');
  expect(own!.terms.length).toBeGreaterThan(0);
  const { vacancy } = await adviser.get<{ vacancy: { candidates: { explanation: string }[] } }>(
    `query ($id: ID!) { vacancy(vacancyId: $id) { candidates(first: 100) {
       score explanation accommodationPossible person { pseudonym } } } }`,
    { id: vacancyId },
  );
  expect(vacancy.candidates.length).toBeGreaterThan(0);
  const words = vacancy.candidates.map(({ explanation }) => explanation).join();
  expect(words).not.toMatch(/minimum living|dibao|priority group|certificate of disability/iu);
}, 300_000);

let referralId: string;

test('adviser and jobseeker agree on a referral; the employer invites and offers, and the jobseeker accepts', async () => {
  await adviser.get(
    `mutation ($case: ID!, $person: ID!) { makePlan(caseId: $case, person: $person, goal: "三个月内就业",
       measures: [{ kind: REFERRALS, words: "每周两个岗位" }, { kind: COUNSELLING, words: "职业指导" }]) { state } }`,
    { case: caseId, person: worker.personKey },
  );
  const { proposeReferral } = await adviser.get<{ proposeReferral: { referralId: string; stage: string } }>(
    `mutation ($person: ID!, $vacancy: ID!) {
       proposeReferral(person: $person, vacancyId: $vacancy, words: "离家近") { referralId stage } }`,
    { person: worker.personKey, vacancy: vacancyId },
  );
  expect(proposeReferral.stage).toBe('PROPOSED');
  referralId = proposeReferral.referralId;
  await jobseeker.get('mutation ($id: ID!) { agreeToReferral(referralId: $id) { stage } }', {
    id: referralId,
  });
  await adviser.get(REFER, { id: referralId });
  const { inviteToInterview } = await employer.get<{ inviteToInterview: object }>(INVITE, {
    id: referralId,
    at: `${SOON(3)}T01:00:00Z`,
  });
  expect(inviteToInterview).toMatchObject({ stage: 'INTERVIEW', surname: '王', givenName: '建国' });
  const { offerWork } = await employer.get<{ offerWork: object }>(OFFER, { id: referralId, from: SOON(7) });
  expect(offerWork).toMatchObject({ stage: 'OFFER' });
  const { acceptOffer } = await jobseeker.get<{ acceptOffer: object }>(ACCEPT, { id: referralId });
  expect(acceptOffer).toEqual({ stage: 'ACCEPTED' });
}, 120_000);

test('civil affairs is asked to look at the dibao of the family, and decides itself', async () => {
  const civilAffairs = await hub.connect('civil_affairs');
  const drawn = async () =>
    (await civilAffairs.query('SELECT * FROM assistance_family ORDER BY record_id'))
      .rows as readonly unknown[];
  const before = await drawn();
  const tasks = async (kind: string) => {
    const { body } = await hub.ask(
      `query ($kind: String!) { coordinationTasks(first: 50, filter: { kind: { eq: $kind } }) {
         nodes { taskId kind agency state textChinese due } } }`,
      { as: 'social-assistance', variables: { kind } },
    );
    expect(body.errors).toBeUndefined();
    const { coordinationTasks } = body.data as unknown as {
      coordinationTasks: { nodes: readonly { taskId: string; agency: string; state: string }[] };
    };
    return coordinationTasks.nodes;
  };
  const [taper] = await tasks('DIBAO_TAPER');
  expect(taper).toMatchObject({ agency: 'civil-affairs', state: 'OPEN' });
  expect(await tasks('JOB_SUBSIDY')).toEqual([]);
  const { body } = await hub.ask(
    'mutation ($id: ID!) { completeTask(taskId: $id, result: "按渐退期继续发放六个月") { state doneBy } }',
    { as: 'social-assistance', variables: { id: taper!.taskId } },
  );
  expect(body.data).toEqual({ completeTask: { state: 'DONE', doneBy: 'sa-0017' } });
  expect(await drawn()).toEqual(before);
  await civilAffairs.end();
}, 120_000);

test('follow-ups are due after 1, 3 and 6 months, and the case ends when the adviser says so', async () => {
  const { referral } = await adviser.get<{
    referral: { followUps: readonly { followUpId: string; month: number; outcome: string | null }[] };
  }>('query ($id: ID!) { referral(referralId: $id) { followUps { followUpId month due outcome } } }', {
    id: referralId,
  });
  const followUps = referral.followUps.toSorted((one, other) => one.month - other.month);
  expect(followUps.map(({ month, outcome }) => [month, outcome])).toEqual([
    [1, null],
    [3, null],
    [6, null],
  ]);
  // A month later: the day comes to the test, which does not wait for it.
  await matching.query('UPDATE service.follow_up SET due = $2 WHERE follow_up_id = $1', [
    followUps[0]!.followUpId,
    dayInChina(new Date()),
  ]);
  const { recordFollowUp } = await adviser.get<{ recordFollowUp: object }>(
    'mutation ($id: ID!) { recordFollowUp(followUpId: $id, outcome: AT_WORK, words: "工作稳定") { month outcome } }',
    { id: followUps[0]!.followUpId },
  );
  expect(recordFollowUp).toEqual({ month: 1, outcome: 'AT_WORK' });
  const { closeCase } = await adviser.get<{ closeCase: { state: string; events: { act: string }[] } }>(
    'mutation ($id: ID!) { closeCase(caseId: $id, outcome: EMPLOYED, reason: "已就业") { state outcome events { act } } }',
    { id: caseId },
  );
  expect(closeCase).toMatchObject({ state: 'CLOSED', outcome: 'EMPLOYED' });
  expect(closeCase.events.map(({ act }) => act)).toEqual(
    expect.arrayContaining(['CASE_PROPOSED', 'CASE_CONFIRMED', 'CASE_CLOSED']),
  );
}, 120_000);
