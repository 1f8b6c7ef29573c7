import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { factsOf, known, memberOf } from '../priority/testing/facts-of.ts';
import { remind, startReminders } from './reminders.ts';
import { ADVISER, COUNTY, openServiceWorld, personKey, type ServiceWorld } from './testing/service-world.ts';

/** Of each thing that becomes due somebody is reminded once; a reminder changes nothing else. */
let world: ServiceWorld;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
}, 120_000);
afterAll(() => world.close());

const remindOn = (day: string) =>
  inTransaction(world.pool, (client) => remind(client, { today: day, now: new Date(`${day}T02:00:00Z`) }));
const reminders = async (about: string) =>
  (await world.rows('SELECT kind FROM service.reminder WHERE about = $1 ORDER BY record_id', [about])).map(
    ({ kind }) => kind,
  );

async function householdCase(number: number): Promise<string> {
  const since = known('EMPLOYMENT_REGISTRATION', '2026-09-01');
  const members = [memberOf({ personKey: personKey(number), unemployedSince: since })];
  const home = { householdNumber: `H${number}`, setting: 'URBAN', members } as const;
  await world.conclude(
    factsOf({
      personKey: personKey(number),
      division: known('POPULATION', COUNTY),
      unemployedSince: since,
      household: known('HOUSEHOLD', home),
    }),
  );
  const [found] = await world.rows(
    'SELECT case_id FROM service.employment_case WHERE household_number = $1',
    [`H${number}`],
  );
  return String(found?.['case_id']);
}

test('a case that nobody confirms, before its term ends and after', async () => {
  const caseId = await householdCase(1);
  const seen: unknown[] = [];
  // The term ends on Friday, 13 November.
  for (const day of [
    '2026-11-03',
    '2026-11-04',
    '2026-11-09',
    '2026-11-10',
    '2026-11-13',
    '2026-11-14',
    '2026-12-24',
  ]) {
    await remindOn(day);
    await remindOn(day);
    seen.push([day, (await reminders(caseId)).length]);
  }
  expect(await reminders(caseId)).toEqual(['CASE_UNCONFIRMED', 'CASE_DEADLINE', 'CASE_OVERDUE']);
  expect(seen).toEqual([
    ['2026-11-03', 0],
    ['2026-11-04', 1],
    ['2026-11-09', 1],
    ['2026-11-10', 2],
    ['2026-11-13', 2],
    ['2026-11-14', 3],
    ['2026-12-24', 3],
  ]);
  expect(await world.rows('SELECT state FROM service.employment_case WHERE case_id = $1', [caseId])).toEqual([
    { state: 'PROPOSED' },
  ]);
});

test('of a household somebody of which is at work nobody is reminded', async () => {
  const caseId = await householdCase(2);
  await world.desk.confirmCase(caseId, ADVISER);
  await world.enrol(2);
  // Under the case that is due first: the household's.
  await world.referTo('ACCEPTED', 2, await world.post());
  await remindOn('2026-11-12');
  await remindOn('2026-12-12');
  expect(await reminders(caseId)).toEqual([]);
});

test('a referral that stands still for two weeks, at each stage anew', async () => {
  await world.enrol(3);
  const referralId = await world.referTo('AGREED', 3, await world.post());
  await remindOn('2026-11-14');
  expect(await reminders(referralId)).toEqual([]);
  await remindOn('2026-11-15');
  expect(await reminders(referralId)).toEqual(['REFERRAL_IDLE']);
  await world.desk.refer(referralId, '', ADVISER);
  await remindOn('2026-11-16');
  expect(await reminders(referralId)).toEqual(['REFERRAL_IDLE', 'REFERRAL_IDLE']);
  expect(await world.rows('SELECT stage FROM service.referral WHERE referral_id = $1', [referralId])).toEqual(
    [{ stage: 'REFERRED' }],
  );
});

test('a task that is overdue, told to its agency, and a follow-up on its day', async () => {
  await world.enrol(4);
  const referralId = await world.referTo('ACCEPTED', 4, await world.post());
  const [task] = await world.rows('SELECT task_id, agency FROM service.task WHERE referral_id = $1', [
    referralId,
  ]);
  const [first] = await world.rows(
    'SELECT follow_up_id FROM service.follow_up WHERE referral_id = $1 AND month = 1',
    [referralId],
  );
  const [taskId, followUpId] = [String(task?.['task_id']), String(first?.['follow_up_id'])];
  await remindOn('2026-12-15');
  expect([await reminders(taskId), await reminders(followUpId)]).toEqual([[], []]);
  await remindOn('2026-12-16');
  await remindOn('2026-12-28');
  expect([await reminders(taskId), await reminders(followUpId)]).toEqual([[], ['FOLLOW_UP_DUE']]);
  await remindOn('2026-12-29');
  expect(await reminders(taskId)).toEqual(['TASK_OVERDUE']);
  const told = await world.rows('SELECT agency, county FROM service.reminder WHERE about = $1', [taskId]);
  expect(told).toEqual([{ agency: 'labour', county: COUNTY }]);
});

test('two who look at once remind once, and a failure is told and not the end', async () => {
  const caseId = await householdCase(5);
  await Promise.all(Array.from({ length: 4 }, () => remindOn('2026-11-20')));
  expect(await reminders(caseId)).toEqual(['CASE_UNCONFIRMED', 'CASE_OVERDUE']);
  const errors: unknown[] = [];
  const running = startReminders({
    pool: world.pool,
    now: () => new Date(NaN),
    onError: (error) => errors.push(error),
  });
  await running.stop();
  expect(errors).toHaveLength(1);
});
