import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, createTestRole, testPostgres } from '../../../hub/testing/test-database.ts';
import type { WorldChange } from '../testing/changing-population.ts';
import { openSupervisedWorld, type SupervisedWorld } from '../testing/supervised-world.ts';

async function openWorld(onStuck?: (runId: string, error: unknown) => void): Promise<SupervisedWorld> {
  const database = await createTestDatabase();
  const createRole = (name: string): Promise<unknown> => createTestRole(testPostgres(), name);
  return openSupervisedWorld({ login: database, createRole, drop: () => database.drop() }, onStuck);
}

const small = fc.integer({ min: 0, max: 5 });
const anyChange: fc.Arbitrary<WorldChange> = fc.oneof(
  fc.record({ kind: fc.constant('family' as const), family: small, isActive: fc.boolean() }),
  fc.record({ kind: fc.constant('member' as const), family: small, person: small, isIn: fc.boolean() }),
  fc.record({
    kind: fc.constant('vehicle' as const),
    id: small,
    owner: fc.option(small, { freq: 4 }),
    isScooter: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('firm' as const), id: small, representative: small, isOpen: fc.boolean() }),
  fc.record({
    kind: fc.constant('holding' as const),
    id: small,
    holder: small,
    firm: small,
    share: fc.constantFrom(10, 60),
  }),
);
type Step = WorldChange | 'restart' | 'repeat' | 'pause' | 'resync' | 'outage';
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: anyChange, weight: 12 },
  { arbitrary: fc.constantFrom<Step>('restart', 'repeat', 'pause', 'resync', 'outage'), weight: 2 },
);

/** An active family of one person. */
function settleFamily({ population }: SupervisedWorld, number: number): void {
  population.change({ kind: 'family', family: number, isActive: true });
  population.change({ kind: 'member', family: number, person: number, isIn: true });
}

async function take(world: SupervisedWorld, step: Step, last: WorldChange | null): Promise<void> {
  if (typeof step === 'object') await world.change(step);
  else if (step === 'restart') await world.restart();
  else if (step === 'pause') await sleep(60);
  else if (step === 'repeat' && last !== null) await world.change(last);
  else if (step === 'resync')
    await world.publish({
      agency: 'vehicles',
      kind: 'RESYNC',
      relation: null,
      types: [],
      keys: [],
      committedAt: '2026-11-01T00:00:00Z',
    });
  else if (step === 'outage') {
    world.population.fail('SOURCE_DOWN');
    await sleep(30);
    world.population.fail(null);
  }
}

test('T22 after any changes the open findings are those of a full run', async () => {
  const steps = fc.tuple(
    fc.array(anyChange, { minLength: 10, maxLength: 40 }),
    fc.array(anyStep, { minLength: 10, maxLength: 40 }),
  );
  let found = 0;
  await fc.assert(
    fc.asyncProperty(steps, async ([before, after]) => {
      const world = await openWorld();
      try {
        for (let family = 0; family <= 5; family += 1) settleFamily(world, family);
        for (const change of before) world.population.change(change);
        await world.supervise();
        let last: WorldChange | null = null;
        for (const step of after) {
          await take(world, step, last);
          if (typeof step === 'object') last = step;
        }
        await world.settle();
        const full = await world.fullRun();
        expect(await world.open()).toEqual(full);
        found += full.length;
      } finally {
        await world.close();
      }
    }),
    // Shrinking would open a database for every try.
    { numRuns: 8, endOnFailure: true },
  );
  // A property of worlds without findings would say nothing.
  expect(found).toBeGreaterThan(10);
}, 240_000);

test('a change becomes a finding, its reversal withdraws it, and it can come back', async () => {
  const world = await openWorld();
  try {
    world.population.change({ kind: 'family', family: 1, isActive: true });
    world.population.change({ kind: 'member', family: 1, person: 2, isIn: true });
    const [runId] = await world.supervise();
    await world.settle();
    const states = async (): Promise<readonly boolean[]> =>
      (
        await world.client.query<{ open: boolean }>(
          'SELECT withdrawn_at IS NULL AS open FROM audit.finding WHERE run_id = $1',
          [runId],
        )
      ).rows.map(({ open }) => open);
    const counted = async (): Promise<number> =>
      Number(
        (
          await world.client.query<{ n: string }>(
            'SELECT finding_count + shadow_finding_count AS n FROM audit.run WHERE run_id = $1',
            [runId],
          )
        ).rows[0]!.n,
      );
    expect(await states()).toEqual([]);
    for (const [owner, open] of [
      [2, true],
      [3, false],
      [2, true],
    ] as const) {
      await world.change({ kind: 'vehicle', id: 1, owner, isScooter: false });
      await world.settle();
      expect(await states()).toEqual([open]);
      expect(await counted()).toBe(open ? 1 : 0);
    }
  } finally {
    await world.close();
  }
});

test('only what is touched is asked for, by audits that read it', async () => {
  const world = await openWorld();
  try {
    for (let family = 0; family <= 5; family += 1) settleFamily(world, family);
    await world.supervise();
    await world.settle();
    const before = world.population.asked.count;
    await world.change({ kind: 'vehicle', id: 1, owner: 9, isScooter: false });
    await world.settle();
    expect(world.population.asked.count).toBe(before);
    await world.change({ kind: 'vehicle', id: 1, owner: 2, isScooter: false });
    await world.settle();
    expect(world.population.asked.count).toBe(before + 1);
  } finally {
    await world.close();
  }
});

test('what does not answer is waited for, and nothing is concluded from it', async () => {
  const world = await openWorld();
  try {
    world.population.change({ kind: 'family', family: 1, isActive: true });
    world.population.change({ kind: 'member', family: 1, person: 2, isIn: true });
    world.population.change({ kind: 'vehicle', id: 1, owner: 2, isScooter: false });
    const [runId] = await world.supervise();
    await world.settle();
    world.population.fail('SOURCE_DOWN');
    await world.change({ kind: 'vehicle', id: 1, owner: null, isScooter: false });
    const state = async (): Promise<string> =>
      (
        await world.client.query<{ step: string }>(
          'SELECT progress_step AS step FROM audit.run WHERE run_id = $1',
          [runId],
        )
      ).rows[0]!.step;
    for (let attempt = 0; attempt < 200 && (await state()) !== 'WAITING'; attempt += 1) await sleep(25);
    expect(await state()).toBe('WAITING');
    expect(await world.open()).toHaveLength(1);
    world.population.fail(null);
    await world.settle();
    expect(await world.open()).toEqual([]);
  } finally {
    await world.close();
  }
});

test('a mistake of the hub itself is told, and is not waited for', async () => {
  const stuck: string[] = [];
  const world = await openWorld((_, error) => stuck.push((error as Error).constructor.name));
  try {
    const [runId] = await world.supervise();
    await world.settle();
    await world.client.query('ALTER TABLE audit.supervision RENAME COLUMN day TO another_day');
    for (let attempt = 0; attempt < 200 && stuck.length < 2; attempt += 1) await sleep(25);
    expect(stuck).toEqual(['DatabaseError', 'DatabaseError']);
    const { rows } = await world.client.query('SELECT progress_step FROM audit.run WHERE run_id = $1', [
      runId,
    ]);
    expect(rows).toEqual([{ progress_step: 'FAILED' }]);
  } finally {
    await world.close();
  }
});

test('an agency is believed about its own records alone', async () => {
  const world = await openWorld();
  try {
    settleFamily(world, 1);
    await world.supervise();
    await world.settle();
    const before = world.population.asked.count;
    const { kind, relation, keys, committedAt } = world.population.change({
      kind: 'vehicle',
      id: 1,
      owner: 1,
      isScooter: false,
    });
    await world.publish({
      agency: 'vehicles',
      kind,
      relation,
      types: ['AssistanceMember'],
      keys,
      committedAt,
    });
    await world.publish({ agency: 'vehicles', kind, relation, types: ['Enterprise'], keys, committedAt });
    await world.settle();
    expect(world.population.asked.count).toBe(before);
    await world.publish({ agency: 'vehicles', kind, relation, types: ['Vehicle'], keys, committedAt });
    await world.settle();
    expect(world.population.asked.count).toBe(before + 1);
    expect(await world.open()).toHaveLength(1);
  } finally {
    await world.close();
  }
});

test('everybody is looked at again only where an agency that the audit reads may have missed changes', async () => {
  const world = await openWorld();
  try {
    settleFamily(world, 1);
    const runIds = await world.supervise();
    await world.settle();
    const resync = { kind: 'RESYNC', relation: null, types: [], keys: [] } as const;
    await world.publish({ agency: 'vehicles', ...resync, committedAt: '2026-11-01T00:00:00Z' });
    await world.settle();
    const { rows } = await world.client.query(
      'SELECT round FROM audit.supervision WHERE run_id = ANY($1) ORDER BY audit_name',
      [runIds],
    );
    expect(rows).toEqual([{ round: 2 }, { round: 1 }]);
  } finally {
    await world.close();
  }
});

test('T4 a rule whose source is too old says nothing, and takes back what it said, until it is recent again', async () => {
  const world = await openWorld();
  try {
    settleFamily(world, 1);
    settleFamily(world, 2);
    world.population.change({ kind: 'vehicle', id: 1, owner: 1, isScooter: false });
    const [runId] = await world.supervise();
    await world.settle();
    expect(await world.open()).toHaveLength(1);
    const rule = async (): Promise<unknown> =>
      (
        await world.client.query(
          'SELECT state, missing, finding_count::int AS findings FROM audit.run_rule WHERE run_id = $1',
          [runId],
        )
      ).rows[0];
    const until = async (expected: unknown): Promise<void> => {
      for (let attempt = 0; attempt < 200; attempt += 1) {
        if (JSON.stringify(await rule()) === JSON.stringify(expected)) return;
        await sleep(25);
      }
      expect(await rule()).toEqual(expected);
    };
    // Vehicles may be 96 hours old, families 1,080.
    world.population.age(100);
    await until({ state: 'CANNOT_VERIFY', missing: 'Vehicle', findings: 0 });
    expect(await world.open()).toEqual([]);
    await world.change({ kind: 'vehicle', id: 2, owner: 2, isScooter: false });
    await world.settle();
    expect(await world.open()).toEqual([]);
    await world.restart();
    await world.settle();
    expect(await world.open()).toEqual([]);
    world.population.age(0);
    await until({ state: null, missing: null, findings: 2 });
    await world.settle();
    expect(await world.open()).toEqual(await world.fullRun());
  } finally {
    await world.close();
  }
});
