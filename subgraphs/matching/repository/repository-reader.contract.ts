import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, createTestRole, testPostgres } from '../../../hub/testing/test-database.ts';
import { creditCode, personKey, type WorldChange } from './testing/employment-world.ts';
import { decideClosure } from './store/decide-closure.ts';
import { heldBy, openRepositoryWorld, type RepositoryWorld } from './testing/repository-world.ts';

async function withWorld(
  work: (world: RepositoryWorld) => Promise<void>,
  options: Parameters<typeof openRepositoryWorld>[1] = {},
): Promise<void> {
  const database = await createTestDatabase();
  const createRole = (name: string): Promise<unknown> => createTestRole(testPostgres(), name);
  const world = await openRepositoryWorld(
    { login: database, createRole, drop: () => database.drop() },
    options,
  );
  try {
    await work(world);
  } finally {
    await world.close();
  }
}

const small = fc.integer({ min: 0, max: 4 });
const record = { id: small, person: small };
const anyChange: fc.Arbitrary<WorldChange> = fc.oneof(
  fc.record({
    kind: fc.constant('resident' as const),
    person: small,
    household: small,
    isDead: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('insurance' as const),
    ...record,
    firm: fc.option(small, { freq: 4 }),
    toMonth: fc.constantFrom(null, null, '2026-10', '2025-03'),
  }),
  fc.record({
    kind: fc.constant('registration' as const),
    ...record,
    status: fc.constantFrom('EMPLOYED', 'UNEMPLOYED', 'FLEXIBLE'),
  }),
  fc.record({ kind: fc.constant('benefit' as const), ...record, isOver: fc.boolean() }),
  fc.record({ kind: fc.constant('certificate' as const), ...record, isValid: fc.boolean() }),
  fc.record({
    kind: fc.constant('assistance' as const),
    family: small,
    person: small,
    isActive: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('death' as const), ...record }),
  fc.record({ kind: fc.constant('firm' as const), firm: small, isOpen: fc.boolean() }),
);
type Step = WorldChange | 'restart' | 'cut' | 'repeat' | 'pause' | 'resync' | 'outage';
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: anyChange, weight: 12 },
  {
    arbitrary: fc.constantFrom<Step>('restart', 'cut', 'repeat', 'pause', 'resync', 'outage'),
    weight: 2,
  },
);

const RESYNC = {
  agency: 'labour',
  kind: 'RESYNC',
  relation: null,
  types: [],
  keys: [],
  committedAt: '2026-11-01T00:00:00Z',
} as const;

async function take(world: RepositoryWorld, step: Step, last: WorldChange | null): Promise<void> {
  if (typeof step === 'object') await world.change(step);
  else if (step === 'restart') {
    await world.stop();
    world.start();
  } else if (step === 'cut') await world.cut();
  else if (step === 'pause') await sleep(60);
  else if (step === 'repeat' && last !== null) await world.change(last);
  else if (step === 'resync') await world.publish(RESYNC);
  else if (step === 'outage') {
    world.hub.fail('SOURCE_DOWN');
    await sleep(30);
    world.hub.fail(null);
  }
}

function settlePeople({ world }: RepositoryWorld): void {
  for (let number = 0; number <= 4; number += 1) {
    world.apply({ kind: 'resident', person: number, household: number % 3, isDead: false });
    world.apply({ kind: 'firm', firm: number, isOpen: true });
  }
}

test('whatever changes, comes twice or is killed, the repository holds what one built anew holds', async () => {
  const steps = fc.tuple(
    fc.array(anyChange, { minLength: 5, maxLength: 25 }),
    fc.array(anyStep, { minLength: 15, maxLength: 40 }),
  );
  let pictures = 0;
  await fc.assert(
    fc.asyncProperty(steps, async ([before, after]) => {
      await withWorld(async (world) => {
        settlePeople(world);
        for (const change of before) world.world.apply(change);
        world.start();
        let last: WorldChange | null = null;
        for (const step of after) {
          await take(world, step, last);
          if (typeof step === 'object') last = step;
        }
        await world.settle();
        const running = await heldBy(world);
        await world.rebuild();
        await world.settle();
        expect(running).toEqual(await heldBy(world));
        pictures += running.length;
      });
    }),
    // Shrinking would open a database for every try.
    { numRuns: 6, endOnFailure: true },
  );
  // A property of empty repositories would say nothing.
  expect(pictures).toBeGreaterThan(30);
}, 240_000);

interface Row {
  readonly status: string;
  readonly from: string;
  readonly to: string | null;
  readonly isHeld: boolean;
}

async function history({ client }: RepositoryWorld, person: number): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>(
    `SELECT status, valid_from::text AS from, valid_to::text AS to, recorded_to IS NULL AS "isHeld"
     FROM repository.person_picture WHERE person_key = $1 ORDER BY recorded_from, valid_from`,
    [personKey(person)],
  );
  return rows;
}

const job = { kind: 'insurance', id: 1, person: 1, firm: 1, toMonth: null } as const;

test('a correction closes what was held and writes what is; nothing is changed or taken away', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    world.world.apply(job);
    world.start();
    await world.settle();
    await world.change({ ...job, toMonth: '2026-10' });
    await world.settle();
    // The source was wrong about the month, and says so.
    await world.change({ ...job, toMonth: '2026-08' });
    await world.settle();
    const unknown = { status: 'UNKNOWN', from: '2010-01-01', to: '2022-01-01', isHeld: true };
    expect(await history(world, 1)).toEqual([
      unknown,
      { status: 'EMPLOYED', from: '2022-01-01', to: null, isHeld: false },
      { status: 'EMPLOYED', from: '2022-01-01', to: '2026-11-01', isHeld: false },
      { status: 'UNEMPLOYED', from: '2026-11-01', to: null, isHeld: false },
      { status: 'EMPLOYED', from: '2022-01-01', to: '2026-09-01', isHeld: true },
      { status: 'UNEMPLOYED', from: '2026-09-01', to: null, isHeld: true },
    ]);
    for (const statement of [
      'DELETE FROM repository.person_picture',
      `UPDATE repository.person_picture SET status = 'RETIRED'`,
      'UPDATE repository.conflict SET recorded_to = NULL WHERE recorded_to IS NOT NULL',
      `UPDATE repository.person_picture SET recorded_to = NULL WHERE recorded_to IS NOT NULL`,
    ]) {
      const { rowCount } = await world.client
        .query(statement)
        .catch((error: unknown) => ({ rowCount: String(error).includes('never changed') ? 0 : -1 }));
      expect(rowCount).toBe(0);
    }
  });
});

test('of somebody of whom labour has nothing, nothing is kept', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    world.world.apply({ kind: 'certificate', id: 1, person: 2, isValid: true });
    world.world.apply(job);
    world.start();
    await world.settle();
    for (const table of ['person_picture', 'person_group', 'person_read', 'came_by']) {
      const { rows } = await world.client.query<{ key: string }>(
        `SELECT DISTINCT person_key AS key FROM repository.${table}`,
      );
      expect([table, rows]).toEqual([table, [{ key: personKey(1) }]]);
    }
  });
});

test('a conflict is shown, told to the agency, and gone with its correction', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    world.world.apply(job);
    world.start();
    await world.settle();
    const conflicts = async (): Promise<readonly unknown[]> =>
      (
        await world.client.query<object>(
          'SELECT kind, routed_to AS "routedTo", sources, state FROM repository.served_conflict ORDER BY record_id',
        )
      ).rows;
    await world.change({ kind: 'firm', firm: 1, isOpen: false });
    await world.settle();
    const conflict = {
      kind: 'INSURED_BY_CLOSED_FIRM',
      routedTo: 'labour',
      sources: 'business-registry,labour',
    };
    expect(await conflicts()).toEqual([{ ...conflict, state: 'OPEN' }]);
    const flagged = await world.client.query(
      'SELECT status, quality_flag AS flag FROM repository.served_person_picture WHERE recorded_to IS NULL AND is_current',
    );
    expect(flagged.rows).toEqual([{ status: 'UNEMPLOYED', flag: 'DISPUTED' }]);
    await world.change({ ...job, toMonth: '2026-06' });
    await world.settle();
    expect(await conflicts()).toEqual([{ ...conflict, state: 'RESOLVED' }]);
  });
});

test('a member of the household who finds work changes what is concluded of the others', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    for (const person of [0, 3])
      world.world.apply({ kind: 'registration', id: person, person, status: 'UNEMPLOYED' });
    world.start();
    await world.settle();
    const isWithout = async (): Promise<readonly unknown[]> =>
      (
        await world.client.query<object>(
          `SELECT answer FROM repository.person_group
           WHERE group_name = 'ZERO_EMPLOYMENT' AND person_key = $1 AND recorded_to IS NULL`,
          [personKey(0)],
        )
      ).rows;
    expect(await isWithout()).toEqual([{ answer: 'YES' }]);
    await world.change({ ...job, person: 3 });
    await world.settle();
    expect(await isWithout()).toEqual([{ answer: 'NO' }]);
  });
});

test('a firm whose staff goes is proposed to a person, once, and withdrawn when it was an error', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    const staff = Array.from({ length: 12 }, (_, index) => ({
      ...job,
      id: 100 + index,
      person: 100 + index,
    }));
    for (const each of staff) world.world.apply(each);
    world.world.apply(job);
    world.start();
    await world.settle();
    const signals = async (): Promise<readonly unknown[]> =>
      (
        await world.client.query<object>(
          `SELECT credit_code AS code, kind, people_before AS before, people_after AS after, state
           FROM repository.served_closure_signal ORDER BY record_id`,
        )
      ).rows;
    expect(await signals()).toEqual([]);
    for (const each of [job, ...staff]) world.world.apply({ ...each, toMonth: '2026-10' });
    await world.change({ ...job, toMonth: '2026-10' });
    await world.settle();
    const signal = { code: creditCode(1), kind: 'CLOSURE', before: 13, after: 0 };
    expect(await signals()).toEqual([{ ...signal, state: 'PROPOSED' }]);
    const decided = { signalId: '1', official: 'ea-0031', reason: 'visited' } as const;
    await expect(
      decideClosure(world.client, { ...decided, signalId: '9', decision: 'CONFIRMED' }),
    ).rejects.toThrow(expect.objectContaining({ code: 'SERVICE_UNKNOWN' }));
    await decideClosure(world.client, { ...decided, decision: 'CONFIRMED' });
    expect(await signals()).toEqual([{ ...signal, state: 'CONFIRMED' }]);
    await decideClosure(world.client, { ...decided, decision: 'DISMISSED' });
    expect(await signals()).toEqual([{ ...signal, state: 'DISMISSED' }]);
    await world.client.query('DELETE FROM repository.closure_decision');
    for (const each of [job, ...staff]) world.world.apply(each);
    await world.change(job);
    await world.settle();
    expect(await signals()).toEqual([{ ...signal, state: 'WITHDRAWN' }]);
  });
});

async function until(look: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    if (await look()) return;
    await sleep(20);
  }
  throw new Error('it never comes to be so');
}

test('a source that stops leaves pictures as they are, marked stale, though nothing says that it did', async () => {
  await withWorld(
    async (world) => {
      settlePeople(world);
      world.world.apply(job);
      world.start();
      await world.settle();
      const freshness = async (): Promise<{ readonly state: string; readonly stale: boolean }> =>
        (
          await world.client.query<{ state: string; stale: boolean }>(
            'SELECT state, is_stale AS stale FROM repository.freshness',
          )
        ).rows[0]!;
      await until(async () => !(await freshness()).stale);
      const before = await heldBy(world);
      world.hub.fail('SOURCE_DOWN');
      await until(async () => (await freshness()).stale);
      expect((await freshness()).state).toBe('WAITING');
      expect(await heldBy(world)).toEqual(before);
      world.hub.fail(null);
      await until(async () => !(await freshness()).stale);
    },
    { probeEveryMs: 50 },
  );
});

test('an agency is believed about its own records alone', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    world.world.apply(job);
    world.start();
    await world.settle();
    const before = world.hub.asked.count;
    const event = world.world.apply({ ...job, toMonth: '2026-10' });
    await world.publish({ ...event, agency: 'vehicles' });
    await world.settle();
    expect(world.hub.asked.count).toBe(before);
    await world.publish(event);
    await world.settle();
    expect(world.hub.asked.count).toBeGreaterThan(before);
  });
});

test('a firm with many people is no reason to read them all when one of them leaves', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    for (let person = 0; person <= 4; person += 1) world.world.apply({ ...job, id: person, person });
    world.start();
    await world.settle();
    const readAt = async (): Promise<number> =>
      (
        await world.client
          .query(`SELECT FROM repository.person_read WHERE read_at > clock_timestamp() - interval '1 hour'
        AND read_at > (SELECT max(since) FROM probe)`)
      ).rowCount ?? 0;
    await world.client.query('CREATE TABLE probe AS SELECT clock_timestamp() AS since');
    await world.change({ ...job, id: 2, person: 2, toMonth: '2026-10' });
    await world.settle();
    // Those who live with the person are read too.
    expect(await readAt()).toBe(1);
    await world.change({ kind: 'firm', firm: 1, isOpen: false });
    await world.settle();
    expect(await readAt()).toBe(5);
  });
});

test('when a day begins everybody is looked at again', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    world.world.apply({ kind: 'registration', id: 1, person: 1, status: 'UNEMPLOYED' });
    world.start();
    await world.settle();
    const isLong = async (): Promise<boolean> =>
      (
        await world.client.query(
          `SELECT FROM repository.person_group
           WHERE group_name = 'LONG_TERM' AND answer = 'YES' AND recorded_to IS NULL`,
        )
      ).rowCount === 1;
    expect(await isLong()).toBe(false);
    world.setDay('2027-02-10');
    await until(isLong);
  });
});

test('who was away for longer than events are kept looks at everybody again', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    world.world.apply(job);
    world.start();
    await world.settle();
    await world.stop();
    await world.change({ ...job, toMonth: '2026-10' });
    await world.client.query(
      'DELETE FROM stream.event; UPDATE stream.state SET forgotten_to = last_sequence',
    );
    world.start();
    await until(async () =>
      (await history(world, 1)).some(({ status, isHeld }) => status === 'UNEMPLOYED' && isHeld),
    );
    expect((await world.store.place())?.round).toBe(2);
  });
});
