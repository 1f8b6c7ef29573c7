import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import type { VacancyDraft } from '../market/keep-vacancy.ts';
import { draftOf, vacancyOf } from '../market/testing/market-fixtures.ts';
import {
  ADVISER,
  EMPLOYER,
  jobseeker,
  openServiceWorld,
  OTHER_ADVISER,
  type ServiceWorld,
} from './testing/service-world.ts';

let world: ServiceWorld;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
}, 120_000);
afterAll(() => world.close());

const ROUNDS = 15;
const LONG = 240_000;

/** In words of its own: two of one employer that say nearly the same are flagged (NEAR_DUPLICATE). */
const draftSaying = (title: string, text: string): VacancyDraft => ({
  ...draftOf(vacancyOf()),
  title,
  text,
});
const shown = async (vacancyId: string) => {
  const [row] = await world.rows(
    `SELECT filled, status, faults, (SELECT count(*)::int FROM service.history AS noted
       WHERE noted.vacancy_id = vacancy.vacancy_id AND act = 'VACANCY_CHANGED') AS changed
     FROM market.vacancy WHERE vacancy_id = $1`,
    [vacancyId],
  );
  return row;
};
const places = async (vacancyId: string) =>
  (await world.rows('SELECT filled, status FROM market.vacancy WHERE vacancy_id = $1', [vacancyId]))[0];

test(
  'of two advisers who refer to the last place at once one succeeds and the other is told, every time',
  async () => {
    await world.enrol(1);
    await world.enrol(2);
    for (let round = 0; round < ROUNDS; round += 1) {
      const vacancyId = await world.post(1);
      const [one, two] = [
        await world.referTo('AGREED', 1, vacancyId),
        await world.referTo('AGREED', 2, vacancyId),
      ];
      // Each on a connection of its own; the pool has eight.
      const answers = await Promise.allSettled([
        world.desk.refer(one, '', ADVISER),
        world.desk.refer(two, '', OTHER_ADVISER),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const lost = answers.find((answer) => answer.status === 'rejected');
      expect(lost?.reason).toMatchObject({ code: 'PLACE_TAKEN' });
      expect(await places(vacancyId)).toEqual({ filled: 1, status: 'OPEN' });
      const stages = await world.rows(
        'SELECT stage FROM service.referral WHERE vacancy_id = $1 ORDER BY stage',
        [vacancyId],
      );
      expect(stages).toEqual([{ stage: 'AGREED' }, { stage: 'REFERRED' }]);
    }
  },
  LONG,
);

test(
  'of many at once as many are referred as there are places',
  async () => {
    const vacancyId = await world.post(3);
    const referrals: string[] = [];
    for (let number = 11; number <= 17; number += 1) {
      await world.enrol(number);
      referrals.push(await world.referTo('AGREED', number, vacancyId));
    }
    const answers = await Promise.allSettled(referrals.map((id) => world.desk.refer(id, '', ADVISER)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await places(vacancyId)).toEqual({ filled: 3, status: 'OPEN' });
  },
  LONG,
);

test(
  'a place comes free when its referral ends, whoever ends it, and is filled for good by who accepts',
  async () => {
    const vacancyId = await world.post(1);
    for (const number of [21, 22, 23]) await world.enrol(number);
    const first = await world.referTo('INTERVIEW', 21, vacancyId);
    await expect(world.referTo('REFERRED', 22, vacancyId)).rejects.toMatchObject({ code: 'PLACE_TAKEN' });
    await world.desk.decline(first, { cause: 'COMMUTE', words: '' }, jobseeker(21));
    expect(await places(vacancyId)).toEqual({ filled: 0, status: 'OPEN' });
    await world.referTo('ACCEPTED', 22, vacancyId);
    expect(await places(vacancyId)).toEqual({ filled: 1, status: 'FILLED' });
    await expect(world.referTo('PROPOSED', 23, vacancyId)).rejects.toMatchObject({ code: 'PLACE_TAKEN' });
  },
  LONG,
);

test('while its last place is only held a vacancy that is sent again as it is stays open, and so when it comes free', async () => {
  const draft = { ...draftSaying('装配工', '东区车间，白班，组装阀门。'), places: 1 };
  const vacancyId = await world.post(1, draft);
  await world.enrol(31);
  const referralId = await world.referTo('REFERRED', 31, vacancyId);
  await world.desk.changeVacancy(vacancyId, draft, EMPLOYER);
  expect(await shown(vacancyId)).toEqual({ filled: 1, status: 'OPEN', faults: [], changed: 0 });
  await world.desk.withdraw(referralId, '重新考虑', ADVISER);
  expect(await shown(vacancyId)).toEqual({ filled: 0, status: 'OPEN', faults: [], changed: 0 });
});

test('one that is filled stays so when it is sent again, and is open again with another place', async () => {
  const draft = { ...draftSaying('质检员', '成品仓库门口抽检泵体，负责填写检验记录单。'), places: 1 };
  const vacancyId = await world.post(1, draft);
  await world.enrol(32);
  await world.referTo('ACCEPTED', 32, vacancyId);
  await world.desk.changeVacancy(vacancyId, draft, EMPLOYER);
  expect(await shown(vacancyId)).toEqual({ filled: 1, status: 'FILLED', faults: [], changed: 0 });
  await world.desk.changeVacancy(vacancyId, { ...draft, places: 2 }, EMPLOYER);
  expect(await shown(vacancyId)).toEqual({ filled: 1, status: 'OPEN', faults: [], changed: 1 });
});

test(
  'who withdraws consent while being referred is either referred and withdrawn, or not referred: no place stays held',
  async () => {
    for (let round = 0; round < 10; round += 1) {
      const number = 100 + round;
      const { actor } = await world.enrol(number);
      const vacancyId = await world.post(1);
      const referralId = await world.referTo('AGREED', number, vacancyId);
      const [referred, withdrawn] = await Promise.allSettled([
        world.desk.refer(referralId, '', ADVISER),
        world.desk.withdrawConsent(actor),
      ]);
      expect(withdrawn.status).toBe('fulfilled');
      if (referred.status === 'rejected')
        expect(referred.reason).toMatchObject({
          code: expect.stringMatching(/^SERVICE_(?:CONSENT_MISSING|STATE)$/u) as unknown,
        });
      expect(await places(vacancyId)).toEqual({ filled: 0, status: 'OPEN' });
      expect(
        await world.rows('SELECT stage, end_cause FROM service.referral WHERE referral_id = $1', [
          referralId,
        ]),
      ).toEqual([{ stage: 'WITHDRAWN', end_cause: 'CONSENT_WITHDRAWN' }]);
    }
  },
  LONG,
);

test(
  'a vacancy that is withdrawn while people are referred leaves nobody on the way, and blocks nobody',
  async () => {
    const vacancyId = await world.post(5);
    const referrals: string[] = [];
    for (const number of [201, 202, 203]) {
      await world.enrol(number);
      referrals.push(await world.referTo('AGREED', number, vacancyId));
    }
    const answers = await Promise.allSettled([
      ...referrals.map((id) => world.desk.refer(id, '', ADVISER)),
      world.desk.withdrawVacancy(vacancyId, EMPLOYER),
      world.desk.withdrawConsent(jobseeker(202)),
    ]);
    expect(answers.slice(-2).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    const stages = await world.rows('SELECT DISTINCT stage FROM service.referral WHERE vacancy_id = $1', [
      vacancyId,
    ]);
    expect(stages).toEqual([{ stage: 'WITHDRAWN' }]);
    expect(await places(vacancyId)).toEqual({ filled: 0, status: 'WITHDRAWN' });
  },
  LONG,
);
