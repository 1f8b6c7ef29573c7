import { expect, test } from '@jest/globals';
import { testHub, type Answer } from '../testing/test-hub.ts';
import { onceSo } from './testing/once-so.ts';
import {
  ACCEPT,
  adviserDoor,
  agreeOn,
  CONSENT,
  consentIn,
  employerDoor,
  enterJobseeker,
  INVITE,
  newEmployer,
  OFFER,
  post,
  REFER,
  SOON,
} from './testing/two-sides.ts';

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

test('a telephone number that is new since work was accepted is the adviser’s to know, and not the employer’s', async () => {
  const employer = await employerDoor(hub, newEmployer());
  const adviser = await adviserDoor(hub);
  const seeker = await enterJobseeker(hub);
  const id = await agreeOn(hub, seeker, await post(employer));
  await adviser.get(REFER, { id });
  await employer.get(INVITE, { id, at: `${SOON(3)}T01:00:00Z` });
  await employer.get(OFFER, { id, from: SOON(7) });
  await seeker.door.get(ACCEPT, { id });
  const SHOWN = 'nodes { stage surname phone }';
  const toEmployer = () => employer.get(`{ receivedReferrals { ${SHOWN} } }`);
  const accepted = { stage: 'ACCEPTED', surname: '王', phone: '139 0000 1234' };
  expect(await toEmployer()).toEqual({ receivedReferrals: { nodes: [accepted] } });
  await seeker.door.get(CONSENT.replace('139 0000 1234', '139 9999 4321'));
  const unreached = { stage: 'ACCEPTED', surname: null, phone: null };
  expect(await toEmployer()).toEqual({ receivedReferrals: { nodes: [unreached] } });
  const READ = 'query ($id: ID!) { referral(referralId: $id) { phone } }';
  expect(await adviser.get(READ, { id })).toEqual({ referral: { phone: '139 9999 4321' } });
  // Nor by taking the consent back and giving it anew.
  await seeker.door.get('mutation { withdrawConsent { isConsenting } }');
  await seeker.door.get(CONSENT.replace('139 0000 1234', '139 9999 4321'));
  expect(await toEmployer()).toEqual({ receivedReferrals: { nodes: [unreached] } });
});

test('a run of a county proposes nobody who took consent back since, also once it is given anew', async () => {
  const county = '230110';
  const adviser = await adviserDoor(hub);
  await post(await employerDoor(hub, newEmployer()), { county });
  const seeker = await enterJobseeker(hub, { county });
  const { assignCounty } = await adviser.get<{ assignCounty: { runId: string } }>(
    'mutation ($county: DivisionCode!) { assignCounty(county: $county) { runId } }',
    { county },
  );
  const run = () =>
    adviser.get<{
      assignmentRun: { state: string; pairs: readonly { person: { pseudonym: string } }[] };
    }>('query ($id: ID!) { assignmentRun(runId: $id) { state pairs { person { pseudonym } } } }', {
      id: assignCounty.runId,
    });
  const proposed = async () =>
    (await run()).assignmentRun.pairs.map(({ person }) => person.pseudonym).includes(seeker.pseudonym);
  await onceSo(run, ({ assignmentRun }) => assignmentRun.state !== 'RUNNING');
  expect(await proposed()).toBe(true);
  await seeker.door.get('mutation { withdrawConsent { isConsenting } }');
  await seeker.door.get(consentIn(county));
  expect(await proposed()).toBe(false);
});
