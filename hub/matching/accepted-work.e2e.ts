import { expect, test } from '@jest/globals';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { testHub } from '../testing/test-hub.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { candidatesOf, idsOf, namesOf, suggestionsOf } from './testing/suggested.ts';
import {
  ACCEPT,
  adviserDoor,
  agreeOn,
  CONSENT,
  employerDoor,
  enterJobseeker,
  INVITE,
  newEmployer,
  OFFER,
  post,
  REFER,
  SOON,
} from './testing/two-sides.ts';

/** Whoever has accepted work begins it: nothing more is suggested to them, nor they for anything, until it ends. */

const hub = testHub();
/** Required of nobody else here, so that lists of people hold whoever they could. */
const licences = ['DRONE_OPERATOR'];

async function accepted() {
  const [employer, adviser] = [await employerDoor(hub, newEmployer()), await adviserDoor(hub)];
  const seeker = await enterJobseeker(hub, { licences });
  const vacancyId = await post(employer, { licences, places: 3 });
  await suggestionsOf(seeker.door, (ids) => ids.includes(vacancyId));
  const id = await agreeOn(hub, seeker, vacancyId);
  await adviser.get(REFER, { id });
  await employer.get(INVITE, { id, at: `${SOON(3)}T01:00:00Z` });
  await employer.get(OFFER, { id, from: SOON(7) });
  await seeker.door.get(ACCEPT, { id });
  return { ...seeker, adviser, vacancyId, id };
}

test('who has accepted work is suggested nothing, though places are left, and is told why; who has left it is again', async () => {
  const { door, adviser, vacancyId, id, pseudonym } = await accepted();
  expect(await suggestionsOf(door, (ids) => ids.length === 0)).toEqual([]);
  expect(namesOf(await candidatesOf(adviser, vacancyId))).not.toContain(pseudonym);
  const { jobseekers } = await door.get<{ jobseekers: object }>(
    '{ jobseekers { nodes { obstacles obstaclesChinese qualityFlag } } }',
  );
  expect(jobseekers).toEqual({
    nodes: [
      {
        obstacles: expect.stringContaining('has accepted work through this service'),
        obstaclesChinese: expect.stringContaining('已通过本服务接受工作'),
        qualityFlag: 'ACCEPTED',
      },
    ],
  });
  const { referral } = await adviser.get<{
    referral: { followUps: { followUpId: string; month: number }[] };
  }>('query ($id: ID!) { referral(referralId: $id) { followUps { followUpId month } } }', { id });
  const followUp = referral.followUps.find(({ month }) => month === 1)?.followUpId;
  // The day comes to the test, which does not wait for it.
  await rowsOf(hub, 'matching', 'UPDATE service.follow_up SET due = $2 WHERE follow_up_id = $1', [
    followUp,
    dayInChina(new Date()),
  ]);
  await adviser.get(
    'mutation ($id: ID!) { recordFollowUp(followUpId: $id, outcome: LEFT, words: "已离职") { outcome } }',
    { id: followUp },
  );
  expect(idsOf(await suggestionsOf(door, (ids) => ids.includes(vacancyId)))).toContain(vacancyId);
});

test('who consents anew looks for work again', async () => {
  const { door, vacancyId } = await accepted();
  expect(await suggestionsOf(door, (ids) => ids.length === 0)).toEqual([]);
  await door.get('mutation { withdrawConsent { isConsenting } }');
  await door.get(CONSENT);
  expect(idsOf(await suggestionsOf(door, (ids) => ids.includes(vacancyId)))).toContain(vacancyId);
});
