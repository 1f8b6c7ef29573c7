import { isDeepStrictEqual } from 'node:util';
import type { Span } from './span.ts';

/** What holds over some days. */
export interface Slice<T> extends Span {
  readonly value: T;
}

/**
 * What holds when, from the first of the days to a last one; neighbours differ. The last slice is open.
 * @param days on which it may change, in any order; those after `until` are left out
 */
export function timelineOf<T>(
  days: Iterable<string>,
  until: string,
  at: (day: string) => T,
): readonly Slice<T>[] {
  const sorted = [...new Set(days)].filter((day) => day <= until).sort();
  const slices: Slice<T>[] = [];
  for (const from of sorted) {
    const value = at(from);
    const last = slices.at(-1);
    if (last !== undefined && isDeepStrictEqual(last.value, value)) continue;
    if (last !== undefined) slices.splice(-1, 1, { ...last, to: from });
    slices.push({ from, to: null, value });
  }
  return slices;
}
