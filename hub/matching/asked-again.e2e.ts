import { beforeAll, describe, expect, test } from '@jest/globals';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { testHub } from '../testing/test-hub.ts';
import { rowsOf } from './testing/matching-rows.ts';
import {
  adviserDoor,
  type Door,
  employerDoor,
  jobseekerDoor,
  newEmployer,
  newPerson,
  post,
  profileDraft,
  SOON,
} from './testing/two-sides.ts';

/**
 * An answer may be lost on its way: whoever asks again is answered again, and it is done once. Steps follow upon each other, each
 * asked for at its own door.
 */

const hub = testHub();
type Variables = Readonly<Record<string, unknown>>;

const STEP = 'stage stageAt';
const KEEP =
  'mutation ($profile: ProfileDraft!) { keepProfile(profile: $profile) { county years recordedAt } }';
const CONSENT = `mutation ($phone: String!) {
  consentToMatching(surname: "王", givenName: "建国", phone: $phone, county: "230102") { isConsenting recordedAt } }`;
const OPEN = `mutation ($person: ID!) {
  openCase(person: $person, county: "230102") { caseId openedAt openedBy events { act at } } }`;
const PROPOSE = `mutation ($person: ID!, $vacancy: ID!, $words: String!) {
  proposeReferral(person: $person, vacancyId: $vacancy, words: $words) { referralId ${STEP} } }`;
const AGREE = `mutation ($id: ID!) { agreeToReferral(referralId: $id) { ${STEP} } }`;
const REFER = `mutation ($id: ID!, $words: String!) { refer(referralId: $id, words: $words) { ${STEP} } }`;
const INVITE = `mutation ($id: ID!, $at: DateTime!, $words: String!) {
  inviteToInterview(referralId: $id, at: $at, words: $words) { ${STEP} interviewAt } }`;
const OFFER = `mutation ($id: ID!, $wage: Fen!, $from: Date!, $words: String!) {
  offerWork(referralId: $id, wage: $wage, startsOn: $from, words: $words) { ${STEP} offerWage startsOn } }`;
const ACCEPT = `mutation ($id: ID!) { acceptOffer(referralId: $id) { ${STEP} } }`;
const FOLLOW_UP = `mutation ($id: ID!, $outcome: FollowUpOutcome!, $words: String!) {
  recordFollowUp(followUpId: $id, outcome: $outcome, words: $words) { outcome doneAt doneBy } }`;

let person: string;
let vacancyId: string;
let own: Door;
let stranger: Door;
let adviser: Door;
let colleague: Door;
let employer: Door;
let otherEmployer: Door;
beforeAll(async () => {
  person = newPerson();
  own = await jobseekerDoor(hub, person);
  stranger = await jobseekerDoor(hub, newPerson());
  adviser = await adviserDoor(hub);
  colleague = await adviserDoor(hub, '230100', 'ea-0032');
  employer = await employerDoor(hub, newEmployer());
  otherEmployer = await employerDoor(hub, newEmployer());
  vacancyId = await post(employer, { places: 2 });
});

const TABLES = [
  ...[
    'consent',
    'contact',
    'employment_case',
    'case_person',
    'referral',
    'stage_history',
    'task',
    'follow_up',
  ],
  ...['history', 'decline', 'plan'],
].map((name) => `service.${name}`);

/** Every row that is kept of the person, with its times, and the vacancy with its places. */
function everything(): Promise<readonly object[]> {
  const ofPerson = [...TABLES, 'market.jobseeker'].map(
    (name) => `SELECT '${name}' AS name, to_jsonb(t) AS row FROM ${name} AS t WHERE person_key = $1`,
  );
  return rowsOf(
    hub,
    'matching',
    `${ofPerson.join(' UNION ALL ')}
     UNION ALL SELECT 'market.vacancy', to_jsonb(t) FROM market.vacancy AS t WHERE vacancy_id = $2
     UNION ALL SELECT 'service.introduction', to_jsonb(t) FROM service.introduction AS t
       JOIN service.referral USING (referral_id) WHERE person_key = $1
     ORDER BY 1, 2`,
    [person, vacancyId],
  );
}

/** Done once, and asked for again one after the other and at once: answered as the first time, and nothing else is kept. */
async function askedAgain<T>(door: Door, query: string, variables: Variables): Promise<T> {
  const before = await everything();
  const answer = await door.get<T>(query, variables);
  const after = await everything();
  expect(after).not.toEqual(before);
  expect(await door.get(query, variables)).toEqual(answer);
  const ask = () => door.get(query, variables);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([answer, answer, answer]);
  expect(await everything()).toEqual(after);
  return answer;
}

/** Refused with this code, and nothing is kept of it. */
async function refused(code: string, door: Door, query: string, variables: Variables): Promise<void> {
  const before = await everything();
  const { body } = await door.ask(query, variables);
  expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
  expect(await everything()).toEqual(before);
}

describe('before a referral', () => {
  test('a profile: the same is kept once, another in its place', async () => {
    await askedAgain(own, KEEP, { profile: profileDraft() });
    await askedAgain(own, KEEP, { profile: profileDraft({ years: 4 }) });
    const { jobseekers } = await own.get<{ jobseekers: object }>('{ jobseekers { nodes { years } } }');
    expect(jobseekers).toEqual({ nodes: [{ years: 4 }] });
  });

  test('consent: given once, also where only the telephone number is another', async () => {
    await askedAgain(own, CONSENT, { phone: '139 0000 1234' });
    await askedAgain(own, CONSENT, { phone: '139 0000 5678' });
    const consents = (await everything()).filter((row) => JSON.stringify(row).includes('CONSENT_GIVEN'));
    expect(consents).toHaveLength(1);
    await refused('FIELD_DENIED', adviser, CONSENT, { phone: '139 0000 1234' });
  });

  test('a case: opened once, and by nobody else', async () => {
    await askedAgain(adviser, OPEN, { person });
    await refused('SERVICE_REPEATED', colleague, OPEN, { person });
  });
});

describe('a referral', () => {
  let id: string;

  test('is proposed once; with other words, or by another, it is another', async () => {
    const proposed = { person, vacancy: vacancyId, words: '同一职业' };
    const { proposeReferral } = await askedAgain<{ proposeReferral: { referralId: string } }>(
      adviser,
      PROPOSE,
      proposed,
    );
    id = proposeReferral.referralId;
    await refused('SERVICE_REPEATED', adviser, PROPOSE, { ...proposed, words: '离家近' });
    await refused('SERVICE_REPEATED', colleague, PROPOSE, proposed);
  });

  test('is agreed to once, by the person', async () => {
    await refused('SERVICE_UNKNOWN', stranger, AGREE, { id });
    await askedAgain(own, AGREE, { id });
  });

  test('is decided once, and holds one place', async () => {
    await askedAgain(adviser, REFER, { id, words: '符合岗位要求' });
    await refused('SERVICE_STATE', adviser, REFER, { id, words: '很合适' });
    await refused('SERVICE_STATE', colleague, REFER, { id, words: '符合岗位要求' });
    await refused('SERVICE_STATE', own, AGREE, { id });
    const { vacancy } = await employer.get<{ vacancy: object }>(
      'query ($id: ID!) { vacancy(vacancyId: $id) { filled } }',
      { id: vacancyId },
    );
    expect(vacancy).toEqual({ filled: 1 });
  });

  test('leads to an interview once; another day is another appointment, and no other firm’s', async () => {
    await askedAgain(employer, INVITE, { id, at: `${SOON(3)}T01:00:00Z`, words: '三号门' });
    await askedAgain(employer, INVITE, { id, at: `${SOON(4)}T01:00:00Z`, words: '三号门' });
    await refused('SERVICE_UNKNOWN', otherEmployer, INVITE, { id, at: `${SOON(3)}T01:00:00Z`, words: '' });
  });

  test('leads to an offer once; another wage, day or word is another', async () => {
    const offer = { id, wage: 480_000, from: SOON(7), words: '试用期两个月' };
    await askedAgain(employer, OFFER, offer);
    for (const other of [{ wage: 480_001 }, { from: SOON(8) }, { words: '试用期一个月' }])
      await refused('SERVICE_STATE', employer, OFFER, { ...offer, ...other });
    await refused('SERVICE_STATE', employer, INVITE, { id, at: `${SOON(4)}T01:00:00Z`, words: '三号门' });
  });

  test('leads to work once, with one set of follow-ups and tasks', async () => {
    await refused('SERVICE_UNKNOWN', stranger, ACCEPT, { id });
    await askedAgain(own, ACCEPT, { id });
    const offer = { id, wage: 480_000, from: SOON(7), words: '试用期两个月' };
    await refused('SERVICE_STATE', employer, OFFER, offer);
  });

  test('is followed up once each time, with what was heard first', async () => {
    const { referral } = await adviser.get<{ referral: { followUps: readonly { followUpId: string }[] } }>(
      'query ($id: ID!) { referral(referralId: $id) { followUps { followUpId } } }',
      { id },
    );
    expect(referral.followUps).toHaveLength(3);
    // None is recorded before its day.
    await rowsOf(hub, 'matching', 'UPDATE service.follow_up SET due = $2 WHERE person_key = $1', [
      person,
      dayInChina(new Date()),
    ]);
    for (const { followUpId } of referral.followUps) {
      const heard = { id: followUpId, outcome: 'AT_WORK', words: '稳定' };
      await askedAgain(adviser, FOLLOW_UP, heard);
      for (const other of [{ outcome: 'LEFT' }, { words: '不稳定' }])
        await refused('SERVICE_STATE', adviser, FOLLOW_UP, { ...heard, ...other });
      await refused('SERVICE_STATE', colleague, FOLLOW_UP, heard);
    }
  });

  test('has each step in its history once', async () => {
    const { referral } = await adviser.get<{ referral: { steps: readonly { act: string }[] } }>(
      'query ($id: ID!) { referral(referralId: $id) { steps { act } } }',
      { id },
    );
    expect(referral.steps.map(({ act }) => act)).toEqual([
      'propose',
      'agree',
      'refer',
      'interview',
      'interview',
      'offer',
      'accept',
    ]);
  });
});
