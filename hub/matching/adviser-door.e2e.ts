import { describe, expect, test } from '@jest/globals';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { testHub, type Answer } from '../testing/test-hub.ts';
import { candidatesOf, idsOf, namesOf, suggestionsOf } from './testing/suggested.ts';
import {
  ACCEPT,
  adviserDoor,
  agreeOn,
  CONSENT,
  type Door,
  employerDoor,
  enterJobseeker,
  jobseekerDoor,
  KEEP,
  newEmployer,
  newPerson,
  openCaseFor,
  post,
  profileDraft,
  REFER,
  SOON,
} from './testing/two-sides.ts';

/** What an adviser does for either side, within the own region. */

const hub = testHub();
const codes = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);
const KEEP_FOR = `mutation ($person: ID!, $profile: ProfileDraft!) {
  keepProfileFor(person: $person, profile: $profile) { county occupations isConsenting } }`;
const RECORD_INTERVIEW = `mutation ($id: ID!, $at: DateTime!) {
  recordInterview(referralId: $id, at: $at, words: "用人单位来电约定") { stage interviewAt steps { act byKind by } } }`;
const RECORD_OFFER = `mutation ($id: ID!, $from: Date!) {
  recordOffer(referralId: $id, wage: 480000, startsOn: $from, words: "用人单位来电") { stage offerWage steps { act byKind by } } }`;

const ownProfile = async (door: Door): Promise<object | undefined> => {
  const { jobseekers } = await door.get<{ jobseekers: { nodes: readonly object[] } }>(
    '{ jobseekers { nodes { text cannot needs isConsenting } } }',
  );
  return jobseekers.nodes[0];
};

describe('for a jobseeker, an adviser', () => {
  test('keeps the profile of whoever has a case here; the person alone consents, and is then suggested work', async () => {
    const person = newPerson();
    const adviser = await adviserDoor(hub);
    const profile = profileDraft({ text: '在窗口口述' });
    expect(codes(await adviser.ask(KEEP_FOR, { person, profile }))).toEqual(['SERVICE_CASE_MISSING']);
    const { caseId } = await openCaseFor(hub, person, '230102');
    const { keepProfileFor } = await adviser.get<{ keepProfileFor: object }>(KEEP_FOR, { person, profile });
    expect(keepProfileFor).toEqual({ county: '230102', occupations: '4-02-06-01', isConsenting: false });
    const door = await jobseekerDoor(hub, person);
    expect(await ownProfile(door)).toMatchObject({ text: '在窗口口述', isConsenting: false });
    const vacancyId = await post(await employerDoor(hub, newEmployer()));
    // Whoever comes later is heard of later.
    const later = await enterJobseeker(hub);
    await suggestionsOf(later.door, (ids) => ids.includes(vacancyId));
    expect(await suggestionsOf(door)).toEqual([]);
    await door.get(CONSENT);
    const suggested = await suggestionsOf(door, (ids) => ids.includes(vacancyId));
    expect(idsOf(suggested)).toContain(vacancyId);
    const { serviceCase } = await adviser.get<{ serviceCase: object }>(
      'query ($id: ID!) { serviceCase(caseId: $id) { people { step } events { act byKind by } } }',
      { id: caseId },
    );
    expect(serviceCase).toEqual({
      people: [{ step: 'PROFILE' }],
      events: expect.arrayContaining([{ act: 'PROFILE_KEPT', byKind: 'ADVISER', by: 'ea-0031' }]),
    });
  });

  test('takes away nothing that the person can not do or needs, and is not shown it', async () => {
    const { person, door } = await enterJobseeker(hub, { cannot: ['STANDING'], needs: ['SEATED'] });
    const adviser = await adviserDoor(hub);
    await adviser.get(KEEP_FOR, { person, profile: profileDraft({ text: '改了几句', cannot: ['LIFTING'] }) });
    expect(await ownProfile(door)).toEqual({
      text: '改了几句',
      cannot: 'STANDING,LIFTING',
      needs: 'SEATED',
      isConsenting: true,
    });
    const shown = KEEP_FOR.replace('isConsenting', 'cannot');
    expect(codes(await adviser.ask(shown, { person, profile: profileDraft() }))).toEqual(['FIELD_DENIED']);
    // The person takes it back as it was put: by the own profile.
    await door.get(KEEP, { profile: profileDraft({ cannot: ['STANDING'] }) });
    expect(await ownProfile(door)).toMatchObject({ cannot: 'STANDING', needs: '' });
  });

  test('adds a licence as the adviser’s own word, which the person is told, until the person says so too', async () => {
    const { person, door } = await enterJobseeker(hub, { licences: ['DRIVER_C1'] });
    const adviser = await adviserDoor(hub);
    const LICENCES = 'licences licencesByAdviser';
    const shown = () => door.get(`{ jobseekers { nodes { ${LICENCES} } } }`);
    const toPerson = (licences: string, licencesByAdviser: string | null) => ({
      jobseekers: { nodes: [{ licences, licencesByAdviser }] },
    });
    expect(await shown()).toEqual(toPerson('DRIVER_C1', null));
    const profile = profileDraft({ licences: ['DRIVER_C1', 'WELDING_WORK'] });
    const KEEP_LICENCES = KEEP_FOR.replace('isConsenting', LICENCES);
    const { keepProfileFor } = await adviser.get<{ keepProfileFor: object }>(KEEP_LICENCES, {
      person,
      profile,
    });
    const word = `WELDING_WORK (ea-0031, ${dayInChina(new Date())})`;
    expect(keepProfileFor).toMatchObject({ licencesByAdviser: word });
    expect(await shown()).toEqual(toPerson('DRIVER_C1,WELDING_WORK', word));
    // Said again by the adviser it is still the adviser's; said by the person it is the person's; left out it is gone.
    await adviser.get(KEEP_FOR, { person, profile });
    expect(await shown()).toEqual(toPerson('DRIVER_C1,WELDING_WORK', word));
    await door.get(KEEP, { profile });
    expect(await shown()).toEqual(toPerson('DRIVER_C1,WELDING_WORK', null));
    await door.get(KEEP, { profile: profileDraft({ licences: [] }) });
    expect(await shown()).toEqual(toPerson('', null));
  });

  test('of another region keeps no profile of this one', async () => {
    const { person, door } = await enterJobseeker(hub);
    const before = await ownProfile(door);
    const elsewhere = await adviserDoor(hub, '230200');
    const answer = await elsewhere.ask(KEEP_FOR, { person, profile: profileDraft({ text: '别处' }) });
    expect(codes(answer)).toEqual(['SERVICE_CASE_MISSING']);
    expect(await ownProfile(door)).toEqual(before);
  });
});

describe('for an employer, an adviser', () => {
  test('writes down interview and offer; the employer sees both, and the history says whose word it is', async () => {
    const employer = await employerDoor(hub, newEmployer());
    const adviser = await adviserDoor(hub);
    const seeker = await enterJobseeker(hub);
    const id = await agreeOn(hub, seeker, await post(employer));
    await adviser.get(REFER, { id });
    const at = `${SOON(3)}T01:00:00Z`;
    const elsewhere = await adviserDoor(hub, '230200');
    expect(codes(await elsewhere.ask(RECORD_INTERVIEW, { id, at }))).toEqual(['SERVICE_UNKNOWN']);
    const invited = await adviser.get<{ recordInterview: object }>(RECORD_INTERVIEW, { id, at });
    expect(invited.recordInterview).toMatchObject({
      stage: 'INTERVIEW',
      steps: expect.arrayContaining([{ act: 'interview', byKind: 'ADVISER', by: 'ea-0031' }]),
    });
    const offered = await adviser.get<{ recordOffer: object }>(RECORD_OFFER, { id, from: SOON(9) });
    expect(offered.recordOffer).toMatchObject({
      stage: 'OFFER',
      offerWage: 480_000,
      steps: expect.arrayContaining([{ act: 'offer', byKind: 'ADVISER', by: 'ea-0031' }]),
    });
    const { receivedReferrals } = await employer.get<{ receivedReferrals: { nodes: readonly object[] } }>(
      '{ receivedReferrals { nodes { stage interviewWords offerWage startsOn } } }',
    );
    expect(receivedReferrals.nodes).toEqual([
      { stage: 'OFFER', interviewWords: '用人单位来电约定', offerWage: 480_000, startsOn: SOON(9) },
    ]);
    expect(await seeker.door.get(ACCEPT, { id })).toEqual({ acceptOffer: { stage: 'ACCEPTED' } });
  });
});

test('of one county, an adviser is shown who fits there, however many fit better who live elsewhere', async () => {
  // So that nobody else is among them.
  const licences = ['DRONE_OPERATOR', 'TOUR_GUIDE'];
  const vacancyId = await post(await employerDoor(hub, newEmployer()), { licences, wantedYears: 3 });
  const own = await enterJobseeker(hub, { licences, county: '230103', years: 0, text: '' });
  const others: string[] = [];
  for (let each = 0; each < 12; each += 1) others.push((await enterJobseeker(hub, { licences })).pseudonym);
  const ofTheCity = await adviserDoor(hub);
  const all = await candidatesOf(ofTheCity, vacancyId, (names) => names.length === 13);
  expect(new Set(namesOf(all))).toEqual(new Set([...others, own.pseudonym]));
  expect(namesOf(all.toSorted((a, b) => b.score - a.score)).at(-1)).toBe(own.pseudonym);
  const shown = await candidatesOf(await adviserDoor(hub, '230103'), vacancyId, undefined, 1);
  expect(namesOf(shown)).toEqual([own.pseudonym]);
});
