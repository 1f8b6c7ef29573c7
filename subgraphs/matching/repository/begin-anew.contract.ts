import { expect, test } from '@jest/globals';
import { createTestDatabase, createTestRole } from '../../../hub/testing/test-database.ts';
import { personKey } from './testing/employment-world.ts';
import type { RepositoryWorld } from './testing/repository-world.ts';
import { job, settlePeople, worldsIn } from './testing/with-world.ts';

const withWorld = worldsIn({ createTestDatabase, createTestRole });

interface Row {
  readonly id: string;
  readonly person: string;
  readonly kind: string;
  readonly isOpen: boolean;
}

/** Every row of a conflict that was ever written. */
async function conflictsIn({ client }: RepositoryWorld): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>(
    `SELECT record_id::text AS id, person_key AS person, kind, recorded_to IS NULL AS "isOpen"
     FROM repository.conflict ORDER BY record_id`,
  );
  return rows;
}

/** Two people are insured by firms that have been closed. */
async function settleTwo(world: RepositoryWorld): Promise<void> {
  settlePeople(world);
  for (const number of [1, 2]) {
    world.world.apply({ ...job, id: number, person: number, firm: number });
    world.world.apply({ kind: 'firm', firm: number, isOpen: false });
  }
  world.start();
  await world.settle();
}

const closed = { kind: 'INSURED_BY_CLOSED_FIRM' } as const;
const [first, second] = [personKey(1), personKey(2)];

test('a conflict that is found again at a new beginning stays as it is, and is never over on the way', async () => {
  await withWorld(async (world) => {
    await settleTwo(world);
    const before = await conflictsIn(world);
    expect(before).toMatchObject([
      { ...closed, person: first, isOpen: true },
      { ...closed, person: second, isOpen: true },
    ]);
    await world.stop();
    await world.beginAnew();
    expect(await conflictsIn(world)).toEqual(before);
    world.start();
    await world.settle();
    expect(await conflictsIn(world)).toEqual(before);
    // Everything else was written anew.
    const { rowCount } = await world.client.query(
      'SELECT FROM repository.person_picture WHERE person_key = $1 AND recorded_to IS NOT NULL',
      [first],
    );
    expect(rowCount).toBeGreaterThan(0);
  });
});

test('one that is not found again is over, of whoever was read and of whoever is on no register any longer', async () => {
  await withWorld(async (world) => {
    await settleTwo(world);
    // Of neither an event comes.
    world.world.apply({ kind: 'firm', firm: 1, isOpen: true });
    world.world.remove(2);
    world.world.apply({ kind: 'registration', id: 3, person: 3, status: 'EMPLOYED' });
    await world.beginAnew();
    await world.settle();
    expect(await conflictsIn(world)).toMatchObject([
      { ...closed, person: first, isOpen: false },
      { ...closed, person: second, isOpen: false },
      { kind: 'EMPLOYED_NOT_INSURED', person: personKey(3), isOpen: true },
    ]);
  });
});
