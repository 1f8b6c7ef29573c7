/** Each text once, in the order of code units: what is hashed, signed or shown must not depend on who came first. */
export function sortedUnique<T extends string>(values: readonly T[]): readonly T[] {
  return [...new Set(values)].toSorted();
}
