import { describe, expect, test } from '@jest/globals';
import type { ApplicationId, Limit, PurposeId, RuleId } from '../../../policies/vocabulary.ts';
import type { LimitHolder, LimitStore } from '../create-limit-store.ts';

export const HOLDER: LimitHolder = {
  application: 'an-application' as ApplicationId,
  purpose: 'a-purpose' as PurposeId,
};

export function limitOf(rule: string, exchanges: number | null, people: number | null = null): Limit {
  return { rule: rule as RuleId, exchanges, people };
}

/** How many of `times` attempts made at once succeed. */
export async function howManyOf(times: number, attempt: () => Promise<void>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: times }, attempt));
  return results.filter(({ status }) => status === 'fulfilled').length;
}

/**
 * What a store of limits promises, whatever it keeps its counts in.
 * @param open a store in which nothing was counted today
 */
export function describeLimitStoreContract(open: () => LimitStore): void {
  describeExchanges(open);
  describePeople(open);
}

function describeExchanges(open: () => LimitStore): void {
  describe('exchanges', () => {
    test('as many are admitted as the limit says, also when all come at once', async () => {
      const store = open();
      expect(await howManyOf(60, () => store.reserve(HOLDER, [limitOf('one', 25)]))).toBe(25);
    });

    test('the refusal names the rule and what of it is used up, and no number', async () => {
      const store = open();
      await store.reserve(HOLDER, [limitOf('one', 1)]);
      await expect(store.reserve(HOLDER, [limitOf('one', 1)])).rejects.toMatchObject({
        code: 'LIMIT_REACHED',
        detail: { rule: 'one', limit: 'exchanges' },
      });
    });

    test('count under all limits or under none', async () => {
      const store = open();
      const both = [limitOf('wide', 30), limitOf('narrow', 10)];
      expect(await howManyOf(40, () => store.reserve(HOLDER, both))).toBe(10);
      expect(await howManyOf(40, () => store.reserve(HOLDER, [limitOf('wide', 30)]))).toBe(20);
    });

    test('limits in opposite orders never wait for each other', async () => {
      const store = open();
      const [one, two] = [limitOf('one', 30), limitOf('two', 30)];
      let turn = 0;
      expect(
        await howManyOf(60, () => store.reserve(HOLDER, (turn += 1) % 2 === 0 ? [one, two] : [two, one])),
      ).toBe(30);
    });

    test('each application and each purpose has its own', async () => {
      const store = open();
      const others: readonly LimitHolder[] = [
        HOLDER,
        { ...HOLDER, application: 'another' as ApplicationId },
        { ...HOLDER, purpose: 'another' as PurposeId },
      ];
      for (const holder of others) await store.reserve(holder, [limitOf('one', 1)]);
      for (const holder of others)
        await expect(store.reserve(holder, [limitOf('one', 1)])).rejects.toMatchObject({
          code: 'LIMIT_REACHED',
        });
    });
  });
}

function describePeople(open: () => LimitStore): void {
  describe('people', () => {
    const limits = [limitOf('one', null, 10)];

    test('are summed up to the limit, also when all come at once', async () => {
      const store = open();
      expect(await howManyOf(20, () => store.addPeople(HOLDER, limits, 3))).toBe(3);
      expect(await howManyOf(20, () => store.addPeople(HOLDER, limits, 1))).toBe(1);
    });

    test('who were not disclosed are not counted', async () => {
      const store = open();
      await expect(store.addPeople(HOLDER, limits, 11)).rejects.toMatchObject({
        code: 'LIMIT_REACHED',
        detail: { rule: 'one', limit: 'people' },
      });
      await store.addPeople(HOLDER, limits, 10);
    });

    test('once used up, no exchange under the limit begins', async () => {
      const store = open();
      await store.reserve(HOLDER, limits);
      await store.addPeople(HOLDER, limits, 10);
      await expect(store.reserve(HOLDER, limits)).rejects.toMatchObject({
        code: 'LIMIT_REACHED',
        detail: { rule: 'one', limit: 'people' },
      });
    });

    test('count under all limits or under none', async () => {
      const store = open();
      const both = [limitOf('a', null, 9), limitOf('b', null, 5)];
      expect(await howManyOf(9, () => store.addPeople(HOLDER, both, 1))).toBe(5);
      await store.addPeople(HOLDER, [limitOf('a', null, 9)], 4);
    });
  });
}
