import { expect, test } from '@jest/globals';
import { createTestDatabase, createTestRole } from '../../../hub/testing/test-database.ts';
import { staleWords } from './stale-words.ts';
import { creditCode, personKey } from './testing/employment-world.ts';
import { decideClosure } from './store/decide-closure.ts';
import type { OnChanged } from './store/repository-store.ts';
import { heldBy, type RepositoryWorld } from './testing/repository-world.ts';
import { job, RESYNC, settlePeople, until, worldsIn } from './testing/with-world.ts';

const withWorld = worldsIn({ createTestDatabase, createTestRole });

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
      'UPDATE repository.person_picture SET recorded_to = NULL WHERE recorded_to IS NOT NULL',
    ])
      await expect(world.client.query(statement)).rejects.toThrow('never changed');
  });
});

test('what was held to be so at an instant stays readable, beside what is held of the same day now', async () => {
  await withWorld(async (world) => {
    const instant = async (): Promise<string> =>
      (await world.client.query<{ at: string }>('SELECT clock_timestamp()::text AS at')).rows[0]!.at;
    const heldAt = async (at: string, day: string): Promise<readonly string[]> =>
      (
        await world.client.query<{ status: string }>(
          `SELECT status FROM repository.served_person_picture
           WHERE person_key = $1 AND recorded_from <= $2 AND (recorded_to IS NULL OR recorded_to > $2)
             AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)`,
          [personKey(1), at, day],
        )
      ).rows.map(({ status }) => status);
    settlePeople(world);
    world.world.apply(job);
    const instants: string[] = [];
    world.start();
    for (const toMonth of [null, '2026-10', '2026-08']) {
      await world.change({ ...job, toMonth });
      await world.settle();
      instants.push(await instant());
    }
    const [working = '', leftInOctober = '', leftInAugust = ''] = instants;
    expect(await heldAt(working, '2026-11-10')).toEqual(['EMPLOYED']);
    expect(await heldAt(leftInOctober, '2026-11-10')).toEqual(['UNEMPLOYED']);
    expect(await heldAt(leftInOctober, '2026-09-10')).toEqual(['EMPLOYED']);
    expect(await heldAt(leftInAugust, '2026-09-10')).toEqual(['UNEMPLOYED']);
    expect(await heldAt(leftInAugust, '2026-07-10')).toEqual(['EMPLOYED']);
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
          `SELECT kind, routed_to AS "routedTo", sources, state FROM repository.served_conflict
           WHERE recorded_to IS NULL ORDER BY record_id`,
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
    await expect(
      world.client.query('UPDATE repository.conflict SET recorded_to = NULL WHERE recorded_to IS NOT NULL'),
    ).rejects.toThrow('never changed');
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
    // Found again at a new beginning, it is the same one.
    await world.beginAnew();
    await world.settle();
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
    await expect(decideClosure(world.client, { ...decided, decision: 'CONFIRMED' })).rejects.toThrow(
      expect.objectContaining({ code: 'SERVICE_STATE', detail: { state: 'WITHDRAWN' } }),
    );
    // Seen again, and then mended without an event: a new beginning finds it so.
    for (const each of [job, ...staff]) world.world.apply({ ...each, toMonth: '2026-10' });
    await world.change({ ...job, toMonth: '2026-10' });
    await world.settle();
    expect(await signals()).toMatchObject([{ state: 'WITHDRAWN' }, { ...signal, state: 'PROPOSED' }]);
    for (const each of [job, ...staff]) world.world.apply(each);
    await world.beginAnew();
    await world.settle();
    expect(await signals()).toMatchObject([{ state: 'WITHDRAWN' }, { state: 'WITHDRAWN' }]);
  });
});

test('a firm that nobody works for any longer is read again when changes may have been missed', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    world.world.apply(job);
    world.start();
    await world.settle();
    const insured = async (): Promise<readonly unknown[]> =>
      (
        await world.client.query<object>(
          `SELECT credit_code AS code, insured FROM repository.served_employer_picture
           WHERE recorded_to IS NULL AND is_current`,
        )
      ).rows;
    expect(await insured()).toEqual([{ code: creditCode(1), insured: 1 }]);
    // Of the move no event comes, but that some are missing.
    world.world.apply({ ...job, firm: 2 });
    await world.publish(RESYNC);
    await world.settle();
    expect(await insured()).toEqual([{ code: creditCode(2), insured: 1 }]);
  });
});

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
      expect(await staleWords(world.client)).toBeNull();
      const before = await heldBy(world);
      world.hub.fail('SOURCE_DOWN');
      await until(async () => (await freshness()).stale);
      expect((await freshness()).state).toBe('WAITING');
      const words = await staleWords(world.client);
      expect(words?.en).toContain('was last up to date at 20');
      expect(words?.zh).toContain('推荐前请先核实');
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

test('who changed is told in the transaction that keeps it, and nobody else', async () => {
  const told: string[] = [];
  const onChanged: OnChanged = (_, changed, day) => {
    for (const { personKey, concluded } of changed)
      told.push(`${day} ${personKey} ${concluded?.picture.slices.at(-1)?.value.status}`);
    return Promise.resolve();
  };
  await withWorld(
    async (world) => {
      settlePeople(world);
      for (const person of [0, 3]) world.world.apply({ ...job, id: person, person });
      world.start();
      await world.settle();
      told.splice(0);
      await world.change({ ...job, id: 0, person: 0, toMonth: '2026-10' });
      // The other of the household is read too, and is as before.
      await world.change({ ...job, id: 0, person: 0, toMonth: '2026-10' });
      await world.settle();
      expect(told).toEqual([`2026-11-22 ${personKey(0)} UNEMPLOYED`]);
    },
    { onChanged },
  );
});

test('when a day begins everybody is looked at again', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    // Since June; in this district half a year is long.
    world.world.apply({ kind: 'registration', id: 5, person: 1, status: 'UNEMPLOYED' });
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
    world.setDay('2026-12-10');
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

test('a database that stops just as the repository begins is waited for', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    await world.client.query(`
      CREATE SEQUENCE begun;
      CREATE FUNCTION stop_server() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM nextval('begun'); RAISE EXCEPTION USING ERRCODE = 'admin_shutdown'; END $$;
      CREATE TRIGGER stopping BEFORE INSERT ON repository.reader EXECUTE FUNCTION stop_server()`);
    world.start();
    await until(async () => {
      const { rows } = await world.client.query<{ tries: number }>(
        'SELECT last_value::int AS tries FROM begun',
      );
      return rows[0]!.tries > 1;
    });
    await world.client.query('DROP TRIGGER stopping ON repository.reader');
    await world.settle();
    expect(world.stuck).toEqual([]);
  });
});

test('while everybody is being read, what changes is seen at once', async () => {
  await withWorld(async (world) => {
    settlePeople(world);
    world.world.apply(job);
    world.hub.repeatLast(true);
    world.start();
    const isHeld = (status: string) => async (): Promise<boolean> =>
      (await history(world, 1)).some((row) => row.isHeld && row.to === null && row.status === status);
    await until(isHeld('EMPLOYED'));
    await world.change({ ...job, toMonth: '2026-10' });
    await until(isHeld('UNEMPLOYED'));
    expect((await world.store.place())?.isFilling).toBe(true);
    world.hub.repeatLast(false);
    await world.settle();
    expect(await isHeld('UNEMPLOYED')()).toBe(true);
  });
});
