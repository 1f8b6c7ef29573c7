import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { jobseekerOf, profileOf } from '../market/testing/market-fixtures.ts';
import { factsOf, known, memberOf } from '../priority/testing/facts-of.ts';
import { applyServedViews } from '../serve/apply-served-views.ts';
import { refusedWith } from './testing/refused-with.ts';
import {
  ADVISER,
  COUNTY,
  FAR_ADVISER,
  jobseeker,
  openServiceWorld,
  type ServiceWorld,
} from './testing/service-world.ts';

/** Name and number are for the advisers of where the person lives, by the person's own word, and for nobody who was there first. */
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

const ELSEWHERE = '230202';
/** Of the same city as `COUNTY`. */
const NEXT_DOOR = '230108';
const NEW_NUMBER = '0452-1111111';
const consent = (county: string, phone: string) => ({
  contact: { surname: '欧阳', givenName: '试', phone },
  county,
});
const newcomer = () => {
  number += 1;
  return jobseeker(number);
};
const ordinary = (person: string) =>
  world.rows(
    `SELECT county, state, outcome, ended_by, ended_by_person FROM service.employment_case
     WHERE person_key = $1 ORDER BY record_id`,
    [person],
  );
const phoneOf = async (referralId: string) =>
  (
    await world.rows('SELECT phone FROM matching.referral_to_adviser WHERE referral_id = $1', [referralId])
  )[0]?.['phone'];
const countyOfCase = async (referralId: string) =>
  (await world.rows('SELECT county FROM service.referral WHERE referral_id = $1', [referralId]))[0]?.[
    'county'
  ];

describe('an adviser of elsewhere who opened a case first', () => {
  test('reads neither name nor number of who asks for work, and keeps nobody from those of the own county', async () => {
    const actor = newcomer();
    const vacancyId = await world.post();
    await world.desk.openCase(actor.person, ELSEWHERE, FAR_ADVISER);
    await world.desk.keepProfile(null, profileOf(jobseekerOf()), actor);
    await world.desk.giveConsent(consent(COUNTY, '0451-0000000'), actor);
    const ask = () => world.desk.proposeReferral(null, vacancyId, '', actor);
    await refusedWith('SERVICE_CASE_MISSING', ask());
    await world.desk.openCase(actor.person, COUNTY, ADVISER);
    expect(await ordinary(actor.person)).toEqual([
      { county: ELSEWHERE, state: 'CLOSED', outcome: 'MOVED', ended_by: 'ea-0031', ended_by_person: false },
      { county: COUNTY, state: 'OPEN', outcome: null, ended_by: null, ended_by_person: false },
    ]);
    const referralId = await ask();
    expect(await countyOfCase(referralId)).toBe(COUNTY);
    await refusedWith('SERVICE_UNKNOWN', world.desk.refer(referralId, '', FAR_ADVISER));
  });

  test('is not put out of it where nothing names the other county, nor over what is on its way', async () => {
    const unheard = newcomer();
    await world.desk.openCase(unheard.person, ELSEWHERE, FAR_ADVISER);
    await refusedWith('SERVICE_REPEATED', world.desk.openCase(unheard.person, COUNTY, ADVISER));
    number += 1;
    const { actor } = await world.enrol(number);
    await world.referTo('AGREED', number, await world.post());
    await world.desk.giveConsent(consent(ELSEWHERE, NEW_NUMBER), actor);
    await refusedWith('SERVICE_STATE', world.desk.openCase(actor.person, ELSEWHERE, FAR_ADVISER));
    const asked = newcomer();
    await world.desk.openCase(null, ELSEWHERE, asked);
    await world.desk.giveConsent(consent(COUNTY, '0451-0000000'), asked);
    await refusedWith('SERVICE_REPEATED', world.desk.openCase(asked.person, COUNTY, ADVISER));
  });
});

describe('who moves', () => {
  test.each(['AGREED', 'ACCEPTED'] as const)(
    'and gives another number there shows it to no former adviser, of what is %s',
    async (stage) => {
      number += 1;
      const { actor } = await world.enrol(number);
      const referralId = await world.referTo(stage, number, await world.post());
      expect(await phoneOf(referralId)).toBe('0451-0000000');
      await world.deskOn('2026-11-20').giveConsent(consent(COUNTY, '0451-2222222'), actor);
      expect(await phoneOf(referralId)).toBe('0451-2222222');
      await world.deskOn('2026-11-21').giveConsent(consent(ELSEWHERE, NEW_NUMBER), actor);
      expect(await phoneOf(referralId)).toBeNull();
    },
  );

  test('is proposed for nothing more by the former adviser, whoever had asked for the case', async () => {
    const actor = newcomer();
    const vacancyId = await world.post();
    await world.desk.keepProfile(null, profileOf(jobseekerOf()), actor);
    await world.desk.giveConsent(consent(COUNTY, '0451-0000000'), actor);
    await world.desk.confirmCase(await world.desk.openCase(null, COUNTY, actor), ADVISER);
    await world.desk.giveConsent(consent(ELSEWHERE, NEW_NUMBER), actor);
    await refusedWith('SERVICE_NOT_YOURS', world.desk.proposeReferral(actor.person, vacancyId, '', ADVISER));
    await refusedWith(
      'SERVICE_NOT_YOURS',
      world.desk.keepProfile(actor.person, profileOf(jobseekerOf()), ADVISER),
    );
  });

  test('and asks there is served there by consent and profile too, and nowhere else', async () => {
    number += 1;
    const { actor } = await world.enrol(number);
    const asked = await world.desk.openCase(null, ELSEWHERE, actor);
    expect(
      await world.rows(
        `SELECT c.county AS consent, j.county AS profile FROM service.consent c JOIN market.jobseeker j USING (person_key)
         WHERE person_key = $1 AND withdrawn_at IS NULL`,
        [actor.person],
      ),
    ).toEqual([{ consent: ELSEWHERE, profile: ELSEWHERE }]);
    await world.desk.confirmCase(asked, FAR_ADVISER);
    const referralId = await world.desk.proposeReferral(null, await world.post(), '', actor);
    expect(await countyOfCase(referralId)).toBe(ELSEWHERE);
    expect(await phoneOf(referralId)).toBe('0451-0000000');
  });
});

describe('who is helped with the household', () => {
  async function helpedAtHome(household: string) {
    const actor = newcomer();
    const unemployedSince = known('EMPLOYMENT_REGISTRATION', '2026-09-01');
    const members = [memberOf({ personKey: actor.person, unemployedSince })];
    await world.conclude(
      factsOf({
        personKey: actor.person,
        division: known('POPULATION', COUNTY),
        unemployedSince,
        household: known('HOUSEHOLD', { householdNumber: household, setting: 'URBAN', members }),
      }),
    );
    const [kept] = await world.rows(
      'SELECT case_id FROM service.employment_case WHERE household_number = $1',
      [household],
    );
    await world.desk.confirmCase(String(kept?.['case_id']), ADVISER);
    await world.desk.keepProfile(null, profileOf(jobseekerOf()), actor);
    return actor;
  }

  test('is opened no second case by an adviser of the place, under which a referral might land as well', async () => {
    const actor = await helpedAtHome('H-ONE');
    await refusedWith('SERVICE_REPEATED', world.desk.openCase(actor.person, NEXT_DOOR, ADVISER));
    expect(await ordinary(actor.person)).toEqual([]);
  });

  test('and lives elsewhere by the own word has a case there, under which every referral is', async () => {
    const actor = await helpedAtHome('H-TWO');
    await world.desk.giveConsent(consent(NEXT_DOOR, '0451-0000000'), actor);
    await world.desk.openCase(actor.person, NEXT_DOOR, ADVISER);
    const own = await world.desk.proposeReferral(null, await world.post(), '', actor);
    const advisers = await world.desk.proposeReferral(actor.person, await world.post(), '', ADVISER);
    // The household's is due first.
    expect([await countyOfCase(own), await countyOfCase(advisers)]).toEqual([NEXT_DOOR, NEXT_DOOR]);
  });
});
