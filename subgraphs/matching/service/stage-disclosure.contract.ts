import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { applyServedViews } from '../serve/apply-served-views.ts';
import type { ReferralStage } from './referral-edges.ts';
import type { Viewer } from './stage-disclosure.ts';
import {
  ADVISER,
  COUNTY,
  EMPLOYER,
  jobseeker,
  openServiceWorld,
  type ServiceWorld,
} from './testing/service-world.ts';

/** What a side finds of one referral in the view that the graph serves it from, by values: no name of a column is trusted. */
let world: ServiceWorld;
let vacancyId: string;
let number = 0;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
  const client = await world.pool.connect();
  await client.query('CREATE SCHEMA matching');
  await applyServedViews(client);
  client.release();
  vacancyId = await world.post(1_000);
}, 120_000);
afterAll(() => world.close());

async function referred(stage: ReferralStage): Promise<string> {
  number += 1;
  await world.enrol(number);
  return world.referTo(stage, number, vacancyId);
}

const VIEWS: Readonly<Record<Viewer, string>> = {
  EMPLOYER: 'matching.received_referral',
  JOBSEEKER: 'matching.referral_to_jobseeker',
  ADVISER: 'matching.referral_to_adviser',
};
/** What every row has, whoever sees it: the name of the row, whose it is, and as of when. */
const OF_EVERY_ROW = [
  ...['record_id', 'referral_id', 'subject_key', 'viewer', 'reached'],
  ...['valid_from', 'valid_to', 'recorded_from', 'recorded_to', 'quality_flag'],
];

async function seen(
  viewer: Viewer,
  referralId: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [row] = await world.rows(`SELECT * FROM ${VIEWS[viewer]} WHERE referral_id = $1`, [referralId]);
  if (row === undefined) return undefined;
  const known = Object.entries(row).filter(
    ([column, value]) => value !== null && !OF_EVERY_ROW.includes(column),
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
  await expect(told).rejects.toMatchObject({ code: 'SERVICE_STATE', detail: { state: 'ENDED' } });
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

test('a number that is given anew after work was accepted is for the adviser, and not for the employer', async () => {
  const referralId = await referred('ACCEPTED');
  const actor = jobseeker(number);
  const contact = { surname: '欧阳', givenName: `试${number}`, phone: '0451-0000000' };
  const later = world.deskOn('2026-11-02');
  const phones = async () =>
    Promise.all(
      (['EMPLOYER', 'JOBSEEKER', 'ADVISER'] as const).map(
        async (who) => (await seen(who, referralId))?.['phone'],
      ),
    );
  // Given again as it was, it is no other.
  await later.giveConsent({ contact, county: COUNTY }, actor);
  expect(await phones()).toEqual(['0451-0000000', '0451-0000000', '0451-0000000']);
  await later.giveConsent({ contact: { ...contact, phone: '0451-2222222' }, county: COUNTY }, actor);
  expect(await phones()).toEqual([undefined, undefined, '0451-2222222']);
  expect(Object.keys((await seen('EMPLOYER', referralId)) ?? {})).not.toContain('surname');
});

test('an adviser sees a name and number while they are of use, and none that is given anew', async () => {
  const referralId = await referred('REFERRED');
  const actor = jobseeker(number);
  const contactSeen = async () => {
    const { surname, given_name, phone } = (await seen('ADVISER', referralId)) ?? {};
    return [surname, given_name, phone];
  };
  expect(await contactSeen()).toEqual(['欧阳', `试${number}`, '0451-0000000']);
  await world.desk.withdrawConsent(actor);
  await world.desk.giveConsent(
    { contact: { surname: '欧阳', givenName: '新', phone: '0451-1111111' }, county: '230202' },
    actor,
  );
  expect(await contactSeen()).toEqual([undefined, undefined, undefined]);
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

const OWN = ['case_id', 'county', 'employer', 'person_key', 'proposed_at', 'stage', 'stage_at'];
const PROPOSED = [...OWN, 'vacancy_id', 'words'];

test.each<[ReferralStage, readonly string[]]>([
  ['PROPOSED', PROPOSED],
  ['AGREED', PROPOSED],
  ['REFERRED', [...PROPOSED, 'occupation', 'skills', 'surname', 'years']],
  ['INTERVIEW', [...PROPOSED, ...INVITED]],
  ['OFFER', [...PROPOSED, ...OFFERED]],
])('at %s a jobseeker sees what the employer is told, and %j', async (stage, expected) => {
  const shown = await seen('JOBSEEKER', await referred(stage));
  expect(Object.keys(shown ?? {}).toSorted()).toEqual([...new Set(expected)].toSorted());
});

test('a jobseeker sees who the employer is before agreeing, and why it ended; an adviser everything', async () => {
  const ended = await referred('OFFER');
  await world.desk.withdraw(ended, '另有安排', ADVISER);
  expect(await seen('JOBSEEKER', ended)).toMatchObject({
    stage: 'WITHDRAWN',
    end_cause: 'BY_ADVISER',
    end_words: '另有安排',
    offer_words: '试用期一个月',
  });
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
