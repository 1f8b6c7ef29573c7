import { expect, test } from '@jest/globals';
import type { AssignmentProblem } from '../assign/assignment-problem.ts';
import type { PriorityGroup } from '../market/priority-group.ts';
import { fairnessOfRun } from './fairness-of-run.ts';
import { leadingGroup } from './leading-group.ts';

/** Twelve people, all candidates of vacancy 0 and nobody of vacancy 1; the last two like vacancy 2 too, 3 has no place. */
const problem: AssignmentProblem = {
  capacity: Int32Array.of(1, 1, 1, 0),
  offsets: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14),
  vacancy: Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2),
  score: Float32Array.of(0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.3, 0.35, 0.2),
};

function groups(
  members: Readonly<Record<number, readonly PriorityGroup[]>>,
): readonly (readonly PriorityGroup[])[] {
  return Array.from({ length: 12 }, (_, at) => members[at] ?? []);
}

test('the figures of a run, by hand', () => {
  const { gini, unseen, exposureRatio, skew, skewReranked, ndkl, ndklReranked } = fairnessOfRun(
    problem,
    groups({ 0: ['DISABLED'], 11: ['DISABLED'], 1: ['DIBAO', 'DISABLED'] }),
  );
  // Vacancy 0 is first in twelve lists: 12; vacancy 2 second in two: 2 × 0.63093 = 1.26186; vacancy 1 in none.
  // Over 0, 1.26186, 12: 2 × (2 × 1.26186 + 3 × 12) / (3 × 13.26186) − 4/3 = 0.603231.
  expect(gini).toBeCloseTo(0.603231, 5);
  expect(unseen).toBeCloseTo(1 / 3, 12);
  // In the list of vacancy 0 the ranks are those of the score, ten of them seen; in that of vacancy 2 person 10 is
  // first and 11 second. Disabled: 1 + 0.63093 + 0.63093 of three; the others: the sum of ranks 3 to 10,
  // 4.54356 − 1.63093 = 2.91263, and 1 of person 10, of nine: 0.75395 / 0.43474 = 1.73428.
  expect(exposureRatio.get('DISABLED')).toBeCloseTo(1.73428, 4);
  expect(exposureRatio.get('GRADUATE')).toBeNaN();
  // Only vacancy 0 has more than ten: of them 2 are disabled, where 3 of 12 would make 2.5.
  expect(skew.get('DISABLED')).toBeCloseTo(Math.log(2 / 2.5), 12);
  expect(skew.get('DIBAO')).toBeCloseTo(Math.log(1 / (10 / 12)), 12);
  // One disabled person is first and second; of twelve, three are: ⌊10 × 3/12⌋ = 2, due at ranks 4 and 8.
  expect(ndklReranked).toBeLessThan(ndkl);
  // 2.5 of ten: the turn of the list, 0.618, rounds it up to 3.
  expect(skewReranked.get('DISABLED')).toBeCloseTo(Math.log(3 / 2.5), 12);
});

test('whom the score puts last, re-ranking brings among the first in their share', () => {
  // Twenty people of one vacancy, the last ten disabled: none is seen by score, half of ten by the target.
  const people = Array.from({ length: 20 }, (_, at) => at);
  const { skew, skewReranked } = fairnessOfRun(
    {
      capacity: Int32Array.of(1),
      offsets: Int32Array.from([...people, 20]),
      vacancy: new Int32Array(20),
      score: Float32Array.from(people, (at) => 1 - at / 40),
    },
    people.map((at) => (at < 10 ? [] : ['DISABLED'])),
  );
  expect(skew.get('DISABLED')).toBe(-Infinity);
  expect(skewReranked.get('DISABLED')).toBeCloseTo(0, 12);
});

test('the first of several groups stands for somebody in a distribution', () => {
  expect(leadingGroup(['GRADUATE', 'DIBAO'])).toBe('DIBAO');
  expect(leadingGroup([])).toBe('NONE');
});
