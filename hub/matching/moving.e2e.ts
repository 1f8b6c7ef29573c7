import { expect, test } from '@jest/globals';
import { testHub, type Answer } from '../testing/test-hub.ts';
import {
  adviserDoor,
  agreeOn,
  consentIn,
  employerDoor,
  enterJobseeker,
  newEmployer,
  post,
  profileDraft,
} from './testing/two-sides.ts';

/** Who moves to another city is not held by an adviser of the former one: the person asks there, and somebody there confirms. */

const hub = testHub();
const codes = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);
const REGISTER = 'mutation ($county: DivisionCode!) { registerForWork(county: $county) { county } }';
const PROPOSE = `mutation ($person: ID!, $vacancy: ID!) {
  proposeReferral(person: $person, vacancyId: $vacancy, words: "") { stage } }`;
const NEW_COUNTY = '230202';

test('who moves asks in the new county, which ends the former case, and is served there once confirmed', async () => {
  const { person, door, caseId } = await enterJobseeker(hub);
  const vacancy = await post(await employerDoor(hub, newEmployer()), { county: NEW_COUNTY });
  const [former, there] = [await adviserDoor(hub), await adviserDoor(hub, '230200')];
  await door.get(consentIn(NEW_COUNTY));
  await door.get(REGISTER, { county: NEW_COUNTY });
  const { serviceCase } = await former.get<{ serviceCase: object }>(
    'query ($id: ID!) { serviceCase(caseId: $id) { state outcome endedBy events { act byKind by } } }',
    { id: caseId },
  );
  expect(serviceCase).toEqual({
    state: 'CLOSED',
    outcome: 'MOVED',
    endedBy: null,
    events: expect.arrayContaining([{ act: 'CASE_CLOSED', byKind: 'JOBSEEKER', by: null }]),
  });
  for (const adviser of [former, there])
    expect(codes(await adviser.ask(PROPOSE, { person, vacancy }))).toEqual(['SERVICE_CASE_MISSING']);
  const { serviceCases } = await there.get<{ serviceCases: { nodes: readonly { caseId: string }[] } }>(
    `query ($county: DivisionCode!) { serviceCases(first: 1, filter: { county: { within: $county } },
       orderBy: { field: OPENED_AT, direction: DESC }) { nodes { caseId } } }`,
    { county: NEW_COUNTY },
  );
  await there.get('mutation ($id: ID!) { confirmCase(caseId: $id) { state } }', {
    id: serviceCases.nodes[0]?.caseId,
  });
  expect(await there.get(PROPOSE, { person, vacancy })).toEqual({ proposeReferral: { stage: 'PROPOSED' } });
  const KEEP_FOR = `mutation ($person: ID!, $profile: ProfileDraft!) {
    keepProfileFor(person: $person, profile: $profile) { county } }`;
  const profile = profileDraft({ county: NEW_COUNTY });
  expect(codes(await former.ask(KEEP_FOR, { person, profile }))).toEqual(['SERVICE_CASE_MISSING']);
  await there.get(KEEP_FOR, { person, profile });
});

test('what is on its way is ended or gone on with first, and the person is told so in both languages', async () => {
  const seeker = await enterJobseeker(hub);
  const id = await agreeOn(hub, seeker, await post(await employerDoor(hub, newEmployer())));
  const { body } = await seeker.door.ask(REGISTER, { county: NEW_COUNTY });
  expect(body.errors?.map(({ extensions }) => extensions)).toMatchObject([
    { code: 'SERVICE_STATE', reason: 'a referral of it is open', reasonChinese: '该案件尚有未结束的推荐' },
  ]);
  await seeker.door.get(
    'mutation ($id: ID!) { declineReferral(referralId: $id, cause: COMMUTE, words: "") { stage } }',
    { id },
  );
  await seeker.door.get(REGISTER, { county: NEW_COUNTY });
});
