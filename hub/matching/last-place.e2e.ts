import { expect, test } from '@jest/globals';
import { testHub, type Answer } from '../testing/test-hub.ts';
import {
  adviserDoor,
  agreeOn,
  employerDoor,
  enterJobseeker,
  newEmployer,
  post,
  REFER,
} from './testing/two-sides.ts';

const hub = testHub();
const codes = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);

test('of two caseworkers who refer to the last place at once one succeeds, and the other is told', async () => {
  const employer = await employerDoor(hub, newEmployer());
  const vacancyId = await post(employer, { places: 1 });
  const seekers = [await enterJobseeker(hub), await enterJobseeker(hub)];
  const referrals: string[] = [];
  for (const seeker of seekers) referrals.push(await agreeOn(hub, seeker, vacancyId));
  const advisers = await Promise.all(referrals.map(() => adviserDoor(hub)));
  const answers = await Promise.all(advisers.map((door, index) => door.ask(REFER, { id: referrals[index] })));
  expect(answers.flatMap(codes)).toEqual(['PLACE_TAKEN']);
  const { vacancy } = await employer.get<{ vacancy: object }>(
    'query ($id: ID!) { vacancy(vacancyId: $id) { filled places } }',
    { id: vacancyId },
  );
  expect(vacancy).toEqual({ filled: 1, places: 1 });
  const stage = async (id: string | undefined): Promise<unknown> => {
    const { referral } = await advisers[0]!.get<{ referral: { stage: string } }>(
      'query ($id: ID!) { referral(referralId: $id) { stage } }',
      { id },
    );
    return referral.stage;
  };
  const taken = answers.findIndex((answer) => codes(answer).length === 0);
  expect([await stage(referrals[taken]), await stage(referrals[1 - taken])]).toEqual(['REFERRED', 'AGREED']);
  // The place is free again once nobody holds it.
  await advisers[0]!.get(
    'mutation ($id: ID!) { endReferral(referralId: $id, hasLapsed: false, reason: "本人另有安排") { stage } }',
    { id: referrals[taken] },
  );
  await advisers[0]!.get(REFER, { id: referrals[1 - taken] });
  expect(await stage(referrals[1 - taken])).toBe('REFERRED');
});
