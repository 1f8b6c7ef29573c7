import { expect, test } from '@jest/globals';
import { createTestDatabase, createTestRole } from '../../../hub/testing/test-database.ts';
import { personKey } from './testing/employment-world.ts';
import type { RepositoryWorld } from './testing/repository-world.ts';
import { job, settlePeople, worldsIn } from './testing/with-world.ts';

const withWorld = worldsIn({ createTestDatabase, createTestRole });

async function instant({ client }: RepositoryWorld): Promise<string> {
  const { rows } = await client.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
  return rows[0]!.at;
}

interface Served {
  readonly what: string;
  readonly county: string | null;
}

/** All that is served of the first person as of a moment; null: now. Read as the kit reads it. */
async function servedAt({ client }: RepositoryWorld, at: string | null): Promise<readonly Served[]> {
  const { rows } = await client.query<Served>(
    `SELECT what, county FROM (
       SELECT status AS what, county, person_key, recorded_from, recorded_to
       FROM repository.served_person_picture WHERE is_current
       UNION ALL SELECT group_name || ' ' || answer, county, person_key, recorded_from, recorded_to
       FROM repository.served_person_group WHERE group_name = 'LONG_TERM'
       UNION ALL SELECT kind || ' ' || state, county, person_key, recorded_from, recorded_to
       FROM repository.served_conflict
     ) AS served
     WHERE person_key = $1 AND CASE WHEN $2::timestamptz IS NULL THEN recorded_to IS NULL
       ELSE recorded_from <= $2 AND (recorded_to IS NULL OR recorded_to > $2) END
     ORDER BY what`,
    [personKey(1), at],
  );
  return rows;
}

/** Registered as unemployed, and insured by a firm that has been closed. */
function settleFirst(world: RepositoryWorld): void {
  settlePeople(world);
  world.world.apply({ kind: 'registration', id: 5, person: 1, status: 'UNEMPLOYED' });
  world.world.apply(job);
  world.world.apply({ kind: 'firm', firm: 1, isOpen: false });
}

const inCounty = (county: string, conflict = 'INSURED_BY_CLOSED_FIRM OPEN'): readonly Served[] =>
  [conflict, 'LONG_TERM NO', 'UNEMPLOYED'].map((what) => ({ what, county }));

test('whoever has moved is shown whole where they lived then, and where they live now', async () => {
  await withWorld(async (world) => {
    settleFirst(world);
    world.start();
    await world.settle();
    const before = await instant(world);
    const moveTo = async (division: string): Promise<void> => {
      await world.change({ kind: 'resident', person: 1, household: 1, isDead: false, division });
      await world.settle();
    };
    await moveTo('230202001');
    const after = await instant(world);
    expect(await servedAt(world, null)).toEqual(inCounty('230202'));
    expect(await servedAt(world, before)).toEqual(inCounty('230102'));
    expect(await servedAt(world, after)).toEqual(inCounty('230202'));
    await moveTo('230102003');
    expect(await servedAt(world, null)).toEqual(inCounty('230102'));
    expect(await servedAt(world, before)).toEqual(inCounty('230102'));
    expect(await servedAt(world, after)).toEqual(inCounty('230202'));
  });
});

test('a change that is no move leaves the row of a group as it is', async () => {
  await withWorld(async (world) => {
    settleFirst(world);
    world.start();
    await world.settle();
    const recorded = async (): Promise<readonly object[]> =>
      (
        await world.client.query<object>(
          `SELECT record_id, recorded_from::text, recorded_to FROM repository.served_person_group
           WHERE person_key = $1 AND group_name = 'LONG_TERM'`,
          [personKey(1)],
        )
      ).rows;
    const first = await recorded();
    expect(first).toHaveLength(1);
    await world.change({ kind: 'benefit', id: 1, person: 1, isOver: false });
    await world.settle();
    const { rowCount } = await world.client.query(
      'SELECT FROM repository.person_picture WHERE person_key = $1 AND valid_to IS NULL',
      [personKey(1)],
    );
    expect(rowCount).toBeGreaterThan(1);
    expect(await recorded()).toEqual(first);
  });
});

test('what was known before a new beginning is shown while nobody has read anything since', async () => {
  await withWorld(async (world) => {
    settleFirst(world);
    world.start();
    await world.settle();
    const before = await instant(world);
    await world.stop();
    await world.beginAnew();
    expect(await servedAt(world, before)).toEqual(inCounty('230102'));
    // What an agency was told stands until its records agree.
    expect(await servedAt(world, null)).toEqual([{ what: 'INSURED_BY_CLOSED_FIRM OPEN', county: '230102' }]);
    const firms = await world.client.query<{ stale: boolean }>(
      'SELECT DISTINCT is_stale AS stale FROM repository.served_employer_picture',
    );
    expect(firms.rows).toEqual([{ stale: true }]);
    world.start();
    await world.settle();
    expect(await servedAt(world, before)).toEqual(inCounty('230102'));
  });
});
