import type { AssignmentProblem } from '../assignment-problem.ts';
import type { CandidateBatch } from './candidate-messages.ts';

/** The rows of all batches, in the order of their numbers, whatever the order in which they came. */
export function joinBatches(batches: readonly CandidateBatch[], capacity: Int32Array): AssignmentProblem {
  const ordered = batches.toSorted((a, b) => a.batch - b.batch);
  const jobseekers = ordered.reduce((sum, { counts }) => sum + counts.length, 0);
  const pairs = ordered.reduce((sum, { vacancy }) => sum + vacancy.length, 0);
  const offsets = new Int32Array(jobseekers + 1);
  const vacancy = new Int32Array(pairs);
  const score = new Float32Array(pairs);
  let row = 0;
  let end = 0;
  for (const batch of ordered) {
    vacancy.set(batch.vacancy, end);
    score.set(batch.score, end);
    for (const count of batch.counts) {
      end += count;
      row += 1;
      offsets[row] = end;
    }
  }
  return { capacity, offsets, vacancy, score };
}
