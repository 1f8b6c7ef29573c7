/**
 * How unevenly something is spread: 0 where all have the same, towards 1 where one has everything. NaN of nobody, 0
 * where there is nothing to have.
 *
 * @param values none below 0
 */
export function gini(values: Float64Array): number {
  if (values.length === 0) return NaN;
  const sorted = values.toSorted();
  const sum = sorted.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  const weighted = sorted.reduce((total, value, at) => total + (at + 1) * value, 0);
  return (2 * weighted) / (sorted.length * sum) - (sorted.length + 1) / sorted.length;
}
