import { describe } from '@jest/globals';
import { describeLimitStoreContract } from './testing/limit-store-contract.ts';
import { createMemoryLimitStore } from './testing/memory-limit-store.ts';

describe('limits counted in memory', () => {
  describeLimitStoreContract(createMemoryLimitStore);
});
