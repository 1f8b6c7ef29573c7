import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { draftOf, vacancyOf } from '../market/testing/market-fixtures.ts';
import type { Actor } from './party.ts';
import type { ReferralStage } from './referral-edges.ts';
import { refusedWith } from './testing/refused-with.ts';
import {
  ADVISER,
  EMPLOYER,
  INTERVIEW,
  jobseeker,
  NOW,
  OFFER,
  openServiceWorld,
  OTHER_EMPLOYER,
  type ServiceWorld,
} from './testing/service-world.ts';

/** What an employer does about vacancies, as far as the chain has a word in it; what is wrong with one is the market's. */
let world: ServiceWorld;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
}, 120_000);
afterAll(() => world.close());

const DRAFT = draftOf(vacancyOf());
const vacancy = async (vacancyId: string) =>
  (
    await world.rows(
      'SELECT employer, status, places, filled, changed_at FROM market.vacancy WHERE vacancy_id = $1',
      [vacancyId],
    )
  )[0];
const referral = async (referralId: string) =>
  (
    await world.rows('SELECT stage, vacancy_changed_at FROM service.referral WHERE referral_id = $1', [
      referralId,
    ])
  )[0];
const stageOf = async (referralId: string) => (await referral(referralId))?.['stage'];
const changedAt = async (referralId: string) => (await referral(referralId))?.['vacancy_changed_at'];
const changesOf = async (vacancyId: string): Promise<number> =>
  (
    await world.rows("SELECT FROM service.history WHERE vacancy_id = $1 AND act = 'VACANCY_CHANGED'", [
      vacancyId,
    ])
  ).length;

test('a vacancy is of the employer whose official posts it', async () => {
  const vacancyId = await world.desk.postVacancy(DRAFT, EMPLOYER);
  expect(await vacancy(vacancyId)).toMatchObject({ employer: EMPLOYER.organisation, status: 'OPEN' });
  await refusedWith('SERVICE_NOT_YOURS', world.desk.postVacancy(DRAFT, ADVISER));
  await refusedWith('SERVICE_NOT_YOURS', world.desk.postVacancy(DRAFT, jobseeker(1)));
  await refusedWith(
    'SERVICE_OFFICIAL_REQUIRED',
    world.desk.postVacancy(DRAFT, { ...EMPLOYER, organisation: null }),
  );
  await refusedWith(
    'SERVICE_OFFICIAL_REQUIRED',
    world.desk.postVacancy(DRAFT, { ...EMPLOYER, official: null }),
  );
});

test('another employer can not tell it from one that does not exist', async () => {
  const vacancyId = await world.post();
  for (const id of [vacancyId, 'V9999999999']) {
    await refusedWith('SERVICE_UNKNOWN', world.desk.changeVacancy(id, DRAFT, OTHER_EMPLOYER));
    await refusedWith('SERVICE_UNKNOWN', world.desk.withdrawVacancy(id, OTHER_EMPLOYER));
  }
  expect(await vacancy(vacancyId)).toMatchObject({ status: 'OPEN' });
});

test('there stay as many places as are taken, and a vacancy that was taken back is not changed', async () => {
  const vacancyId = await world.post(2);
  for (const number of [1, 2]) {
    await world.enrol(number);
    await world.referTo('REFERRED', number, vacancyId);
  }
  await refusedWith(
    'SERVICE_INPUT_INVALID',
    world.desk.changeVacancy(vacancyId, { ...DRAFT, places: 1 }, EMPLOYER),
  );
  await world.desk.changeVacancy(
    vacancyId,
    { ...DRAFT, title: '电焊工', text: '改后的岗位说明。', places: 4 },
    EMPLOYER,
  );
  expect(await vacancy(vacancyId)).toMatchObject({ places: 4, filled: 2 });
  await world.desk.withdrawVacancy(vacancyId, EMPLOYER);
  expect(await vacancy(vacancyId)).toMatchObject({ status: 'WITHDRAWN', filled: 0 });
  await refusedWith('SERVICE_STATE', world.desk.changeVacancy(vacancyId, DRAFT, EMPLOYER));
});

test('changed again to the same it is as it was, with one entry in the history', async () => {
  const vacancyId = await world.post(4);
  const draft = { ...DRAFT, title: '装配工', text: '流水线装配，两班制。' };
  await world.desk.changeVacancy(vacancyId, draft, EMPLOYER);
  const changed = await vacancy(vacancyId);
  await world.desk.changeVacancy(vacancyId, draft, EMPLOYER);
  expect(await vacancy(vacancyId)).toEqual(changed);
  expect(await changesOf(vacancyId)).toBe(1);
  await world.desk.changeVacancy(vacancyId, { ...draft, places: 2 }, EMPLOYER);
  expect(await changesOf(vacancyId)).toBe(2);
});

test('to one that demands what is unlawful nobody is referred', async () => {
  const vacancyId = await world.post(3, { text: '限男性，四十岁以下。' });
  expect(await vacancy(vacancyId)).toMatchObject({ status: 'REFUSED' });
  await world.enrol(3);
  await refusedWith('VACANCY_CLOSED', world.referTo('PROPOSED', 3, vacancyId), {
    reason: 'not published, since something in it can not be',
    reasonChinese: '内容不合要求，未予发布',
  });
  // To whom it is not shown it is as if it were not there, also once its employer has taken it back.
  const ask = () => world.desk.proposeReferral(null, vacancyId, '', jobseeker(3));
  await refusedWith('SERVICE_UNKNOWN', ask());
  await world.desk.withdrawVacancy(vacancyId, EMPLOYER);
  await refusedWith('SERVICE_UNKNOWN', ask());
  await refusedWith(
    'SERVICE_INPUT_INVALID',
    world.desk.declineSuggestion({ what: 'VACANCY', value: vacancyId, reason: '不去' }, jobseeker(3)),
  );
});

const UNLAWFUL = { ...DRAFT, text: '限男性，三十五岁以下。' };
const LAWFUL = { ...DRAFT, title: '点焊工', text: '钣金车间点焊作业，白班。' };
type GoingOn = readonly [from: ReferralStage, act: string, (id: string, person: Actor) => Promise<string>];
const GOING_ON: readonly GoingOn[] = [
  ['PROPOSED', 'agrees', (id, person) => world.desk.agreeToReferral(id, person)],
  ['AGREED', 'is referred', (id) => world.desk.refer(id, '', ADVISER)],
  ['REFERRED', 'is invited', (id) => world.desk.recordInterview(id, INTERVIEW, EMPLOYER)],
  ['INTERVIEW', 'is offered work', (id) => world.desk.recordOffer(id, OFFER, EMPLOYER)],
  ['OFFER', 'accepts', (id, person) => world.desk.acceptOffer(id, person)],
];

test.each(GOING_ON)(
  'from %s nobody %s while the vacancy, changed since, is refused; when it is lawful again it goes on',
  async (from, act, goOn) => {
    const number = 40 + GOING_ON.findIndex(([, each]) => each === act);
    const text = `${act}：钣金车间，负责设备日常点检与记录。`;
    const vacancyId = await world.post(1);
    await world.enrol(number);
    const referralId = await world.referTo(from, number, vacancyId);
    await world.desk.changeVacancy(vacancyId, UNLAWFUL, EMPLOYER);
    expect(await vacancy(vacancyId)).toMatchObject({ status: 'REFUSED' });
    await refusedWith('VACANCY_CLOSED', goOn(referralId, jobseeker(number)), {
      reason: 'as the employer has changed it, it may not be offered',
      reasonChinese: '用人单位修改后的岗位内容不符合规定',
    });
    expect(await stageOf(referralId)).toBe(from);
    await world.desk.changeVacancy(vacancyId, { ...LAWFUL, text }, EMPLOYER);
    await goOn(referralId, jobseeker(number));
    expect(await stageOf(referralId)).not.toBe(from);
  },
);

test('who is on the way is told that the vacancy was changed since they agreed, and not of a change of its places taken', async () => {
  const draft = { ...LAWFUL, text: '门卫值守，登记来访车辆与人员。', places: 3 };
  const vacancyId = await world.post(3, draft);
  for (const number of [50, 51]) await world.enrol(number);
  const agreed = await world.referTo('AGREED', 50, vacancyId);
  const ended = await world.referTo('REFERRED', 51, vacancyId);
  await world.desk.decline(ended, { cause: 'WAGE', words: '' }, jobseeker(51));
  expect(await changedAt(agreed)).toBeNull();
  await world.desk.changeVacancy(vacancyId, draft, EMPLOYER);
  expect(await changedAt(agreed)).toBeNull();
  await world.desk.changeVacancy(vacancyId, { ...draft, shift: 'NIGHT' }, EMPLOYER);
  expect(await changedAt(agreed)).toEqual(NOW);
  expect(await changedAt(ended)).toBeNull();
  await world.desk.refer(agreed, '', ADVISER);
  expect(await changedAt(agreed)).toEqual(NOW);
});

test('who agrees after the change agrees to the vacancy as it is', async () => {
  const draft = { ...LAWFUL, text: '食堂帮厨，早八点到岗，周末轮休。' };
  const vacancyId = await world.post(1, draft);
  await world.enrol(52);
  const referralId = await world.referTo('PROPOSED', 52, vacancyId);
  await world.desk.changeVacancy(vacancyId, { ...draft, lodging: !draft.lodging }, EMPLOYER);
  expect(await changedAt(referralId)).toEqual(NOW);
  await world.desk.agreeToReferral(referralId, jobseeker(52));
  expect(await changedAt(referralId)).toBeNull();
});

test('a referral that is on its way when a vacancy runs out goes on, until the employer takes it back', async () => {
  const vacancyId = await world.post(1);
  await world.enrol(4);
  const referralId = await world.referTo('INTERVIEW', 4, vacancyId);
  await world.rows(
    `UPDATE market.vacancy SET status = 'WITHDRAWN', open_until = '2026-10-31' WHERE vacancy_id = $1`,
    [vacancyId],
  );
  await world.desk.recordOffer(referralId, { wageFen: 500_000, startsOn: '2026-11-16', words: '' }, EMPLOYER);
  await world.desk.withdrawVacancy(vacancyId, EMPLOYER);
  expect(await world.rows('SELECT stage FROM service.referral WHERE referral_id = $1', [referralId])).toEqual(
    [{ stage: 'WITHDRAWN' }],
  );
});

test('of what is refused no more is kept than an employer may mend', async () => {
  const unlawful = { ...draftOf(vacancyOf()), title: '质检员（限男性）', text: '检验阀门密封。' };
  const refused = await world.desk.postVacancy(unlawful, OTHER_EMPLOYER);
  const columns = (
    await world.rows(
      `SELECT string_agg(column_name, ', ') AS names FROM information_schema.columns
       WHERE (table_schema, table_name) = ('market', 'vacancy') AND column_name NOT IN ('vacancy_id', 'record_id')`,
    )
  )[0]?.['names'];
  await world.rows(
    `INSERT INTO market.vacancy (vacancy_id, ${String(columns)})
     SELECT 'V' || 9000000000 + number, ${String(columns)} FROM market.vacancy, generate_series(2, 500) AS number WHERE vacancy_id = $1`,
    [refused],
  );
  await refusedWith('SERVICE_INPUT_INVALID', world.desk.postVacancy(unlawful, OTHER_EMPLOYER), {
    reason: '500 vacancies of this employer are refused already: change or withdraw one of them',
    reasonChinese: '本单位已有 500 个岗位未予发布，请先修改或撤回',
  });
  await world.desk.withdrawVacancy(refused, OTHER_EMPLOYER);
  await world.desk.postVacancy(unlawful, OTHER_EMPLOYER);
});
