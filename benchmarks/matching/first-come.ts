import { UNASSIGNED, type AssignmentProblem } from '../../subgraphs/matching/assign/assignment-problem.ts';

/** What comes of a market without an assignment, from the same lists. */
export interface FirstCome {
  /** By jobseeker the vacancy that they get, in the order in which they come: the best on their list with room. */
  readonly pairs: Int32Array;
  /** The sum of the scores of these pairs. */
  readonly value: number;
  /** Of those who have any vacancy on their list, how many would find room if everybody went to the first. */
  readonly roomAtFirst: number;
}

/** Everybody goes where they like, one after the other. */
export function firstCome({ capacity, offsets, vacancy, score }: AssignmentProblem): FirstCome {
  const room = capacity.slice();
  const pairs = new Int32Array(offsets.length - 1).fill(UNASSIGNED);
  const wanted = new Int32Array(capacity.length);
  let value = 0;
  let listed = 0;
  for (const row of pairs.keys()) {
    const [start, end] = [offsets[row] ?? 0, offsets[row + 1] ?? 0];
    if (start < end) {
      const first = vacancy[start] ?? 0;
      wanted[first] = (wanted[first] ?? 0) + 1;
      listed += 1;
    }
    for (let at = start; at < end; at += 1) {
      const one = vacancy[at] ?? 0;
      if ((room[one] ?? 0) <= 0) continue;
      room[one] = (room[one] ?? 0) - 1;
      pairs[row] = one;
      value += score[at] ?? 0;
      break;
    }
  }
  const served = wanted.reduce((sum, count, one) => sum + Math.min(count, capacity[one] ?? 0), 0);
  return { pairs, value, roomAtFirst: served / listed };
}
