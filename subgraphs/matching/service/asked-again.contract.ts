import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { jobseekerOf, profileOf } from '../market/testing/market-fixtures.ts';
import { factsOf, known, memberOf } from '../priority/testing/facts-of.ts';
import type { Actor } from './party.ts';
import { refusedWith } from './testing/refused-with.ts';
import {
  ADVISER,
  COUNTY,
  EMPLOYER,
  INTERVIEW,
  jobseeker,
  OFFER,
  openServiceWorld,
  OTHER_ADVISER,
  personKey,
  type ServiceWorld,
} from './testing/service-world.ts';

/** An answer may be lost: what is asked again is answered again, and done once. */
let world: ServiceWorld;
let number = 0;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
}, 120_000);
afterAll(() => world.close());

const TABLES = [
  ...['consent', 'contact', 'employment_case', 'case_person', 'plan', 'referral', 'introduction'],
  ...['stage_history', 'decline', 'task', 'follow_up', 'history'],
];
/** All that the chain keeps, and the places of the market. */
const everything = async () => {
  const kept = TABLES.map((name) =>
    world.rows(`SELECT to_jsonb(t) AS row FROM service.${name} t ORDER BY 1::text`),
  );
  return [
    ...(await Promise.all(kept)),
    await world.rows('SELECT vacancy_id, filled, status FROM market.vacancy ORDER BY 1'),
    await world.rows('SELECT to_jsonb(t) AS row FROM market.jobseeker t ORDER BY 1::text'),
  ];
};

/** Does it twice, one after the other and at once, and sees that once is all that was done. */
async function once(act: () => Promise<string>): Promise<string> {
  const answer = await act();
  const before = await everything();
  expect(await act()).toBe(answer);
  expect(await Promise.all([act(), act()])).toEqual([answer, answer]);
  expect(await everything()).toEqual(before);
  return answer;
}

test('every step of the chain, from consent to the last follow-up', async () => {
  const { desk } = world;
  number += 1;
  const { actor } = await world.enrol(number);
  await once(() => desk.openCase(actor.person, COUNTY, ADVISER));
  await once(() => desk.openCase(null, COUNTY, jobseeker(900)));
  const contact = { surname: '欧阳', givenName: '试', phone: '0451-0000000' };
  await once(() => desk.giveConsent({ contact, county: COUNTY }, jobseeker(901)));
  await once(() => desk.keepProfile(null, profileOf(jobseekerOf()), jobseeker(901)));
  await once(() => desk.keepProfile(actor.person, profileOf(jobseekerOf({ years: 9 })), ADVISER));
  const vacancyId = await world.post(2);
  const id = await once(() => desk.proposeReferral(actor.person, vacancyId, '离家近', ADVISER));
  await once(() => desk.agreeToReferral(id, actor));
  await once(() => desk.refer(id, '合适', ADVISER));
  await once(() => desk.recordInterview(id, INTERVIEW, EMPLOYER));
  await once(() => desk.recordInterview(id, { ...INTERVIEW, at: '2026-11-06T01:00:00Z' }, EMPLOYER));
  await once(() => desk.recordOffer(id, OFFER, EMPLOYER));
  await once(() => desk.acceptOffer(id, actor));
  const [task] = await world.rows('SELECT task_id FROM service.task WHERE referral_id = $1', [id]);
  await once(() => desk.completeTask(String(task?.['task_id']), '已复核', ADVISER));
  const followUps = await world.rows('SELECT follow_up_id FROM service.follow_up WHERE referral_id = $1', [
    id,
  ]);
  const halfAYearLater = world.deskOn('2027-06-01');
  for (const { follow_up_id: followUp } of followUps)
    await once(() =>
      halfAYearLater.recordFollowUp(String(followUp), { outcome: 'AT_WORK', words: '稳定' }, ADVISER),
    );
  expect(
    await world.rows('SELECT act FROM service.stage_history WHERE referral_id = $1 ORDER BY record_id', [id]),
  ).toEqual(
    ['propose', 'agree', 'refer', 'interview', 'interview', 'offer', 'accept'].map((act) => ({ act })),
  );
});

test('plans, declines, and every way in which a referral, a vacancy, consent or a case ends', async () => {
  const { desk } = world;
  number += 1;
  const { actor, caseId } = await world.enrol(number);
  const plan = { personKey: actor.person, goal: '上岗', measures: [{ kind: 'TRAINING', words: '培训' }] };
  await once(() => desk.setPlan(caseId, plan, ADVISER).then(() => caseId));
  const unwanted = { what: 'SHIFT', value: 'NIGHT', reason: '照顾孩子' };
  const decline = await once(() => desk.declineSuggestion(unwanted, actor));
  await once(() => desk.takeBackDecline(decline, actor));
  const at = async () => world.referTo('REFERRED', number, await world.post());
  const [one, two, three, four] = [await at(), await at(), await at(), await at()];
  await once(() => desk.decline(one, { cause: 'WAGE', words: '' }, actor));
  await once(() => desk.decline(two, { cause: 'SKILLS', words: '' }, EMPLOYER));
  await once(() => desk.withdraw(three, '另有安排', ADVISER));
  await once(() => desk.lapse(four, '无回音', ADVISER));
  const vacancyId = await world.post();
  await world.referTo('OFFER', number, vacancyId);
  await once(() => desk.withdrawVacancy(vacancyId, EMPLOYER));
  await once(() => desk.withdrawConsent(actor));
  await once(() => desk.closeCase(caseId, { outcome: 'OTHER', reason: '搬迁' }, ADVISER));
});

test('a case that a rule proposed, confirmed or refused', async () => {
  const propose = async (household: string): Promise<string> => {
    number += 1;
    const since = known('EMPLOYMENT_REGISTRATION', '2026-09-01');
    const members = [memberOf({ personKey: personKey(number), unemployedSince: since })];
    const home = { householdNumber: household, setting: 'URBAN', members } as const;
    await world.conclude(
      factsOf({
        personKey: personKey(number),
        unemployedSince: since,
        household: known('HOUSEHOLD', home),
        division: known('POPULATION', COUNTY),
      }),
    );
    const [found] = await world.rows(
      'SELECT case_id FROM service.employment_case WHERE household_number = $1',
      [household],
    );
    return String(found?.['case_id']);
  };
  const [one, two] = [await propose('H1'), await propose('H2')];
  await once(() => world.desk.confirmCase(one, ADVISER));
  await once(() => world.desk.refuseCase(two, '已就业', ADVISER));
  await refusedWith('SERVICE_STATE', world.desk.confirmCase(one, OTHER_ADVISER));
  await refusedWith('SERVICE_STATE', world.desk.refuseCase(two, '其他原因', ADVISER));
});

test('what differs in who, when, how much or why is another act, and is told so', async () => {
  const { desk } = world;
  number += 1;
  const { actor } = await world.enrol(number);
  const vacancyId = await world.post();
  const propose = (words: string, by: Actor) => desk.proposeReferral(actor.person, vacancyId, words, by);
  const id = await propose('离家近', ADVISER);
  await refusedWith('SERVICE_REPEATED', propose('工资高', ADVISER), { state: 'PROPOSED' });
  await refusedWith('SERVICE_REPEATED', desk.proposeReferral(null, vacancyId, '', actor), {
    state: 'PROPOSED',
    reason: 'an adviser has proposed this already: agreeToReferral goes on with it',
    reasonChinese: '经办人已推荐该岗位，请用 agreeToReferral 表示同意',
  });
  await refusedWith('SERVICE_REPEATED', propose('离家近', OTHER_ADVISER));
  await refusedWith('SERVICE_REPEATED', desk.openCase(actor.person, COUNTY, OTHER_ADVISER), {
    state: 'OPEN',
  });
  await desk.agreeToReferral(id, actor);
  await desk.refer(id, '合适', ADVISER);
  await refusedWith('SERVICE_STATE', desk.refer(id, '合适', OTHER_ADVISER));
  await refusedWith('SERVICE_STATE', desk.refer(id, '很合适', ADVISER));
  await desk.recordInterview(id, INTERVIEW, EMPLOYER);
  await desk.recordOffer(id, OFFER, EMPLOYER);
  await refusedWith(
    'SERVICE_STATE',
    desk.recordOffer(id, { ...OFFER, wageFen: OFFER.wageFen + 1 }, EMPLOYER),
  );
  await refusedWith('SERVICE_STATE', desk.recordOffer(id, { ...OFFER, startsOn: '2026-11-17' }, EMPLOYER));
  await refusedWith('SERVICE_STATE', desk.recordInterview(id, INTERVIEW, EMPLOYER));
  await desk.decline(id, { cause: 'WAGE', words: '' }, actor);
  await refusedWith('SERVICE_STATE', desk.decline(id, { cause: 'COMMUTE', words: '' }, actor));
});
