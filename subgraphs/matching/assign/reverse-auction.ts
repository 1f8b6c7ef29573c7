import { UNASSIGNED } from './assignment-problem.ts';
import type { AuctionState } from './auction-state.ts';

/** So many vacancies act between two moments at which others may go on or the work be given up. */
const OFFERS_A_TURN = 512;

/**
 * The reverse auction (Bertsekas, Castañon and Tsaknakis 1993): a vacancy of `vacancies` that has free places and yet a
 * price lowers it until as many come as it has places for, taking them from where they are, or until it costs nothing.
 * Where they were, places become free in turn. Prices only fall, and nobody's profit does.
 *
 * @returns how many offers were made
 */
export function* offerPlaces(
  state: AuctionState,
  vacancies: readonly number[],
  epsilon: number,
): Generator<void, number> {
  let offers = 0;
  let round = vacancies;
  while (round.length > 0) {
    const left: number[] = [];
    for (const vacancy of round) {
      if (!isOverpriced(state, vacancy)) continue;
      offer(state, vacancy, epsilon, left);
      offers += 1;
      if (offers % OFFERS_A_TURN === 0) yield;
    }
    round = left;
  }
  return offers;
}

export function isOverpriced(state: AuctionState, vacancy: number): boolean {
  return (state.prices[vacancy] ?? 0) > 0 && state.freePlaces(vacancy) > 0;
}

interface Suitor {
  readonly jobseeker: number;
  readonly score: number;
  /** At this price they would be as well off as now. */
  readonly indifferentAt: number;
}

/** Adds to `left` the vacancies from which somebody came. */
function offer(state: AuctionState, vacancy: number, epsilon: number, left: number[]): void {
  const free = state.freePlaces(vacancy);
  const suitors = suitorsOf(state, vacancy, epsilon);
  suitors.sort((a, b) => b.indifferentAt - a.indifferentAt || a.jobseeker - b.jobseeker);
  // As low as leaves the first who does not come no more than ε to gain by it.
  state.prices[vacancy] = Math.max(0, (suitors[free]?.indifferentAt ?? 0) - epsilon);
  for (const { jobseeker, score } of suitors.slice(0, free)) {
    const from = state.release(jobseeker);
    if (from !== UNASSIGNED) left.push(from);
    state.holdersOf(vacancy).add(jobseeker, 0);
    state.assign(jobseeker, vacancy, score);
  }
}

/** Who would come for some price above 0 and gain at least ε by it at 0. */
function suitorsOf(state: AuctionState, vacancy: number, epsilon: number): Suitor[] {
  const { starts, lengths, other, score: scores } = state.suitors;
  const start = starts[vacancy] ?? 0;
  const end = start + (lengths[vacancy] ?? 0);
  const suitors: Suitor[] = [];
  for (let at = start; at < end; at += 1) {
    const jobseeker = other[at] ?? 0;
    const score = scores[at] ?? 0;
    const indifferentAt = score - state.profitOf(jobseeker);
    if (indifferentAt >= epsilon && state.vacancyOf[jobseeker] !== vacancy) {
      suitors.push({ jobseeker, score, indifferentAt });
    }
  }
  return suitors;
}
