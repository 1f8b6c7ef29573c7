import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import type { Accommodation, PhysicalDemand } from '../market/working-terms.ts';
import { jobseekerOf, profileOf } from '../market/testing/market-fixtures.ts';
import { applyServedViews } from '../serve/apply-served-views.ts';
import { ADVISER, openServiceWorld, OTHER_ADVISER, type ServiceWorld } from './testing/service-world.ts';

/** What somebody needs or can not do is told to an adviser by nothing: no value, no time, no entry that is or is not there. */
let world: ServiceWorld;
let number = 0;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
  const client = await world.pool.connect();
  await client.query('CREATE SCHEMA matching');
  await applyServedViews(client);
  client.release();
}, 120_000);
afterAll(() => world.close());

const LATER = '2026-11-02';
const STILL_LATER = '2026-11-03';

/** All that the graph shows of a profile to an adviser, and the events of the case. */
async function seenByAdviser(person: string, caseId: string) {
  const [profile] = await world.rows(
    `SELECT to_jsonb(shown) - ARRAY['record_id', 'person_key', 'cannot', 'needs'] AS profile
     FROM matching.jobseeker AS shown WHERE person_key = $1`,
    [person],
  );
  const events = await world.rows(
    'SELECT act, by, reason FROM matching.case_event WHERE case_id = $1 ORDER BY record_id',
    [caseId],
  );
  return { profile: profile?.['profile'], events };
}

async function enrolWith(own: { needs?: Accommodation[]; cannot?: PhysicalDemand[] }) {
  number += 1;
  const { actor, caseId } = await world.enrol(number);
  await world.desk.keepProfile(null, profileOf(jobseekerOf(own)), actor);
  return { actor, caseId, seen: () => seenByAdviser(actor.person, caseId) };
}

test.each<[string, { needs?: Accommodation[]; cannot?: PhysicalDemand[] }]>([
  ['needs', { needs: ['SEATED'] }],
  ['can not do', { cannot: ['HEARING'] }],
])('a guess at what somebody %s is answered alike where it holds and where it does not', async (_, guess) => {
  const answers = [];
  const added = [];
  for (const own of [guess, { needs: [], cannot: [] }]) {
    const { actor, seen } = await enrolWith({ needs: [], cannot: [], ...own });
    const guessing = profileOf(jobseekerOf({ needs: [], cannot: [], ...guess }));
    const before = await seen();
    await world.deskOn(LATER).keepProfile(actor.person, guessing, ADVISER);
    const once = await seen();
    await world.deskOn(STILL_LATER).keepProfile(actor.person, guessing, ADVISER);
    added.push(once.events.slice(before.events.length));
    answers.push([once, await seen()]);
  }
  expect(answers[0]).toEqual(answers[1]);
  const [once, again] = answers[0]!;
  expect(once?.profile).toMatchObject({ recorded_from: `${LATER}T04:00:00+00:00` });
  const oneEvent = [{ act: 'PROFILE_KEPT', by: 'ea-0031', reason: null }];
  expect(added).toEqual([oneEvent, oneEvent]);
  expect(again).toEqual(once);
});

test('what the person alone changes in needs and limits changes nothing that an adviser is shown', async () => {
  const { actor, seen } = await enrolWith({ needs: ['SEATED'], cannot: [] });
  const before = await seen();
  const changed = profileOf(jobseekerOf({ needs: ['REMOTE'], cannot: ['LIFTING'] }));
  await world.deskOn(LATER).keepProfile(null, changed, actor);
  expect(await seen()).toEqual(before);
  expect(
    await world.rows('SELECT cannot, needs FROM matching.jobseeker WHERE person_key = $1', [actor.person]),
  ).toEqual([{ cannot: 'LIFTING', needs: 'REMOTE' }]);
  // What is shown moves the time, so that the test above says something.
  await world.deskOn(LATER).keepProfile(null, { ...changed, years: 9 }, actor);
  expect((await seen()).profile).toMatchObject({ years: 9, recorded_from: `${LATER}T04:00:00+00:00` });
});

test('nor is it told by what an adviser sends again after the person or another adviser kept the profile', async () => {
  const answers = [];
  for (const needs of [['SEATED'], []] as const) {
    const { actor, seen } = await enrolWith({ needs: [] });
    const draft = profileOf(jobseekerOf({ needs: [] }));
    await world.desk.keepProfile(actor.person, draft, ADVISER);
    await world.deskOn(LATER).keepProfile(null, { ...draft, needs: [...needs] }, actor);
    await world.deskOn(LATER).keepProfile(actor.person, draft, ADVISER);
    const again = await seen();
    await world.deskOn(STILL_LATER).keepProfile(actor.person, draft, OTHER_ADVISER);
    answers.push([again, await seen()]);
  }
  expect(answers[0]).toEqual(answers[1]);
});

test('what an adviser adds to what is hidden is kept, though it looks the same to the adviser', async () => {
  const { actor } = await enrolWith({ needs: [] });
  for (const need of ['SEATED', 'REMOTE'] as const)
    await world.desk.keepProfile(actor.person, profileOf(jobseekerOf({ needs: [need] })), ADVISER);
  expect(
    await world.rows('SELECT needs FROM market.jobseeker WHERE person_key = $1', [actor.person]),
  ).toEqual([{ needs: ['SEATED', 'REMOTE'] }]);
});

test('what an adviser takes out of a profile is noted by name, as is what is added', async () => {
  const { actor, seen } = await enrolWith({});
  await world.desk.keepProfile(null, profileOf(jobseekerOf({ licences: ['DRIVER_C1'] })), actor);
  const without = profileOf(jobseekerOf({ licences: ['WELDING_WORK'] }));
  await world.deskOn(LATER).keepProfile(actor.person, without, ADVISER);
  expect((await seen()).events.slice(-3)).toEqual([
    { act: 'LICENCES_NOTED', by: 'ea-0031', reason: 'WELDING_WORK' },
    { act: 'LICENCES_TAKEN_OUT', by: 'ea-0031', reason: 'DRIVER_C1' },
    { act: 'PROFILE_KEPT', by: 'ea-0031', reason: null },
  ]);
});
