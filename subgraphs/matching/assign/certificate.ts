import { UNASSIGNED } from './assignment-problem.ts';
import type { AuctionState } from './auction-state.ts';

/** How good an assignment is, and how good any could be. */
export interface Certificate {
  /** Scores of the pairs made, and `reserve` for everybody without. */
  readonly value: number;
  /** No assignment whatever is worth more: the dual value of the prices, which bounds every primal one. */
  readonly bound: number;
  readonly assigned: number;
}

/** Reckons both from the pairs and the prices alone, without trust in how they came about. */
export function certify(state: AuctionState): Certificate {
  let value = 0;
  let bound = 0;
  let assigned = 0;
  for (let jobseeker = 0; jobseeker < state.wishes.rows; jobseeker += 1) {
    const isAssigned = (state.vacancyOf[jobseeker] ?? UNASSIGNED) !== UNASSIGNED;
    value += isAssigned ? (state.scoreOf[jobseeker] ?? 0) : state.reserve;
    bound += state.bestProfitOf(jobseeker);
    assigned += Number(isAssigned);
  }
  for (let vacancy = 0; vacancy < state.suitors.rows; vacancy += 1) {
    const places = state.places[vacancy] ?? 0;
    if (places > 0) bound += places * (state.prices[vacancy] ?? 0);
  }
  return { value, bound, assigned };
}
