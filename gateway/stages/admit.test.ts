import { expect, test } from '@jest/globals';
import type { FieldCoordinate, Limit } from '../../policies/vocabulary.ts';
import { allowedOperation, exchangeOf, PERMIT } from '../executor/testing/allowed-operation.ts';
import type { LimitStore } from '../limits/create-limit-store.ts';
import { limitOf } from '../limits/testing/limit-store-contract.ts';
import { createMemoryLimitStore } from '../limits/testing/memory-limit-store.ts';
import { admit } from './admit.ts';
import type { CheckedPlan, FieldDecision, SubgraphPermit } from './stage-types.ts';

const under = (limits: readonly Limit[]): FieldDecision => ({
  coordinate: 'Person.id' as FieldCoordinate,
  selected: 'Query.person' as FieldCoordinate,
  use: 'filter-eq',
  path: ['person'],
  decision: { ...PERMIT, limits },
});

/** A plan of which the caller's own uses, and what only the plan reads, stand under limits. */
function planUnder(asked: readonly Limit[], planned: readonly Limit[] = []): CheckedPlan {
  const allowed = allowedOperation('{ person { name } }', {}, { uses: asked.map((limit) => under([limit])) });
  const permits = { library: { limits: planned } as SubgraphPermit };
  return { kind: 'checked', allowed, permits } as unknown as CheckedPlan;
}

test('an exchange counts once under each limit, whoever of caller and plan stands under it', async () => {
  const limitStore = createMemoryLimitStore();
  const [look, tie] = [limitOf('look', 2), limitOf('tie', 2)];
  const plan = planUnder([look, look], [tie, look]);
  const { limits } = await admit(exchangeOf(), plan, limitStore);
  expect(limits).toEqual([look, tie]);
  await admit(exchangeOf(), plan, limitStore);
  await expect(admit(exchangeOf(), plan, limitStore)).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
});

test('an operation without limits asks no store', async () => {
  const refusing: LimitStore = {
    ...createMemoryLimitStore(),
    reserve: () => Promise.reject(new Error('asked')),
  };
  expect(await admit(exchangeOf(), planUnder([]), refusing)).toMatchObject({ kind: 'admitted', limits: [] });
});

test('the people whom a mutation names are counted before it is done, and not again afterwards', async () => {
  const limitStore = createMemoryLimitStore();
  const limit = limitOf('lists', null, 3);
  const [one, other] = ['RID:239901195001010016', 'RID:239901195001010024'];
  const allowed = allowedOperation(
    'mutation Add($entries: String) { lend(to: $entries) { name } }',
    { entries: [{ row: 1, key: one }, { row: 2, key: other }, { row: 3, key: one }, 'no person'] },
    { uses: [under([limit])] },
  );
  const plan = { kind: 'checked', allowed, permits: {} } as unknown as CheckedPlan;
  expect(await admit(exchangeOf(), plan, limitStore)).toMatchObject({ peopleCounted: 2 });
  await expect(admit(exchangeOf(), plan, limitStore)).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
});
