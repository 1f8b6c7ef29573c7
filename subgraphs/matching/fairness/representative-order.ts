import { checkTarget, type TargetDistribution } from './target-distribution.ts';

export interface Candidate {
  /** Descending in the list that is given. */
  readonly score: number;
  readonly category: string;
}

interface Placed<C> {
  readonly candidate: C;
  /** No later than at this rank, from 1: further down the target would not be met. */
  readonly latest: number;
}

/**
 * An order in which every beginning of `k` has at least ⌊k × share⌋ of each category, as long as there are any of it, and
 * which otherwise follows the score: DetConstSort of Geyik, Ambler and Kenthapadi (2019). Nobody is added; the
 * list that comes is the list that went in, in another order. Categories that the target does not name come by score
 * where the others leave room, at the end.
 *
 * @param candidates best first
 * @param length how many are wanted: the others are left out
 * @throws RangeError where the target makes no sense or the scores rise
 */
export function representativeOrder<C extends Candidate>(
  candidates: readonly C[],
  target: TargetDistribution,
  length = candidates.length,
): readonly C[] {
  checkTarget(target);
  if (candidates.some(({ score }, at) => score > (candidates[at - 1]?.score ?? Infinity))) {
    throw new RangeError('the candidates must come best first');
  }
  const waiting = new Map<string, C[]>(Array.from(target.keys(), (category) => [category, []]));
  const others: C[] = [];
  for (const candidate of candidates) (waiting.get(candidate.category) ?? others).push(candidate);
  const placed: Placed<C>[] = [];
  const wanted = Math.min(length, candidates.length - others.length);
  for (let rank = 1; placed.length < wanted; rank += 1) {
    for (const candidate of dueAt(rank, target, waiting)) place(placed, { candidate, latest: rank });
  }
  return [...placed.map(({ candidate }) => candidate), ...others].slice(0, length);
}

/** Those of whom one more must be there by this rank than by the one before, best first; they wait no longer. */
function dueAt<C extends Candidate>(
  rank: number,
  target: TargetDistribution,
  waiting: ReadonlyMap<string, C[]>,
): readonly C[] {
  const due: C[] = [];
  for (const [category, share] of target) {
    if (floor(rank * share) === floor((rank - 1) * share)) continue;
    const next = waiting.get(category)?.shift();
    if (next !== undefined) due.push(next);
  }
  return due.sort((a, b) => b.score - a.score);
}

/** At the end, then up past whoever has a lower score and may stand one lower. */
function place<C extends Candidate>(placed: Placed<C>[], newcomer: Placed<C>): void {
  let at = placed.length;
  for (; at > 0; at -= 1) {
    const above = placed[at - 1];
    // Moved down, it would stand at rank at + 1.
    if (above === undefined || above.latest < at + 1) break;
    if (above.candidate.score >= newcomer.candidate.score) break;
  }
  placed.splice(at, 0, newcomer);
}

/** 10 × 0.3 is a little less than 3, in floats. */
function floor(value: number): number {
  return Math.floor(value + 1e-9);
}
