import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { jobseekerOf, profileOf } from '../market/testing/market-fixtures.ts';
import { refusedWith } from './testing/refused-with.ts';
import {
  ADVISER,
  COUNTY,
  EMPLOYER,
  jobseeker,
  openServiceWorld,
  type ServiceWorld,
} from './testing/service-world.ts';

let world: ServiceWorld;
let number = 0;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
}, 120_000);
afterAll(() => world.close());

const CONTACT = { surname: '欧阳', givenName: '试', phone: '0451-0000000' };
const isMatched = async () =>
  (
    await world.rows('SELECT consented FROM market.jobseeker WHERE person_key = $1', [
      jobseeker(number).person,
    ])
  )[0]?.['consented'];

describe('consent', () => {
  test('and profile come in either order, and both are needed to be matched', async () => {
    number += 1;
    const actor = jobseeker(number);
    await world.desk.giveConsent({ contact: CONTACT, county: COUNTY }, actor);
    await world.desk.keepProfile(null, profileOf(jobseekerOf()), actor);
    expect(await isMatched()).toBe(true);
    number += 1;
    await world.desk.keepProfile(null, profileOf(jobseekerOf()), jobseeker(number));
    expect(await isMatched()).toBe(false);
    await world.desk.giveConsent({ contact: CONTACT, county: COUNTY }, jobseeker(number));
    expect(await isMatched()).toBe(true);
  });

  test('withdrawn ends referrals, frees places and erases the contact; the case stays', async () => {
    number += 1;
    const { actor, caseId } = await world.enrol(number);
    const [one, two] = [await world.post(1), await world.post(1)];
    const referrals = [
      await world.referTo('OFFER', number, one),
      await world.referTo('PROPOSED', number, two),
    ];
    await world.desk.withdrawConsent(actor);
    expect(await isMatched()).toBe(false);
    expect(
      await world.rows(
        `SELECT DISTINCT r.stage, r.end_cause, v.filled FROM service.referral r JOIN market.vacancy v USING (vacancy_id)
         WHERE referral_id = ANY ($1)`,
        [referrals],
      ),
    ).toEqual([{ stage: 'WITHDRAWN', end_cause: 'CONSENT_WITHDRAWN', filled: 0 }]);
    const everything = await world.rows(
      `SELECT table_name FROM information_schema.columns
       WHERE table_schema = 'service' AND column_name IN ('surname', 'given_name', 'phone')`,
    );
    expect([...new Set(everything.map(({ table_name }) => table_name))]).toEqual(['contact']);
    expect(await world.rows('SELECT FROM service.contact WHERE person_key = $1', [actor.person])).toEqual([]);
    expect(
      await world.rows('SELECT state FROM service.employment_case WHERE case_id = $1', [caseId]),
    ).toEqual([{ state: 'OPEN' }]);
  });

  test('withdrawn, nobody goes on with the person; given again, it begins anew', async () => {
    number += 1;
    const { actor } = await world.enrol(number);
    const vacancyId = await world.post();
    const referralId = await world.referTo('REFERRED', number, vacancyId);
    await world.desk.withdrawConsent(actor);
    // An employer is not told why.
    await refusedWith(
      'SERVICE_STATE',
      world.desk.recordInterview(referralId, { at: '2026-11-05T01:00:00Z', words: '' }, EMPLOYER),
    );
    await refusedWith('SERVICE_CONSENT_MISSING', world.referTo('PROPOSED', number, vacancyId));
    await world.desk.giveConsent({ contact: CONTACT, county: COUNTY }, actor);
    expect(await isMatched()).toBe(true);
    await world.referTo('AGREED', number, vacancyId);
    const given = await world.rows(
      'SELECT withdrawn_at IS NULL AS in_force FROM service.consent WHERE person_key = $1 ORDER BY record_id',
      [actor.person],
    );
    expect(given).toEqual([{ in_force: false }, { in_force: true }]);
  });

  test('given again, renews the contact alone', async () => {
    number += 1;
    const { actor } = await world.enrol(number);
    await world.desk.giveConsent(
      { contact: { ...CONTACT, phone: '+86 451 1111111' }, county: COUNTY },
      actor,
    );
    expect(
      await world.rows('SELECT phone FROM service.contact WHERE person_key = $1', [actor.person]),
    ).toEqual([{ phone: '+86 451 1111111' }]);
    expect(
      await world.rows(`SELECT FROM service.history WHERE person_key = $1 AND act = 'CONSENT_GIVEN'`, [
        actor.person,
      ]),
    ).toHaveLength(1);
  });

  test('given again from where somebody moved to, is served there and no more where they lived', async () => {
    number += 1;
    const actor = jobseeker(number);
    const opening = () => world.desk.openCase(actor.person, COUNTY, ADVISER);
    await world.desk.giveConsent({ contact: CONTACT, county: '230202' }, actor);
    await refusedWith('SERVICE_NOT_YOURS', opening());
    await world.desk.giveConsent({ contact: CONTACT, county: COUNTY }, actor);
    await opening();
    expect(
      await world.rows(
        `SELECT county FROM service.history WHERE person_key = $1 AND act = 'CONSENT_GIVEN' ORDER BY at, county DESC`,
        [actor.person],
      ),
    ).toEqual([{ county: '230202' }, { county: COUNTY }]);
  });

  test('never given can not be withdrawn, and is given by the person alone', async () => {
    number += 1;
    await refusedWith('SERVICE_CONSENT_MISSING', world.desk.withdrawConsent(jobseeker(number)));
    await refusedWith('SERVICE_NOT_YOURS', world.desk.withdrawConsent(ADVISER));
    await refusedWith(
      'SERVICE_NOT_YOURS',
      world.desk.giveConsent({ contact: CONTACT, county: COUNTY }, ADVISER),
    );
  });

  test.each([
    ['no surname', { ...CONTACT, surname: ' ' }, COUNTY],
    ['no name', { ...CONTACT, givenName: '' }, COUNTY],
    ['no telephone number', { ...CONTACT, phone: '打我手机' }, COUNTY],
    ['no county', CONTACT, 'Harbin'],
    ['a county of nowhere', CONTACT, '239999'],
  ])('with %s is refused, and nothing is kept', async (_, contact, county) => {
    number += 1;
    await refusedWith(
      'SERVICE_INPUT_INVALID',
      world.desk.giveConsent({ contact, county }, jobseeker(number)),
    );
    expect(
      await world.rows('SELECT FROM service.contact WHERE person_key = $1', [jobseeker(number).person]),
    ).toEqual([]);
  });
});

describe('a profile', () => {
  test('is of the person, or kept by an adviser who helps them', async () => {
    number += 1;
    const actor = jobseeker(number);
    const profile = profileOf(jobseekerOf());
    await refusedWith('SERVICE_CASE_MISSING', world.desk.keepProfile(actor.person, profile, ADVISER));
    await refusedWith('SERVICE_NOT_YOURS', world.desk.keepProfile(jobseeker(1).person, profile, actor));
    await world.desk.openCase(actor.person, COUNTY, ADVISER);
    await world.desk.keepProfile(actor.person, profile, ADVISER);
    expect(await isMatched()).toBe(false);
  });

  test('kept again leaves consent and what was declined as they are', async () => {
    number += 1;
    const { actor } = await world.enrol(number);
    await world.desk.declineSuggestion({ what: 'SHIFT', value: 'NIGHT', reason: '照顾孩子' }, actor);
    await world.desk.keepProfile(null, { ...profileOf(jobseekerOf()), years: 9 }, actor);
    expect(
      await world.rows('SELECT consented, declined, years FROM market.jobseeker WHERE person_key = $1', [
        actor.person,
      ]),
    ).toEqual([
      { consented: true, declined: [{ what: 'SHIFT', value: 'NIGHT', reason: '照顾孩子' }], years: 9 },
    ]);
  });
});
