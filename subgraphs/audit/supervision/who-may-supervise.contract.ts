import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createTestDatabase, createTestRole, testPostgres } from '../../../hub/testing/test-database.ts';
import { shippedAudit } from '../testing/audit-fixtures.ts';
import { requesterAs } from '../testing/requester-as.ts';
import { openSupervisedWorld, type SupervisedWorld } from '../testing/supervised-world.ts';

async function openWorld(onStuck?: (runId: string, error: unknown) => void): Promise<SupervisedWorld> {
  const database = await createTestDatabase();
  const createRole = (name: string): Promise<unknown> => createTestRole(testPostgres(), name);
  return openSupervisedWorld({ login: database, createRole, drop: () => database.drop() }, onStuck);
}

test('a draft is supervised by its owner alone, and who asked for supervision ends it', async () => {
  const world = await openWorld();
  try {
    const owner = requesterAs('au-1');
    const other = requesterAs('au-2');
    const draft = { ...shippedAudit('barred-vehicle'), name: 'draft', owner: 'auditor' };
    await world.engine.save(draft, owner);
    await expect(world.supervisor().supervise('draft', other)).rejects.toMatchObject({
      code: 'AUDIT_UNKNOWN',
    });
    const runId = await world.supervisor().supervise('draft', owner);
    await expect(world.supervisor().release('draft', other)).rejects.toMatchObject({
      code: 'AUDIT_RUN_UNKNOWN',
    });
    const status = async (): Promise<unknown> =>
      (await world.client.query('SELECT status FROM audit.run WHERE run_id = $1', [runId])).rows;
    expect(await status()).toEqual([{ status: 'RUNNING' }]);
    expect(await world.supervisor().release('draft', owner)).toBe(runId);
    expect(await status()).toEqual([{ status: 'CANCELLED' }]);
  } finally {
    await world.close();
  }
});

test('what one auditor has supervised is that one’s alone, whatever another asks for', async () => {
  const world = await openWorld();
  try {
    const [first, second] = ['au-1', 'au-2'].map((official) => requesterAs(official));
    const own = await world.supervisor().supervise('barred-vehicle', first!);
    // The same version is supervised once for each.
    expect(await world.supervisor().supervise('barred-vehicle', first!)).toBe(own);
    const others = await world.supervisor().supervise('barred-vehicle', second!);
    expect(others).not.toBe(own);
    await expect(world.engine.cancel(own, second!)).rejects.toMatchObject({ code: 'AUDIT_RUN_UNKNOWN' });
    await world.engine.save({ ...shippedAudit('barred-vehicle'), title: 'Changed' }, null);
    const newer = await world.supervisor().supervise('barred-vehicle', second!);
    const standing = async (): Promise<readonly string[]> =>
      (
        await world.client.query<{ id: string }>(
          `SELECT run_id AS id FROM audit.run WHERE mode = 'SUPERVISION' AND status = 'RUNNING' ORDER BY record_id`,
        )
      ).rows.map(({ id }) => id);
    expect(await standing()).toEqual([own, newer]);
    expect(await world.supervisor().release('barred-vehicle', second!)).toBe(newer);
    expect(await standing()).toEqual([own]);
  } finally {
    await world.close();
  }
});

test('a standing run of an audit that is taken back is refused, with the reason', async () => {
  const world = await openWorld();
  try {
    const [author, other] = [requesterAs('au-1'), requesterAs('au-2')];
    const draft = { ...shippedAudit('barred-vehicle'), name: 'draft', owner: 'auditor' };
    await world.engine.save(draft, author);
    const { audits } = world;
    const { definitionHash } = (await audits.savedAudits.version('draft'))!;
    const acting = (official: string) => ({ application: 'auditor', official });
    await audits.savedAudits.propose('draft', acting('au-1'));
    await audits.savedAudits.approve('draft', definitionHash, acting('au-2'));
    const runId = await world.supervisor().supervise('draft', other);
    await audits.savedAudits.withdraw('draft', 'it accuses the wrong ones', acting('au-1'));
    // A restart looks at rights at once; a run that stands does so every few seconds.
    await world.restart();
    const state = async (): Promise<
      { readonly progress_step: string; readonly error_detail: string | null } | undefined
    > =>
      (
        await world.client.query<{ progress_step: string; error_detail: string | null }>(
          'SELECT progress_step, error_detail FROM audit.run WHERE run_id = $1',
          [runId],
        )
      ).rows[0];
    for (let waited = 0; waited < 200; waited += 1) {
      if ((await state())?.progress_step === 'REFUSED') break;
      await sleep(25);
    }
    expect(await state()).toEqual({
      progress_step: 'REFUSED',
      error_detail: 'AUDIT_UNKNOWN: the audit is no longer shared with who put it under supervision',
    });
  } finally {
    await world.close();
  }
});

test('a text that was changed behind its hash is not gone on with', async () => {
  const stuck: string[] = [];
  const world = await openWorld((runId) => stuck.push(runId));
  try {
    const [runId] = await world.supervise();
    await world.settle();
    await world.client.query(
      `UPDATE audit.saved_audit_version SET definition = jsonb_set(definition, '{title}', '"Changed"')
       WHERE name = 'barred-vehicle'`,
    );
    await world.restart();
    for (let attempt = 0; attempt < 200 && stuck.length === 0; attempt += 1) await sleep(25);
    expect(stuck).toEqual([runId]);
    const { rows } = await world.client.query(
      'SELECT progress_step, error_detail FROM audit.run WHERE run_id = $1',
      [runId],
    );
    expect(rows).toEqual([
      { progress_step: 'REFUSED', error_detail: expect.stringContaining('AUDIT_TEXT_CHANGED') as unknown },
    ]);
  } finally {
    await world.close();
  }
});
