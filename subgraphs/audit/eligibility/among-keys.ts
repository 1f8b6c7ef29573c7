import type { RelationCondition } from '../../../policies/relation-wire.ts';

/** The wire takes so many values in one list. */
const VALUES = 1_000;

/** That a field holds one of the keys, however many they are. */
export function amongKeys(field: string, keys: readonly string[]): RelationCondition {
  const of: RelationCondition[] = [];
  for (let from = 0; from < keys.length; from += VALUES)
    of.push({ kind: 'in', field, values: keys.slice(from, from + VALUES) });
  return { kind: 'any', of };
}
