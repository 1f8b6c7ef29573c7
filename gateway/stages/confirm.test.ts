import { expect, test } from '@jest/globals';
import { allowedOperation, exchangeOf, tableOf } from '../executor/testing/allowed-operation.ts';
import type { LimitStore } from '../limits/create-limit-store.ts';
import { limitOf } from '../limits/testing/limit-store-contract.ts';
import { createMemoryLimitStore } from '../limits/testing/memory-limit-store.ts';
import type { Limit } from '../../policies/vocabulary.ts';
import { confirm } from './confirm.ts';
import { fetchNothing } from './fetch.ts';
import type { RawResult } from './stage-types.ts';

const NOON = new Date('2026-11-01T04:00:00Z');
const validUntil = (at: Date | null) =>
  allowedOperation('{ people { name } }', {}, { table: { ...tableOf(() => null), validUntil: at } });

/** Something that came back about so many people. */
function rawOf(people: number, limits: readonly Limit[], until: Date | null = null): RawResult {
  const subjectTags = new Set(Array.from({ length: people }, (_, index) => `tag-${index}`));
  return { ...fetchNothing(validUntil(until)), subjectTags, limits };
}

const confirmed = (raw: RawResult, limitStore: LimitStore = createMemoryLimitStore()) =>
  confirm(exchangeOf(), raw, { limitStore, now: () => NOON });

test('what is within limits under unchanged policy may be given', async () => {
  const raw = rawOf(3, [limitOf('one', null, 3)], new Date(NOON.getTime() + 1));
  expect(await confirmed(raw)).toEqual({ kind: 'confirmed', raw });
});

test('a rule that ended while the answer was fetched refuses it, and nobody is counted', async () => {
  const limitStore = createMemoryLimitStore();
  const limits = [limitOf('one', null, 3)];
  await expect(confirmed(rawOf(3, limits, NOON), limitStore)).rejects.toMatchObject({
    code: 'POLICY_CHANGED',
  });
  await confirmed(rawOf(3, limits), limitStore);
});

test('more people than are left refuse the whole answer, and are not counted', async () => {
  const limitStore = createMemoryLimitStore();
  const limits = [limitOf('one', null, 5)];
  await confirmed(rawOf(3, limits), limitStore);
  await expect(confirmed(rawOf(3, limits), limitStore)).rejects.toMatchObject({
    code: 'LIMIT_REACHED',
    detail: { rule: 'one', limit: 'people' },
  });
  await confirmed(rawOf(2, limits), limitStore);
});

test('where no limit speaks of people, nobody counts', async () => {
  const untouched: LimitStore = {
    ...createMemoryLimitStore(),
    addPeople: () => Promise.reject(new Error('counted')),
  };
  for (const raw of [rawOf(3, [limitOf('one', 5)]), rawOf(0, [limitOf('one', null, 5)])])
    expect(await confirmed(raw, untouched)).toEqual({ kind: 'confirmed', raw });
});
