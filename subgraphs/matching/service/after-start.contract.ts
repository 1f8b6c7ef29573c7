import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { factsOf, known } from '../priority/testing/facts-of.ts';
import { createAskCorrections } from './tasks/ask-corrections.ts';
import { refusedWith } from './testing/refused-with.ts';
import {
  ADVISER,
  CIVIL_AFFAIRS,
  COUNTY,
  EMPLOYER,
  FAR_ADVISER,
  jobseeker,
  NOW,
  openServiceWorld,
  personKey,
  TODAY,
  type ServiceWorld,
} from './testing/service-world.ts';

/** What work brings with it: follow-ups, and questions to the agencies, which their officials answer. */
let world: ServiceWorld;
let number = 0;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
}, 120_000);
afterAll(() => world.close());

const since = known('EMPLOYMENT_REGISTRATION', '2026-10-05');
const GROUPS = {
  none: {},
  disabled: { unemployedSince: since, disability: known('DISABILITY', { from: '2020-01-01', until: null }) },
  dibao: { unemployedSince: since, dibao: known('ASSISTANCE', { from: '2020-01-01', until: null }) },
  perhapsDibao: { unemployedSince: since, dibao: { known: false, dataset: 'ASSISTANCE' } },
} as const;

/** Somebody new who takes an offer. */
async function atWork(group: keyof typeof GROUPS, startsOn?: string): Promise<string> {
  number += 1;
  await world.enrol(number);
  const division = known('POPULATION', '230202');
  await world.conclude(factsOf({ personKey: personKey(number), division, ...GROUPS[group] }));
  return world.referTo('ACCEPTED', number, await world.post(), startsOn);
}

const tasks = () =>
  world.rows(
    `SELECT kind, agency, due::text AS due, state FROM service.task WHERE person_key = $1 ORDER BY agency, kind`,
    [personKey(number)],
  );
const taskOf = async (kind: string, agency: string): Promise<string> =>
  String(
    (
      await world.rows(
        'SELECT task_id FROM service.task WHERE person_key = $1 AND kind = $2 AND agency = $3',
        [personKey(number), kind, agency],
      )
    )[0]?.['task_id'],
  );

describe('when somebody takes an offer', () => {
  test('who is in no group: labour alone is asked to look again', async () => {
    await atWork('none');
    // Thirty working days after Monday, 16 November.
    expect(await tasks()).toEqual([
      { kind: 'ELIGIBILITY_RECHECK', agency: 'labour', due: '2026-12-28', state: 'OPEN' },
    ]);
  });

  test('of a group: labour is asked about the subsidies, too', async () => {
    await atWork('disabled');
    expect((await tasks()).map(({ kind, agency }) => [kind, agency])).toEqual([
      ['ELIGIBILITY_RECHECK', 'labour'],
      ['JOB_SUBSIDY', 'labour'],
    ]);
  });

  test('of a family on minimum living allowance: civil affairs is asked about tapering, and stops nothing by it', async () => {
    await atWork('dibao');
    expect((await tasks()).map(({ kind, agency, due }) => [kind, agency, due])).toEqual([
      ['DIBAO_TAPER', 'civil-affairs', '2026-11-30'],
      ['ELIGIBILITY_RECHECK', 'civil-affairs', '2026-12-28'],
      ['ELIGIBILITY_RECHECK', 'labour', '2026-12-28'],
      ['JOB_SUBSIDY', 'labour', '2026-12-14'],
    ]);
    const [taper] = await world.rows('SELECT words_en, words_zh FROM service.task WHERE task_id = $1', [
      await taskOf('DIBAO_TAPER', 'civil-affairs'),
    ]);
    expect(taper?.['words_en']).toContain('nothing is stopped by this request');
    expect(taper?.['words_zh']).toContain('不停发任何待遇');
  });

  test('of whom it is not known whether the family draws it: civil affairs does not learn of the work', async () => {
    await atWork('perhapsDibao');
    expect((await tasks()).map(({ agency }) => agency)).toEqual(['labour']);
  });
});

describe('a task', () => {
  test('is done by an official of the agency in whose area it lies, with a result, and stays done', async () => {
    await atWork('dibao');
    const taskId = await taskOf('DIBAO_TAPER', 'civil-affairs');
    const done = (actor: typeof ADVISER, result = '按规定给予六个月渐退期') =>
      world.desk.completeTask(taskId, result, actor);
    await refusedWith('SERVICE_UNKNOWN', done(ADVISER));
    await refusedWith('SERVICE_UNKNOWN', done({ ...CIVIL_AFFAIRS, region: '230200' }));
    await refusedWith('SERVICE_UNKNOWN', done({ ...CIVIL_AFFAIRS, department: 'education' }));
    await refusedWith('SERVICE_OFFICIAL_REQUIRED', done({ ...CIVIL_AFFAIRS, official: null }));
    await refusedWith('SERVICE_NOT_YOURS', done(EMPLOYER));
    await refusedWith('SERVICE_NOT_YOURS', done(jobseeker(number)));
    await refusedWith('SERVICE_INPUT_INVALID', done(CIVIL_AFFAIRS, '  '));
    await done(CIVIL_AFFAIRS);
    await refusedWith('SERVICE_STATE', done({ ...CIVIL_AFFAIRS, official: 'ca-0008' }));
    await refusedWith('SERVICE_STATE', done(CIVIL_AFFAIRS, '改为三个月'));
    const [kept] = await world.rows('SELECT state, done_by, result FROM service.task WHERE task_id = $1', [
      taskId,
    ]);
    expect(kept).toEqual({ state: 'DONE', done_by: 'ca-0007', result: '按规定给予六个月渐退期' });
    const history = await world.rows(
      'SELECT by_kind, by, act FROM service.history WHERE task_id = $1 ORDER BY record_id',
      [taskId],
    );
    expect(history).toEqual([
      { by_kind: 'HUB', by: null, act: 'TASK_ASKED' },
      { by_kind: 'AGENCY', by: 'ca-0007', act: 'TASK_DONE' },
    ]);
  });

  test('of labour is done by an adviser of the place', async () => {
    await atWork('disabled');
    const taskId = await taskOf('JOB_SUBSIDY', 'labour');
    await refusedWith('SERVICE_UNKNOWN', world.desk.completeTask(taskId, 'r', FAR_ADVISER));
    await world.desk.completeTask(taskId, '符合岗位补贴条件', ADVISER);
    expect((await tasks()).find(({ kind }) => kind === 'JOB_SUBSIDY')).toMatchObject({ state: 'DONE' });
  });

  test('about training follows from a plan with training, once', async () => {
    number += 1;
    const { caseId, actor } = await world.enrol(number);
    const plan = (goal: string) => ({
      personKey: actor.person,
      goal,
      measures: [{ kind: 'TRAINING', words: '电工培训' }],
    });
    await world.desk.setPlan(caseId, plan('电工'), ADVISER);
    await world.desk.setPlan(caseId, plan('高级电工'), ADVISER);
    expect(await tasks()).toEqual([
      { kind: 'TRAINING_SUBSIDY', agency: 'labour', due: '2026-11-27', state: 'OPEN' },
    ]);
  });
});

describe('of records that do not agree', () => {
  const ask = (conflicts: readonly (readonly string[])[], county: string | null = COUNTY) =>
    inTransaction(world.pool, (client) =>
      createAskCorrections({ now: () => NOW })(
        client,
        [
          {
            personKey: personKey(number),
            county,
            conflicts: conflicts.map((recordKeys) => ({
              kind: 'DEATH_NOT_REGISTERED',
              routedTo: 'household-registration',
              recordKeys,
            })),
          },
        ],
        TODAY,
      ),
    );
  const registrar = { ...CIVIL_AFFAIRS, official: 'hr-0003', department: 'household-registration' };

  test('the agency is asked once for the same records, and again for others', async () => {
    number += 1;
    await ask([['r1', 'r2']]);
    await ask([['r2', 'r1']]);
    const asked = { kind: 'CORRECTION', agency: 'household-registration', state: 'OPEN' };
    expect(await tasks()).toMatchObject([asked]);
    await ask([['r1', 'r2'], ['r3']]);
    expect(await tasks()).toMatchObject([asked, asked]);
  });

  test('an official who found the record right is not asked again', async () => {
    number += 1;
    await ask([['r4']]);
    await world.desk.completeTask(
      await taskOf('CORRECTION', 'household-registration'),
      '记录无误',
      registrar,
    );
    await ask([['r4']]);
    expect(await tasks()).toMatchObject([{ state: 'DONE' }]);
  });

  test('a task is over once the records agree again, and another where they disagree anew', async () => {
    number += 1;
    await ask([['r5'], ['r6']]);
    await ask([['r6']]);
    expect((await tasks()).map(({ state }) => state).toSorted()).toEqual(['DONE', 'OPEN']);
    await ask([['r5'], ['r6']]);
    expect((await tasks()).map(({ state }) => state).toSorted()).toEqual(['DONE', 'OPEN', 'OPEN']);
    await ask([]);
    expect(new Set((await tasks()).map(({ state }) => state))).toEqual(new Set(['DONE']));
    const said = `SELECT DISTINCT result, result_zh FROM service.task WHERE person_key = $1`;
    expect(await world.rows(said, [personKey(number)])).toEqual([
      { result: 'The records agree again.', result_zh: '相关记录已一致。' },
    ]);
  });

  test('an official who ended a task is asked again where the records have agreed since, and disagree anew', async () => {
    number += 1;
    await ask([['r7'], ['r8']]);
    for (const { task_id: taskId } of await world.rows(
      `SELECT task_id FROM service.task WHERE person_key = $1`,
      [personKey(number)],
    ))
      await world.desk.completeTask(String(taskId), '已更正', registrar);
    await ask([['r7'], ['r8']]);
    await ask([['r8']]);
    await ask([['r8']]);
    expect((await tasks()).map(({ state }) => state)).toEqual(['DONE', 'DONE']);
    await ask([['r7'], ['r8']]);
    await ask([['r7'], ['r8']]);
    expect((await tasks()).map(({ state }) => state).toSorted()).toEqual(['DONE', 'DONE', 'OPEN']);
    const kept = await world.rows('SELECT done_by, result FROM service.task WHERE agreed_at IS NOT NULL');
    expect(kept).toEqual([{ done_by: 'hr-0003', result: '已更正' }]);
    await expect(
      world.rows('UPDATE service.task SET agreed_at = NULL WHERE agreed_at IS NOT NULL'),
    ).rejects.toThrow('done once');
  });

  test('of somebody of whom it is not known where they live, it is for officials of the province', async () => {
    number += 1;
    await ask([['r9']], null);
    const taskId = await taskOf('CORRECTION', 'household-registration');
    await refusedWith('SERVICE_UNKNOWN', world.desk.completeTask(taskId, '已更正', registrar));
    await world.desk.completeTask(taskId, '已更正', { ...registrar, region: '230000' });
  });

  test('whose records they are is not in what the task says', async () => {
    const kept = await world.rows('SELECT subject, words_en, words_zh FROM service.task');
    expect(JSON.stringify(kept)).not.toContain(personKey(number));
  });
});

describe('a follow-up', () => {
  const followUps = () =>
    world.rows(
      'SELECT follow_up_id, month, due::text AS due, outcome FROM service.follow_up WHERE person_key = $1 ORDER BY month',
      [personKey(number)],
    );

  test.each([
    ['2026-11-16', ['2026-12-16', '2027-02-16', '2027-05-16']],
    ['2026-11-30', ['2026-12-30', '2027-02-28', '2027-05-30']],
    ['2026-12-31', ['2027-01-31', '2027-03-31', '2027-06-30']],
    ['2027-08-31', ['2027-09-30', '2027-11-30', '2028-02-29']],
  ])('of work that begins on %s is due on %j', async (startsOn, due) => {
    await atWork('none', startsOn);
    expect((await followUps()).map((each) => each['due'])).toEqual(due);
  });

  test('is recorded on its day and not before, and it is said which day that is', async () => {
    await atWork('none', '2026-11-16');
    const id = String((await followUps())[0]?.['follow_up_id']);
    const recordOn = (day: string) =>
      world.deskOn(day).recordFollowUp(id, { outcome: 'AT_WORK', words: '' }, ADVISER);
    await expect(recordOn('2026-12-15')).rejects.toMatchObject({
      code: 'SERVICE_STATE',
      detail: { reason: 'it is due on 2026-12-16', reasonChinese: '回访日期为 2026-12-16，尚未到期' },
    });
    expect((await followUps()).map(({ outcome }) => outcome)).toEqual([null, null, null]);
    await recordOn('2026-12-16');
    expect((await followUps()).map(({ outcome }) => outcome)).toEqual(['AT_WORK', null, null]);
  });

  test('is done by an adviser of the place, once, and nothing follows from it by itself', async () => {
    await atWork('dibao');
    const id = String((await followUps())[0]?.['follow_up_id']);
    const others = async () => [await tasks(), await world.rows('SELECT state FROM service.employment_case')];
    const before = await others();
    const record = (outcome: string, actor = ADVISER) =>
      world.deskOn('2026-12-16').recordFollowUp(id, { outcome, words: '' }, actor);
    await refusedWith('SERVICE_UNKNOWN', record('AT_WORK', FAR_ADVISER));
    await refusedWith('SERVICE_NOT_YOURS', record('AT_WORK', EMPLOYER));
    await refusedWith('SERVICE_INPUT_INVALID', record('LAZY'));
    await record('LEFT');
    await refusedWith('SERVICE_STATE', record('AT_WORK'));
    expect((await followUps()).map(({ outcome }) => outcome)).toEqual(['LEFT', null, null]);
    expect(await others()).toEqual(before);
    // The same case helps on.
    expect(await world.referTo('AGREED', number, await world.post())).toMatch(/-/u);
  });
});
