import { quotasOf } from './quotas-of.ts';
import { checkTarget, type TargetDistribution } from './target-distribution.ts';

export interface Candidate {
  /** Descending in the list that is given. */
  readonly score: number;
  readonly category: string;
}

/** What is shown of one list. */
export interface ShownList {
  /** How many. */
  readonly length: number;
  /** 0 to 1, another for each list (`turnOf`): which categories with a share between whole places are rounded up in it. */
  readonly turn: number;
}

/** Somebody who is to be shown, no later than at this rank, from 1. */
interface Due<C> {
  readonly candidate: C;
  readonly latest: number;
}

/**
 * The first `length` of a list, so that each category has its share of them (`quotasOf`), each beginning of `k` has at
 * least ⌊k × share⌋ of each, and the score decides everything else: who of a category, who fills what a category
 * has nobody for, and who stands before whom. Nobody is added, and nothing but the order is changed. Why it is no DetConstSort:
 * `subgraphs/matching/decisions/2026-11-22-re-ranking.md`.
 *
 * @param candidates best first
 * @throws RangeError where the target makes no sense or the scores rise
 */
export function representativeOrder<C extends Candidate>(
  candidates: readonly C[],
  target: TargetDistribution,
  { length, turn }: ShownList,
): readonly C[] {
  checkTarget(target);
  if (candidates.some(({ score }, at) => score > (candidates[at - 1]?.score ?? Infinity))) {
    throw new RangeError('the candidates must come best first');
  }
  const shown = Math.min(length, candidates.length);
  return inTime(withDueRanks(chosenOf(candidates, quotasOf(target, shown, turn), shown), target));
}

/** The best of each category up to its quota, and where one has too few the best of all others; in order of score. */
function chosenOf<C extends Candidate>(
  candidates: readonly C[],
  quotas: ReadonlyMap<string, number>,
  length: number,
): readonly C[] {
  const left = new Map(quotas);
  const chosen = new Set<C>();
  for (const candidate of candidates) {
    const room = left.get(candidate.category) ?? 0;
    if (room === 0) continue;
    left.set(candidate.category, room - 1);
    chosen.add(candidate);
  }
  for (const candidate of candidates) {
    if (chosen.size >= length) break;
    chosen.add(candidate);
  }
  return candidates.filter((candidate) => chosen.has(candidate));
}

/** The `n`th of a category is due where ⌊rank × share⌋ reaches `n`. */
function withDueRanks<C extends Candidate>(
  chosen: readonly C[],
  target: TargetDistribution,
): readonly Due<C>[] {
  const seen = new Map<string, number>();
  return chosen.map((candidate) => {
    const nth = (seen.get(candidate.category) ?? 0) + 1;
    seen.set(candidate.category, nth);
    const share = target.get(candidate.category);
    // 3 / 0.3 is a little more than 10, in floats.
    return { candidate, latest: share === undefined ? Infinity : Math.ceil(nth / share - 1e-9) };
  });
}

/**
 * By score, as long as everybody can still come in time: where as many are due by a rank as there are ranks left, one of
 * these is next. It always can be so, since the shares sum to one.
 */
function inTime<C>(chosen: readonly Due<C>[]): readonly C[] {
  const waiting = [...chosen];
  return chosen.map((_, at) => {
    const by = tightest(waiting, at);
    const [next] = waiting.splice(
      waiting.findIndex(({ latest }) => latest <= by),
      1,
    );
    // INVARIANT: as many wait as ranks are left, and whoever makes a rank tight is among them.
    if (next === undefined) throw new RangeError('nobody is left to place');
    return next.candidate;
  });
}

/** The first rank by which so many are due that there is no rank to spare; Infinity where there is none. */
function tightest(waiting: readonly Due<unknown>[], placed: number): number {
  const due = waiting.map(({ latest }) => latest).sort((a, b) => a - b);
  return due.find((latest, at) => placed + at + 1 >= latest) ?? Infinity;
}
