/** A stretch of the items before and what stands there after; where both are one item of one key, it was kept. */
export interface Stretch {
  /** Half open, places in the list before. */
  readonly before: readonly [number, number];
  /** Half open, places in the list after. */
  readonly after: readonly [number, number];
}

/**
 * Aligns two lists by the keys of their items along their longest common subsequence: the stretches cover both, in
 * order, and as many items as possible stand alone opposite the one with the same key.
 */
export function alignItems(before: readonly string[], after: readonly string[]): readonly Stretch[] {
  const common = commonLengths(before, after);
  const stretches: Stretch[] = [];
  let [i, j] = [0, 0];
  let [openI, openJ] = [0, 0];
  const close = () => {
    if (openI < i || openJ < j) stretches.push({ before: [openI, i], after: [openJ, j] });
  };
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      close();
      stretches.push({ before: [i, ++i], after: [j, ++j] });
      [openI, openJ] = [i, j];
    } else if (lengthAt(common, i + 1, j) >= lengthAt(common, i, j + 1)) i++;
    else j++;
  }
  [i, j] = [before.length, after.length];
  close();
  return stretches;
}

/** `[i][j]`: how long the longest common subsequence of what follows these places is. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const lengths: number[][] = [];
  for (let i = before.length - 1; i >= 0; i--) {
    const row: number[] = [];
    for (let j = after.length - 1; j >= 0; j--)
      row[j] =
        before[i] === after[j]
          ? 1 + lengthAt(lengths, i + 1, j + 1)
          : Math.max(lengthAt(lengths, i + 1, j), row[j + 1] ?? 0);
    lengths[i] = row;
  }
  return lengths;
}

const lengthAt = (lengths: readonly (readonly number[])[], i: number, j: number): number =>
  lengths[i]?.[j] ?? 0;
