import {
  checkList,
  checkPlaces,
  checkProblem,
  UNASSIGNED,
  type AssignmentProblem,
} from './assignment-problem.ts';
import { AuctionState } from './auction-state.ts';
import { certify, type Certificate } from './certificate.ts';
import { drain } from './drain.ts';
import { bidForPlaces } from './forward-auction.ts';
import { isOverpriced, offerPlaces } from './reverse-auction.ts';

export interface AssignmentSettings {
  /** What it is worth to stay without a vacancy (0). */
  readonly reserve?: number;
  /** How far from the best, for each jobseeker, the result may be (0.0005). */
  readonly epsilon?: number;
}

/** How far the work has come. */
export interface AssignmentStep {
  /** The ε of the phase. */
  readonly epsilon: number;
  readonly phase: number;
  readonly phases: number;
}

const EPSILON = 0.0005;
/** ε falls by this factor from phase to phase. */
const SCALING = 4;
/** The first ε, as a share of the largest score. */
const COARSEST = 1 / 8;

/**
 * An assignment of jobseekers to vacancies that is kept: solved once, then mended after each change by bids of those
 * whom it touches. After `solve` and after each change the same holds, whatever came before: no vacancy holds more than
 * its places, only pairs of the lists are made, and the sum is within (number of jobseekers) × ε of the best.
 *
 * Jobseekers and vacancies are known by their indexes; new ones get the next. What does not fit together is a `RangeError`,
 * and changes nothing. Deterministic: the same calls give the
 * same pairs.
 */
export class StandingAssignment {
  readonly #state: AuctionState;
  readonly #epsilon: number;

  /** Nobody is assigned yet. @throws RangeError where the problem does not fit together or a setting makes no sense */
  constructor(problem: AssignmentProblem, { reserve = 0, epsilon = EPSILON }: AssignmentSettings = {}) {
    checkProblem(problem);
    if (!(epsilon > 0)) throw new RangeError('ε must be above 0');
    this.#state = new AuctionState(problem, reserve);
    this.#epsilon = epsilon;
  }

  /** By jobseeker the vacancy, or UNASSIGNED. A copy. */
  get pairs(): Int32Array {
    return this.#state.vacancyOf.slice(0, this.#state.wishes.rows);
  }

  vacancyOf(jobseeker: number): number {
    return this.#state.vacancyOf[jobseeker] ?? UNASSIGNED;
  }

  holdersOf(vacancy: number): readonly number[] {
    return this.#state.holdersOf(vacancy).jobseekers;
  }

  certificate(): Certificate {
    return certify(this.#state);
  }

  /**
   * The whole, with an ε that falls from phase to phase: the coarse ones find prices nearly right, each finer one begins
   * from them and lets only those bid again whom they do not suit. Yields every few milliseconds.
   */
  *solve(): Generator<AssignmentStep, void> {
    const epsilons = [this.#epsilon];
    const coarsest = COARSEST * this.#largestScore();
    while ((epsilons[0] ?? 0) * SCALING < coarsest) epsilons.unshift((epsilons[0] ?? 0) * SCALING);
    for (const [at, epsilon] of epsilons.entries()) {
      const step: AssignmentStep = { epsilon, phase: at + 1, phases: epsilons.length };
      yield step;
      yield* saying(step, bidForPlaces(this.#state, this.#unsettled(epsilon), epsilon));
      yield* saying(step, offerPlaces(this.#state, this.#overpriced(), epsilon));
    }
  }

  /** Somebody new. @returns their index */
  addJobseeker(vacancies: ArrayLike<number>, scores: ArrayLike<number>): number {
    checkList(vacancies, scores, this.#state.suitors.rows);
    const jobseeker = this.#state.addJobseeker();
    this.changeJobseeker(jobseeker, vacancies, scores);
    return jobseeker;
  }

  /** What somebody could take is other than before; nothing, where they withdraw. */
  changeJobseeker(jobseeker: number, vacancies: ArrayLike<number>, scores: ArrayLike<number>): void {
    const { wishes, suitors } = this.#state;
    checkList([jobseeker], [0], wishes.rows);
    checkList(vacancies, scores, suitors.rows);
    const freed = this.#state.release(jobseeker);
    const start = wishes.starts[jobseeker] ?? 0;
    const before = wishes.other.slice(start, start + (wishes.lengths[jobseeker] ?? 0));
    for (const vacancy of before) suitors.remove(vacancy, jobseeker);
    wishes.replace(jobseeker, vacancies, scores);
    for (let at = 0; at < vacancies.length; at += 1) {
      suitors.append(vacancies[at] ?? 0, jobseeker, scores[at] ?? 0);
    }
    this.#mend([jobseeker], freed === UNASSIGNED ? [] : [freed]);
  }

  /** A new vacancy, and who could take it. @returns its index */
  postVacancy(places: number, jobseekers: ArrayLike<number>, scores: ArrayLike<number>): number {
    checkPlaces(places);
    checkList(jobseekers, scores, this.#state.wishes.rows);
    const vacancy = this.#state.addVacancy();
    this.#state.suitors.replace(vacancy, jobseekers, scores);
    for (let at = 0; at < jobseekers.length; at += 1) {
      this.#state.wishes.append(jobseekers[at] ?? 0, vacancy, scores[at] ?? 0);
    }
    this.changePlaces(vacancy, places);
    return vacancy;
  }

  /** A vacancy has so many places from now on: none, where it is withdrawn. Who can stay, stays. */
  changePlaces(vacancy: number, places: number): void {
    checkPlaces(places);
    const holders = this.#state.holdersOf(vacancy);
    this.#state.places[vacancy] = places;
    const leaving: number[] = [];
    while (holders.count > places) {
      const jobseeker = holders.removeLeast();
      this.#state.assign(jobseeker, UNASSIGNED, 0);
      leaving.push(jobseeker);
    }
    if (places === 0) this.#state.prices[vacancy] = Infinity;
    this.#mend(leaving, [vacancy]);
  }

  /** Somebody has taken a place for good: neither is to be assigned any more. */
  fillPlace(jobseeker: number, vacancy: number): void {
    // First the person: the place that they held may be this one.
    this.changeJobseeker(jobseeker, [], []);
    this.changePlaces(vacancy, Math.max(0, (this.#state.places[vacancy] ?? 0) - 1));
  }

  /** Those who have no place bid, then vacancies that have places free offer them: only whom that touches moves. */
  #mend(bidders: readonly number[], offering: readonly number[]): void {
    drain(bidForPlaces(this.#state, bidders, this.#epsilon));
    drain(offerPlaces(this.#state, offering, this.#epsilon));
  }

  /** Takes their places from those who could gain more than ε elsewhere. @returns them, and those without who could */
  #unsettled(epsilon: number): number[] {
    const state = this.#state;
    const found: number[] = [];
    for (let jobseeker = 0; jobseeker < state.wishes.rows; jobseeker += 1) {
      if (state.bestProfitOf(jobseeker) > state.profitOf(jobseeker) + epsilon) found.push(jobseeker);
    }
    for (const jobseeker of found) state.release(jobseeker);
    return found;
  }

  #overpriced(): number[] {
    const found: number[] = [];
    for (let vacancy = 0; vacancy < this.#state.suitors.rows; vacancy += 1) {
      if (isOverpriced(this.#state, vacancy)) found.push(vacancy);
    }
    return found;
  }

  #largestScore(): number {
    const { starts, lengths, score, rows } = this.#state.wishes;
    let largest = 0;
    for (let row = 0; row < rows; row += 1) {
      const start = starts[row] ?? 0;
      const end = start + (lengths[row] ?? 0);
      for (let at = start; at < end; at += 1) largest = Math.max(largest, score[at] ?? 0);
    }
    return largest;
  }
}

function* saying<S>(step: S, work: Iterator<unknown, unknown>): Generator<S, void> {
  while (work.next().done !== true) yield step;
}
