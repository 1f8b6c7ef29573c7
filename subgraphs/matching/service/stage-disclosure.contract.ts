import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { disclosedReferralsSql } from './disclosed-referrals.ts';
import type { ReferralStage } from './referral-edges.ts';
import type { Viewer } from './stage-disclosure.ts';
import {
  ADVISER,
  EMPLOYER,
  jobseeker,
  openServiceWorld,
  type ServiceWorld,
} from './testing/service-world.ts';

/** What a side finds in its view of one referral, by values: no name of a column is trusted here. */
let world: ServiceWorld;
let vacancyId: string;
let number = 0;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
  vacancyId = await world.post(1_000);
}, 120_000);
afterAll(() => world.close());

async function referred(stage: ReferralStage): Promise<string> {
  number += 1;
  await world.enrol(number);
  return world.referTo(stage, number, vacancyId);
}

async function seen(
  viewer: Viewer,
  referralId: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [row] = await world.rows(
    `SELECT * FROM (${disclosedReferralsSql(viewer)}) shown WHERE referral_id = $1`,
    [referralId],
  );
  if (row === undefined) return undefined;
  const known = Object.entries(row).filter(
    ([column, value]) => value !== null && !['record_id', 'referral_id', 'subject_key'].includes(column),
  );
  return Object.fromEntries(known);
}

const REFERRED = ['employer', 'stage', 'stage_at', 'vacancy_id'];
const INTRODUCED = [...REFERRED, 'occupation', 'skills', 'surname', 'years'];
const INVITED = [...INTRODUCED, 'given_name', 'interview_at', 'interview_words', 'phone'];
const OFFERED = [...INVITED, 'offer_wage_fen', 'offer_words', 'starts_on'];

test.each<[ReferralStage, readonly string[] | null]>([
  ['PROPOSED', null],
  ['AGREED', null],
  ['REFERRED', INTRODUCED],
  ['INTERVIEW', INVITED],
  ['OFFER', OFFERED],
  ['ACCEPTED', OFFERED],
])('at %s an employer sees %j', async (stage, expected) => {
  const shown = await seen('EMPLOYER', await referred(stage));
  expect(shown === undefined ? null : Object.keys(shown).toSorted()).toEqual(expected?.toSorted() ?? null);
});

test('first the surname, then the name and the telephone number', async () => {
  const referralId = await referred('REFERRED');
  const first = JSON.stringify(await seen('EMPLOYER', referralId));
  expect(first).toContain('欧阳');
  for (const value of [`试${number}`, '0451-0000000', jobseeker(number).person, '230102', '离家近'])
    expect(first).not.toContain(value);
  await world.desk.recordInterview(referralId, { at: '2026-11-05T01:00:00Z', words: '' }, EMPLOYER);
  expect(await seen('EMPLOYER', referralId)).toMatchObject({
    surname: '欧阳',
    given_name: `试${number}`,
    phone: '0451-0000000',
  });
});

test.each<[string, (referralId: string) => Promise<unknown>]>([
  [
    'the person says no',
    (id) => world.desk.decline(id, { cause: 'HEALTH', words: '腰疼' }, jobseeker(number)),
  ],
  ['the employer says no', (id) => world.desk.decline(id, { cause: 'SKILLS', words: '' }, EMPLOYER)],
  ['the adviser takes it back', (id) => world.desk.withdraw(id, '另有安排', ADVISER)],
  ['nobody goes on', (id) => world.desk.lapse(id, '无回音', ADVISER)],
  ['consent is withdrawn', () => world.desk.withdrawConsent(jobseeker(number))],
])('when %s an employer sees that it ended, and neither of whom nor why', async (_, end) => {
  const referralId = await referred('OFFER');
  await end(referralId);
  const shown = await seen('EMPLOYER', referralId);
  expect(Object.keys(shown ?? {}).toSorted()).toEqual(REFERRED.toSorted());
  expect(shown).toMatchObject({ stage: 'ENDED' });
  const told = world.desk.recordOffer(
    referralId,
    { wageFen: 1, startsOn: '2026-11-16', words: '' },
    EMPLOYER,
  );
  await expect(told).rejects.toMatchObject({ code: 'SERVICE_STATE', detail: { stage: 'ENDED' } });
});

test('a consent that is given anew shows nothing to an employer of before', async () => {
  const referralId = await referred('ACCEPTED');
  const actor = jobseeker(number);
  await world.desk.withdrawConsent(actor);
  const contact = { surname: '欧阳', givenName: '新', phone: '0451-1111111' };
  await world.desk.giveConsent({ contact, county: '230102' }, actor);
  // A day later than everything else of this world.
  await world.rows(
    `UPDATE service.consent SET given_at = given_at + interval '1 day' WHERE person_key = $1 AND withdrawn_at IS NULL`,
    [actor.person],
  );
  expect(Object.keys((await seen('EMPLOYER', referralId)) ?? {}).toSorted()).toEqual(REFERRED.toSorted());
});

test('of somebody at work an employer sees nothing more once consent is withdrawn', async () => {
  const referralId = await referred('ACCEPTED');
  await world.desk.withdrawConsent(jobseeker(number));
  expect(Object.keys((await seen('EMPLOYER', referralId)) ?? {}).toSorted()).toEqual(REFERRED.toSorted());
});

test('an employer learns what the profile was when the referral was made', async () => {
  const referralId = await referred('REFERRED');
  await world.rows('UPDATE market.jobseeker SET years = 30 WHERE person_key = $1', [
    jobseeker(number).person,
  ]);
  expect(await seen('EMPLOYER', referralId)).toMatchObject({ years: 8 });
});

test('a jobseeker sees who the employer is before agreeing, and an adviser everything', async () => {
  const referralId = await referred('PROPOSED');
  expect(await seen('JOBSEEKER', referralId)).toMatchObject({
    employer: EMPLOYER.organisation,
    words: '离家近',
  });
  expect(await seen('ADVISER', referralId)).toMatchObject({
    person_key: jobseeker(number).person,
    surname: '欧阳',
    phone: '0451-0000000',
  });
});
