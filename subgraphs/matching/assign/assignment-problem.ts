/**
 * Who could go where, sparse: of jobseeker `i` the candidates stand in `vacancy` and `score` from `offsets[i]` until
 * before `offsets[i + 1]`. Pairs that are not there can not be assigned: whatever violates a constraint is never listed.
 */
export interface AssignmentProblem {
  /** Free places, by vacancy. */
  readonly capacity: Int32Array;
  /** One more than there are jobseekers; begins with 0 and never falls. */
  readonly offsets: Int32Array;
  /** Indexes into `capacity`; in the list of one jobseeker each at most once. */
  readonly vacancy: Int32Array;
  /** What the pair is worth, finite. */
  readonly score: Float32Array;
}

/** Stands for "no vacancy" in what is answered. */
export const UNASSIGNED = -1;

/** @throws RangeError naming what does not fit together; nothing is repaired silently */
export function checkProblem({ capacity, offsets, vacancy, score }: AssignmentProblem): void {
  if (offsets.length === 0 || offsets[0] !== 0) throw new RangeError('`offsets` must begin with 0');
  if (offsets.at(-1) !== vacancy.length || vacancy.length !== score.length) {
    throw new RangeError('`offsets` must end with the number of vacancies and of scores');
  }
  if (capacity.some((places) => places < 0)) throw new RangeError('a capacity is below 0');
  const lastSeen = new Int32Array(capacity.length).fill(-1);
  for (let jobseeker = 0; jobseeker + 1 < offsets.length; jobseeker += 1) {
    const end = offsets[jobseeker + 1] ?? 0;
    if (end < (offsets[jobseeker] ?? 0)) throw new RangeError('`offsets` falls');
    for (let at = offsets[jobseeker] ?? 0; at < end; at += 1) {
      const of = vacancy[at] ?? -1;
      if (of < 0 || of >= capacity.length) throw new RangeError(`there is no vacancy ${of}`);
      if (lastSeen[of] === jobseeker) throw new RangeError(`vacancy ${of} is twice in one list`);
      lastSeen[of] = jobseeker;
      if (!Number.isFinite(score[at])) throw new RangeError('a score is not finite');
    }
  }
}

/**
 * A list of candidates that is brought later.
 *
 * @param size how many there are on the other side
 * @throws RangeError likewise
 */
export function checkList(others: ArrayLike<number>, scores: ArrayLike<number>, size: number): void {
  if (others.length !== scores.length) throw new RangeError('there must be as many scores as candidates');
  const seen = new Set<number>();
  for (let at = 0; at < others.length; at += 1) {
    const other = others[at] ?? -1;
    if (!Number.isInteger(other) || other < 0 || other >= size) throw new RangeError(`there is no ${other}`);
    if (!Number.isFinite(scores[at])) throw new RangeError('a score is not finite');
    seen.add(other);
  }
  if (seen.size < others.length) throw new RangeError('a candidate is twice in one list');
}

/** @throws RangeError where it is no number of places */
export function checkPlaces(places: number): void {
  if (!Number.isInteger(places) || places < 0) throw new RangeError(`${places} is no number of places`);
}
