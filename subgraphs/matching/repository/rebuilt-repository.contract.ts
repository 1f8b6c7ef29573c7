import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, createTestRole } from '../../../hub/testing/test-database.ts';
import type { WorldChange } from './testing/employment-world.ts';
import { heldBy, type RepositoryWorld } from './testing/repository-world.ts';
import { RESYNC, settlePeople, worldsIn } from './testing/with-world.ts';

const withWorld = worldsIn({ createTestDatabase, createTestRole });

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
  fc.record({ kind: fc.constant('training' as const), ...record, isPassed: fc.boolean() }),
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
type Step = WorldChange | 'restart' | 'cut' | 'repeat' | 'pause' | 'resync' | 'outage' | 'anew';
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: anyChange, weight: 12 },
  {
    arbitrary: fc.constantFrom<Step>('restart', 'cut', 'repeat', 'pause', 'resync', 'outage', 'anew'),
    weight: 2,
  },
);

async function take(world: RepositoryWorld, step: Step, last: WorldChange | null): Promise<void> {
  if (typeof step === 'object') await world.change(step);
  else if (step === 'restart') {
    await world.stop();
    world.start();
  } else if (step === 'cut') await world.cut();
  else if (step === 'pause') await sleep(60);
  else if (step === 'repeat' && last !== null) await world.change(last);
  else if (step === 'resync') await world.publish(RESYNC);
  else if (step === 'anew') await world.beginAnew();
  else if (step === 'outage') {
    world.hub.fail('SOURCE_DOWN');
    await sleep(30);
    world.hub.fail(null);
  }
}

/** Pictures that were closed and written again at one instant, as they were: an event that had its effect twice. */
async function writtenTwice({ client }: RepositoryWorld): Promise<number> {
  const said = (of: string): string =>
    `to_jsonb(${of}) - '{record_id,recorded_from,recorded_to,position,exchange_id}'::text[]`;
  const { rowCount } = await client.query(
    `SELECT FROM repository.person_picture AS one
     JOIN repository.person_picture AS other ON one.person_key = other.person_key AND one.recorded_to = other.recorded_from
     WHERE ${said('one')} = ${said('other')}`,
  );
  return rowCount ?? 0;
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
        expect(await writtenTwice(world)).toBe(0);
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
