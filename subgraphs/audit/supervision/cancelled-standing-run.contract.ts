import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createTestDatabase, createTestRole, testPostgres } from '../../../hub/testing/test-database.ts';
import { shippedAudit } from '../testing/audit-fixtures.ts';
import { requesterAs } from '../testing/requester-as.ts';
import { openSupervisedWorld, type SupervisedWorld } from '../testing/supervised-world.ts';

/** Of one family, who has a car. */
async function openWorld(): Promise<SupervisedWorld> {
  const database = await createTestDatabase();
  const createRole = (name: string): Promise<unknown> => createTestRole(testPostgres(), name);
  const world = await openSupervisedWorld({ login: database, createRole, drop: () => database.drop() });
  world.population.change({ kind: 'family', family: 1, isActive: true });
  world.population.change({ kind: 'member', family: 1, person: 1, isIn: true });
  world.population.change({ kind: 'vehicle', id: 1, owner: 1, isScooter: false });
  return world;
}

test('a run that is cancelled finds nothing more, is no longer followed, and is not there to be ended', async () => {
  const world = await openWorld();
  try {
    const runIds = await world.supervise();
    await world.settle();
    const before = await world.open();
    expect(before).toHaveLength(1);
    for (const runId of runIds) await world.engine.cancel(runId, requesterAs(null));
    const { rows } = await world.client.query(
      `SELECT status, progress_step, finished_at IS NOT NULL AS ended,
         EXISTS (SELECT FROM audit.supervision WHERE supervision.run_id = run.run_id) AS stands
       FROM audit.run WHERE run_id = ANY($1)`,
      [runIds],
    );
    const ended = { status: 'CANCELLED', progress_step: null, ended: true, stands: false };
    expect(rows).toEqual([ended, ended]);
    const asked = world.population.asked.count;
    await world.change({ kind: 'vehicle', id: 1, owner: null, isScooter: false });
    await world.restart();
    await sleep(300);
    expect([world.population.asked.count, await world.open()]).toEqual([asked, before]);
    await expect(world.supervisor().release('barred-vehicle', requesterAs(null))).rejects.toMatchObject({
      code: 'AUDIT_RUN_UNKNOWN',
    });
  } finally {
    await world.close();
  }
});

/** As another process does it, which does not tell this one. */
const cancelElsewhere = ({ client }: SupervisedWorld): Promise<unknown> =>
  client.query(`UPDATE audit.run SET status = 'CANCELLED', finished_at = now()`);

test('a page that comes when its run is cancelled is not kept, and no other is asked for', async () => {
  const world = await openWorld();
  try {
    const answer = world.population.hold();
    await world.supervise();
    for (let waited = 0; waited < 200 && world.population.asked.count < 2; waited += 1) await sleep(25);
    await cancelElsewhere(world);
    answer();
    await sleep(1_000);
    expect(world.population.asked.count).toBe(2);
    expect(await world.open()).toEqual([]);
    const { rows } = await world.client.query(
      'SELECT DISTINCT is_filling, page_cursor FROM audit.supervision',
    );
    expect(rows).toEqual([{ is_filling: true, page_cursor: null }]);
  } finally {
    await world.close();
  }
});

test('a run that was cancelled takes nothing back where its sources are too old', async () => {
  const world = await openWorld();
  try {
    const [runId] = await world.supervise();
    await world.settle();
    await cancelElsewhere(world);
    const rule = shippedAudit('barred-vehicle').rules[0]!.id;
    expect(await world.store.keepStale(runId!, new Map([[rule, 'Vehicle']]))).toBeNull();
    expect(await world.open()).toHaveLength(1);
  } finally {
    await world.close();
  }
});
