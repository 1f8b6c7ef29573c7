import { UNASSIGNED, type AssignmentProblem } from './assignment-problem.ts';
import { EdgeLists } from './edge-lists.ts';
import { PlaceHolders } from './place-holders.ts';

/**
 * Where an auction stands. Each vacancy has one price, which whoever holds a place of it pays in score; a jobseeker's
 * profit is the score of their pair less that price, or `reserve` where they hold none. Between runs this is true, for
 * one ε (the ε-complementary slackness of Bertsekas):
 *
 * - nobody could raise their profit by more than ε by going elsewhere at the prices that stand, and
 * - a vacancy with a free place has the price 0.
 *
 * From this follows that the assignment is within (number of jobseekers) × ε of the best there is (`certificate.ts`).
 */
export class AuctionState {
  /** By jobseeker: the vacancies they could take. */
  readonly wishes: EdgeLists;
  /** By vacancy: the jobseekers who could take it; the same pairs. */
  readonly suitors: EdgeLists;
  /** What it is worth to stay without a vacancy: a pair of less is not made. */
  readonly reserve: number;
  places: Int32Array;
  /** Infinite where a vacancy has no place at all, so that nobody bids for it. */
  prices: Float64Array;
  readonly holders: PlaceHolders[];
  vacancyOf: Int32Array;
  /** The score of the pair, of whoever holds a place. */
  scoreOf: Float64Array;

  constructor({ capacity, offsets, vacancy, score }: AssignmentProblem, reserve: number) {
    this.wishes = EdgeLists.ofRows(offsets, vacancy, score);
    this.suitors = this.wishes.transposed(capacity.length);
    this.reserve = reserve;
    this.places = capacity.slice();
    this.prices = Float64Array.from(capacity, (places) => (places === 0 ? Infinity : 0));
    this.holders = Array.from(capacity, () => new PlaceHolders());
    this.vacancyOf = new Int32Array(this.wishes.rows).fill(UNASSIGNED);
    this.scoreOf = new Float64Array(this.wishes.rows);
  }

  holdersOf(vacancy: number): PlaceHolders {
    const holders = this.holders[vacancy];
    if (holders === undefined) throw new RangeError(`there is no vacancy ${vacancy}`);
    return holders;
  }

  freePlaces(vacancy: number): number {
    return (this.places[vacancy] ?? 0) - this.holdersOf(vacancy).count;
  }

  profitOf(jobseeker: number): number {
    const vacancy = this.vacancyOf[jobseeker] ?? UNASSIGNED;
    if (vacancy === UNASSIGNED) return this.reserve;
    return (this.scoreOf[jobseeker] ?? 0) - (this.prices[vacancy] ?? 0);
  }

  /** The most that a jobseeker could have at the prices that stand, no vacancy included. */
  bestProfitOf(jobseeker: number): number {
    const { starts, lengths, other, score } = this.wishes;
    const start = starts[jobseeker] ?? 0;
    const end = start + (lengths[jobseeker] ?? 0);
    let best = this.reserve;
    for (let at = start; at < end; at += 1) {
      best = Math.max(best, (score[at] ?? 0) - (this.prices[other[at] ?? 0] ?? Infinity));
    }
    return best;
  }

  /** Notes where somebody goes; `holders` is the caller's to keep in step. */
  assign(jobseeker: number, vacancy: number, score: number): void {
    this.vacancyOf[jobseeker] = vacancy;
    this.scoreOf[jobseeker] = score;
  }

  /** Somebody gives their place back. @returns the vacancy that has one more free, or UNASSIGNED where they held none */
  release(jobseeker: number): number {
    const vacancy = this.vacancyOf[jobseeker] ?? UNASSIGNED;
    if (vacancy === UNASSIGNED) return UNASSIGNED;
    this.holdersOf(vacancy).remove(jobseeker);
    this.assign(jobseeker, UNASSIGNED, 0);
    return vacancy;
  }

  addJobseeker(): number {
    const jobseeker = this.wishes.addRow();
    this.vacancyOf = longer(this.vacancyOf, jobseeker + 1);
    this.scoreOf = longer(this.scoreOf, jobseeker + 1);
    this.assign(jobseeker, UNASSIGNED, 0);
    return jobseeker;
  }

  /** One without places yet. */
  addVacancy(): number {
    const vacancy = this.suitors.addRow();
    this.places = longer(this.places, vacancy + 1);
    this.prices = longer(this.prices, vacancy + 1);
    this.places[vacancy] = 0;
    this.prices[vacancy] = Infinity;
    this.holders.push(new PlaceHolders());
    return vacancy;
  }
}

/** The same array where it is long enough. */
function longer<A extends Int32Array | Float64Array>(array: A, length: number): A {
  if (length <= array.length) return array;
  const room = length + 1_024 + (length >> 3);
  const copy = (array instanceof Int32Array ? new Int32Array(room) : new Float64Array(room)) as A;
  copy.set(array);
  return copy;
}
