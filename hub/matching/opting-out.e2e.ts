import { expect, test } from '@jest/globals';
import { testHub, type Answer } from '../testing/test-hub.ts';
import {
  adviserDoor,
  agreeOn,
  employerDoor,
  enterJobseeker,
  INVITE,
  newEmployer,
  OFFER,
  post,
  REFER,
  SOON,
} from './two-sides.ts';

const hub = testHub();
const codes = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);

test('who opts out between interview and offer is introduced to nobody any more, and is helped on', async () => {
  const employer = await employerDoor(hub, newEmployer());
  const adviser = await adviserDoor(hub);
  const vacancyId = await post(employer, { places: 1 });
  const seeker = await enterJobseeker(hub);
  const referralId = await agreeOn(hub, seeker, vacancyId);
  await adviser.get(REFER, { id: referralId });
  await employer.get(INVITE, { id: referralId, at: `${SOON(3)}T01:00:00Z` });

  await seeker.door.get('mutation { withdrawConsent { isConsenting } }');

  const { referrals } = await seeker.door.get<{ referrals: { nodes: readonly object[] } }>(
    '{ referrals { nodes { stage endCause phone } } }',
  );
  expect(referrals.nodes).toEqual([{ stage: 'WITHDRAWN', endCause: 'CONSENT_WITHDRAWN', phone: null }]);
  expect(await employer.get('{ receivedReferrals { nodes { stage surname phone skills } } }')).toEqual({
    receivedReferrals: { nodes: [{ stage: 'ENDED', surname: null, phone: null, skills: null }] },
  });
  expect(codes(await employer.ask(OFFER, { id: referralId, from: SOON(7) }))).toEqual(['SERVICE_STATE']);
  // The place that was held is free, for somebody else.
  expect(
    await employer.get('query ($id: ID!) { vacancy(vacancyId: $id) { filled } }', { id: vacancyId }),
  ).toEqual({ vacancy: { filled: 0 } });
  const again = await adviser.ask(
    `mutation ($person: ID!, $vacancy: ID!) {
       proposeReferral(person: $person, vacancyId: $vacancy, words: "") { stage } }`,
    { person: seeker.person, vacancy: vacancyId },
  );
  expect(codes(again)).toEqual(['SERVICE_CONSENT_MISSING']);
  const { referral } = await adviser.get<{ referral: object }>(
    'query ($id: ID!) { referral(referralId: $id) { case { state } } }',
    { id: referralId },
  );
  expect(referral).toEqual({ case: { state: 'OPEN' } });
});
