/** The gain of a graded relevance: each grade is worth about twice the one below (Burges and others 2005). */
function gainOf(grade: number): number {
  return 2 ** grade - 1;
}

/** Discounted cumulative gain of the first `k` of a ranking of grades. */
export function dcgAt(k: number, grades: readonly number[]): number {
  return grades.slice(0, k).reduce((sum, grade, i) => sum + gainOf(grade) / Math.log2(i + 2), 0);
}

/**
 * DCG of a ranking divided by that of the best order of all grades that there are (Järvelin and Kekäläinen 2002), 0..1.
 * Null where nothing is relevant: such a question says nothing of a ranking and is left out of means.
 */
export function ndcgAt(k: number, ranked: readonly number[], allGrades: readonly number[]): number | null {
  const ideal = dcgAt(
    k,
    [...allGrades].sort((a, b) => b - a),
  );
  return ideal === 0 ? null : dcgAt(k, ranked) / ideal;
}

/** The part of all that is relevant which stands among the first `k`. Null where nothing is relevant. */
export function recallAt<T>(k: number, ranked: readonly T[], relevant: ReadonlySet<T>): number | null {
  if (relevant.size === 0) return null;
  return new Set(ranked.slice(0, k).filter((one) => relevant.has(one))).size / relevant.size;
}

/** One divided by the place of the first that is relevant; 0 where none is ranked. Its mean is the MRR. */
export function reciprocalRank<T>(ranked: readonly T[], relevant: ReadonlySet<T>): number {
  const at = ranked.findIndex((one) => relevant.has(one));
  return at < 0 ? 0 : 1 / (at + 1);
}

/** The mean of what is known; null where nothing is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
