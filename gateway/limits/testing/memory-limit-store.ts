import { SluiceError } from '../../../errors/sluice-error.ts';
import type { LimitHolder, LimitStore } from '../create-limit-store.ts';

interface Given {
  exchanges: number;
  people: number;
}

/** Counters of one process and one endless day: what tests of the spine count in. Passes the contract of the real one. */
export function createMemoryLimitStore(): LimitStore {
  const counted = new Map<string, Given>();
  const givenUnder = ({ application, purpose }: LimitHolder, rule: string): Given => {
    const key = JSON.stringify([application, purpose, rule]);
    const given = counted.get(key) ?? { exchanges: 0, people: 0 };
    counted.set(key, given);
    return given;
  };
  const refuse = (rule: string, limit: 'exchanges' | 'people'): never => {
    throw new SluiceError('LIMIT_REACHED', { rule, limit });
  };
  return {
    // Async, so that what throws is a rejection.
    reserve: async (holder, limits) => {
      const all = limits.map((limit) => ({ limit, given: givenUnder(holder, limit.rule) }));
      for (const { limit, given } of all) {
        if (given.exchanges >= (limit.exchanges ?? Infinity)) refuse(limit.rule, 'exchanges');
        if (given.people >= (limit.people ?? Infinity)) refuse(limit.rule, 'people');
      }
      for (const { given } of all) given.exchanges += 1;
      return Promise.resolve();
    },
    addPeople: async (holder, limits, people) => {
      const all = limits.map((limit) => ({ limit, given: givenUnder(holder, limit.rule) }));
      for (const { limit, given } of all)
        if (given.people + people > (limit.people ?? Infinity)) refuse(limit.rule, 'people');
      for (const { given } of all) given.people += people;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
