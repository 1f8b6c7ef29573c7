import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import type { FieldCoordinate } from '../../../policies/vocabulary.ts';
import { shippedAudit } from '../testing/audit-fixtures.ts';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';
import { requesterAs } from '../testing/requester-as.ts';

let world: EngineWorld;
beforeEach(async () => {
  world = await openEngineWorld(await createTestDatabase());
});
afterEach(() => world.close());

const REQUESTER = requesterAs(null);

test('no application can save over an audit that ships, whatever it is called', async () => {
  const engine = await world.engineAt(await world.population(0));
  const audit = { ...shippedAudit('barred-vehicle'), title: 'Mine' };
  for (const owner of ['hub', 'auditor'])
    await expect(engine.save({ ...audit, owner }, REQUESTER)).rejects.toMatchObject({
      code: 'AUDIT_INVALID',
    });
  await expect(engine.save({ ...audit, name: 'mine', owner: 'hub' }, REQUESTER)).rejects.toMatchObject({
    detail: { part: 'owner' },
  });
});

test('an audit that ships takes its name back from an application', async () => {
  const engine = await world.engineAt(await world.population(0));
  const audit = { ...shippedAudit('barred-vehicle'), name: 'new-name' };
  expect(await engine.save({ ...audit, owner: 'auditor' }, REQUESTER)).toBe(1);
  expect(await engine.save(audit, null)).toBe(2);
  await expect(engine.save({ ...audit, owner: 'auditor' }, REQUESTER)).rejects.toMatchObject({
    detail: { part: 'name' },
  });
});

test('policy decides an audit when it is saved and again when it is run, and says which field it withholds', async () => {
  const server = await world.population(1);
  const engine = await world.engineAt(server);
  const audit = { ...shippedAudit('barred-vehicle'), name: 'decided', owner: 'auditor' };
  server.permits.withheld = [
    // What only joins may be hidden from who asks.
    { field: 'Person.id' as FieldCoordinate, use: 'project', because: 'masked', rules: [] },
    { field: 'Vehicle.use' as FieldCoordinate, use: 'project', because: 'masked', rules: [] },
  ];
  const denied = (reason: string): object => ({ code: 'AUDIT_POLICY_DENIED', detail: { reason } });
  await expect(engine.save(audit, REQUESTER)).rejects.toMatchObject(
    denied('who asks for it is shown only a part of `Vehicle.use`'),
  );
  const { rowCount } = await world.client.query(
    `SELECT FROM audit.saved_audit_version WHERE name = 'decided'`,
  );
  expect(rowCount).toBe(0);
  server.permits.withheld = server.permits.withheld.slice(0, 1);
  expect(await engine.save(audit, REQUESTER)).toBe(1);
  server.permits.withheld = [{ field: null, use: null, because: 'purpose', rules: [] }];
  const start = (): Promise<string> => engine.start('decided', new Map(), REQUESTER);
  await expect(start()).rejects.toMatchObject(denied('who asks for it may not declare the purpose'));
  await server.close();
  await expect(start()).rejects.toMatchObject({ code: 'AUDIT_POLICY_UNKNOWN' });
});

test('an unknown audit, an unknown run and a wrong parameter are refused', async () => {
  const engine = await world.engineAt(await world.population(1));
  await expect(engine.start('no-such-audit', new Map(), REQUESTER)).rejects.toMatchObject({
    code: 'AUDIT_UNKNOWN',
  });
  await expect(engine.cancel('no-such-run', REQUESTER)).rejects.toMatchObject({ code: 'AUDIT_RUN_UNKNOWN' });
  await expect(engine.start('barred-vehicle', new Map([['x', 1]]), REQUESTER)).rejects.toMatchObject({
    code: 'AUDIT_PARAMETER_INVALID',
  });
});

test('saving the same audit again is no new version, another text is', async () => {
  const engine = await world.engineAt(await world.population(1));
  const audit = shippedAudit('barred-vehicle');
  expect(await engine.save(audit, null)).toBe(1);
  expect(await engine.save({ ...audit, title: 'Another title' }, null)).toBe(2);
  expect(await engine.save({ ...audit, title: 'Another title' }, null)).toBe(2);
});

test('of two owners who save a new name at once, one has it and the other is refused', async () => {
  const server = await world.population(0);
  const [one, other] = [await world.engineAt(server), await world.engineAt(server)];
  const audit = { ...shippedAudit('barred-vehicle'), name: 'new-name' };
  const saved = await Promise.allSettled([
    one.save({ ...audit, owner: 'one' }, REQUESTER),
    other.save({ ...audit, owner: 'other' }, REQUESTER),
  ]);
  expect(saved.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(saved.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'AUDIT_INVALID', detail: { part: 'name' } },
  });
  const { rows } = await world.client.query(
    `SELECT version FROM audit.saved_audit_version WHERE name = 'new-name'`,
  );
  expect(rows).toEqual([{ version: 1 }]);
});
