import { UNASSIGNED } from './assignment-problem.ts';
import type { AuctionState } from './auction-state.ts';
import type { PlaceHolders } from './place-holders.ts';

/** So many bids are made between two moments at which others may go on or the work be given up: some milliseconds. */
const BIDS_A_TURN = 4_096;

/**
 * The forward auction: each jobseeker of `bidders` bids for the vacancy that profits them most, as much as leaves them
 * ε less than their second choice, or stays without. Whoever is outbid bids again. A vacancy with several places gives
 * them to the highest bids and takes from all the lowest of these, so that many places of one kind start no price war
 * among themselves (Bertsekas and Castañon 1989, "similar objects"). Prices only rise.
 *
 * @returns how many bids were made
 */
export function* bidForPlaces(
  state: AuctionState,
  bidders: readonly number[],
  epsilon: number,
): Generator<void, number> {
  const limited = new Set<PlaceHolders>();
  let bids = 0;
  let round = bidders;
  while (round.length > 0) {
    const outbid: number[] = [];
    for (const jobseeker of round) {
      const displaced = bid(state, jobseeker, epsilon, limited);
      if (displaced !== UNASSIGNED) outbid.push(displaced);
      bids += 1;
      if (bids % BIDS_A_TURN === 0) yield;
    }
    round = outbid;
  }
  return bids;
}

/** @returns who loses a place by it, or UNASSIGNED */
function bid(state: AuctionState, jobseeker: number, epsilon: number, limited: Set<PlaceHolders>): number {
  const { wishes, prices } = state;
  const start = wishes.starts[jobseeker] ?? 0;
  const end = start + (wishes.lengths[jobseeker] ?? 0);
  let best = -Infinity;
  let bestAt = UNASSIGNED;
  let second = state.reserve;
  for (let at = start; at < end; at += 1) {
    const profit = (wishes.score[at] ?? 0) - (prices[wishes.other[at] ?? 0] ?? Infinity);
    if (profit > best) {
      if (best > second) second = best;
      best = profit;
      bestAt = at;
    } else if (profit > second) second = profit;
  }
  if (bestAt === UNASSIGNED || best < state.reserve) return UNASSIGNED;
  const vacancy = wishes.other[bestAt] ?? 0;
  const score = wishes.score[bestAt] ?? 0;
  state.assign(jobseeker, vacancy, score);
  return takePlace(state, { jobseeker, vacancy, limit: score - second + epsilon }, limited);
}

interface Bid {
  readonly jobseeker: number;
  readonly vacancy: number;
  /** The most that they would pay. */
  readonly limit: number;
}

function takePlace(
  state: AuctionState,
  { jobseeker, vacancy, limit }: Bid,
  limited: Set<PlaceHolders>,
): number {
  const holders = state.holdersOf(vacancy);
  if (!limited.has(holders)) {
    // Since they bade other prices may have fallen: all that is certain of them is that they pay what they pay.
    limited.add(holders);
    holders.limitAll(state.prices[vacancy] ?? 0);
  }
  let displaced = UNASSIGNED;
  if (state.freePlaces(vacancy) > 0) holders.add(jobseeker, limit);
  else {
    displaced = holders.displace(jobseeker, limit);
    state.assign(displaced, UNASSIGNED, 0);
  }
  if (state.freePlaces(vacancy) === 0) state.prices[vacancy] = holders.leastLimit;
  return displaced;
}
