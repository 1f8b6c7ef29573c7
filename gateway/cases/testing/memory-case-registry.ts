import type { CaseRegistry } from '../case-registry.ts';
import type { KeptCase } from './describe-case-registry.ts';

/** A registry in memory, for tests of what stands before one. Passes the contract like any other. */
export function memoryCaseRegistry(kept: readonly KeptCase[]): CaseRegistry {
  return {
    find(caseNumber, at) {
      const found = kept.find((each) => each.caseNumber === caseNumber);
      if (!found) return Promise.resolve(null);
      const { department, officials, people, openedAt, closedAt } = found;
      const isOpen = openedAt <= at && (closedAt === null || at < closedAt);
      return Promise.resolve({ caseNumber, department, isOpen, officials, people: people.toSorted() });
    },
  };
}
