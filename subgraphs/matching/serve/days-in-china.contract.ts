import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { factsOf, known } from '../priority/testing/facts-of.ts';
import { applyRepositorySchema } from '../repository/store/apply-repository-schema.ts';
import { remind } from '../service/reminders.ts';
import {
  ADVISER,
  COUNTY,
  openServiceWorld,
  personKey,
  TODAY,
  type ServiceWorld,
} from '../service/testing/service-world.ts';
import { applyServedViews } from './apply-served-views.ts';

/** Half past eleven in the evening of the day before by UTC: in China the day has begun. */
const EARLY = new Date('2026-10-31T23:30:00Z');

let world: ServiceWorld;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase(), EARLY);
  for (const schema of ['repository', 'matching']) await world.rows(`CREATE SCHEMA ${schema}`);
  const client = await world.pool.connect();
  await applyRepositorySchema(client);
  await applyServedViews(client);
  client.release();
  await serveSomebody();
  await learnOfSomebody();
}, 120_000);
afterAll(() => world.close());

/** Something of every kind that the service chain keeps. */
async function serveSomebody(): Promise<void> {
  const { actor, caseId } = await world.enrol(1);
  const unemployedSince = known('EMPLOYMENT_REGISTRATION', '2026-10-05');
  const disability = known('DISABILITY', { from: '2020-01-01', until: null });
  const division = known('POPULATION', COUNTY);
  await world.conclude(factsOf({ personKey: personKey(1), division, unemployedSince, disability }));
  const unwanted = { what: 'COUNTY', value: '230103', reason: '离家太远' };
  await world.desk.declineSuggestion(unwanted, actor);
  await world.referTo('ACCEPTED', 1, await world.post());
  await world.desk.setPlan(caseId, { personKey: personKey(1), goal: '上岗', measures: [] }, ADVISER);
  const [task] = await world.rows(`SELECT task_id FROM service.task WHERE agency = 'labour'`);
  await world.desk.completeTask(String(task?.['task_id']), '已办理', ADVISER);
  await world.desk.closeCase(caseId, { outcome: 'EMPLOYED', reason: '本人要求' }, ADVISER);
  await inTransaction(world.pool, (client) => remind(client, { today: '2027-01-01', now: EARLY }));
  // The market notes changes by the clock of the database.
  await world.rows('UPDATE market.jobseeker SET changed_at = $1', [EARLY]);
  await world.rows(
    `INSERT INTO matching.assignment_run (county, requested_by, started_at) VALUES ('230102', 'ea-0031', $1)`,
    [EARLY],
  );
}

/** Something of every kind that the repository dates by when it learned of it, and that is over by now. */
async function learnOfSomebody(): Promise<void> {
  await world.rows(
    `INSERT INTO repository.person_group (person_key, group_name, answer, rule_id, recorded_from, position, exchange_id)
     VALUES ('p', 'DISABLED', 'YES', 'r', $1, 1, 'e')`,
    [EARLY],
  );
  await world.rows(
    `INSERT INTO repository.conflict
       (person_key, kind, sources, routed_to, record_keys, recorded_from, recorded_to, position, exchange_id)
     VALUES ('p', 'k', '{}', 'labour', '{}', $1, $1, 1, 'e')`,
    [EARLY],
  );
  await world.rows(
    `INSERT INTO repository.closure_signal
       (credit_code, kind, month, people_before, people_after, recorded_from, recorded_to, position, exchange_id)
     VALUES ('c', 'CLOSURE', '2026-10', 9, 0, $1, $1, 1, 'e')`,
    [EARLY],
  );
}

/** Those whose rows begin on a day that somebody says, and not at the moment at which something happened. */
const DATED_BY_SOMEBODY = ['vacancy', 'follow_up', 'served_person_picture', 'served_employer_picture'];
/** Those of a run, which take its days as they are. */
const OF_A_RUN = ['group_fairness', 'assigned_pair'];

test('what happens before eight in the morning is of that day in China, in every view of the graph', async () => {
  const views = await world.rows(
    `SELECT table_schema AS schema, table_name AS name FROM information_schema.columns
     WHERE table_schema IN ('matching', 'repository') AND column_name = 'valid_from'
       AND table_name IN (SELECT table_name FROM information_schema.views)`,
  );
  const names = views
    .map(({ name }) => String(name))
    .filter((name) => ![...DATED_BY_SOMEBODY, ...OF_A_RUN].includes(name));
  expect(names.length).toBeGreaterThanOrEqual(16);
  for (const { schema, name } of views) {
    if (!names.includes(String(name))) continue;
    const days = await world.rows(
      `SELECT DISTINCT unnest(array_remove(ARRAY[valid_from, valid_to], NULL))::text AS day FROM ${String(schema)}.${String(name)}`,
    );
    expect([name, days]).toEqual([name, [{ day: TODAY }]]);
  }
});

test.each([
  ['matching.coordination_task', 'done_at IS NOT NULL'],
  ['matching.service_case', 'ended_at IS NOT NULL'],
  ['repository.served_conflict', `state = 'RESOLVED'`],
  ['repository.served_closure_signal', `state = 'WITHDRAWN'`],
])('what is over in %s is over on that day', async (view, isOver) => {
  const rows = await world.rows(`SELECT DISTINCT valid_to::text AS day FROM ${view} WHERE ${isOver}`);
  expect(rows).toEqual([{ day: TODAY }]);
});
