import type { AssignmentProblem } from '../assign/assignment-problem.ts';
import { EdgeLists } from '../assign/edge-lists.ts';
import { PRIORITY_GROUPS, type PriorityGroup } from '../market/priority-group.ts';
import { DEPTH, exposureOf, exposureRatio, shareUnseen } from './exposure.ts';
import { gini } from './gini.ts';
import { leadingGroup } from './leading-group.ts';
import { ndkl } from './ndkl.ts';
import { representativeOrder } from './representative-order.ts';
import { distributionOf } from './target-distribution.ts';

/** What one run does to whom, of what both sides see first. */
export interface RunFairness {
  /** How unevenly the vacancies are seen by jobseekers. */
  readonly gini: number;
  /** Share of the vacancies with places that are in nobody's first ten. */
  readonly unseen: number;
  /** By group: how much a member is seen in the lists of vacancies, over anybody else. */
  readonly exposureRatio: ReadonlyMap<PriorityGroup, number>;
  /**
   * By group: the logarithm of its share of the first ten of vacancies over its share of all who are candidates of the
   * same vacancies. Taken over the run, since of one list it is often -∞.
   */
  readonly skew: ReadonlyMap<PriorityGroup, number>;
  /** Of the lists of vacancies, each against its own candidates; the mean. */
  readonly ndkl: number;
  /** The same of those lists re-ranked to that distribution. */
  readonly ndklReranked: number;
  /** Lists of vacancies of which there is anything to choose: more candidates than are looked at. */
  readonly lists: number;
}

/**
 * The figures of a run from its candidates: a jobseeker's row is what they see, and turned round, by score, what is seen
 * of people for a vacancy. Groups are read here and in re-ranking, and by no score.
 *
 * @param groupsOf by jobseeker's index
 */
export function fairnessOfRun(
  problem: AssignmentProblem,
  groupsOf: readonly (readonly PriorityGroup[])[],
): RunFairness {
  const wishes = EdgeLists.ofRows(problem.offsets, problem.vacancy, problem.score);
  const seen = exposureOf(lists(wishes), problem.capacity.length);
  const seenOpen = seen.filter((_, vacancy) => (problem.capacity[vacancy] ?? 0) > 0);
  const suitors = wishes.transposed(problem.capacity.length);
  const exposure = exposureOf(lists(suitors), groupsOf.length);
  const byGroup = <V>(figure: (group: PriorityGroup) => V): ReadonlyMap<PriorityGroup, V> =>
    new Map(PRIORITY_GROUPS.map((group) => [group, figure(group)]));
  return {
    gini: gini(seenOpen),
    unseen: shareUnseen(seenOpen),
    exposureRatio: byGroup((group) =>
      exposureRatio(exposure, (person) => groupsOf[person]?.includes(group) === true),
    ),
    ...representation(suitors, groupsOf, byGroup),
  };
}

/** Each row's others, the best first. */
function* lists(edges: EdgeLists): Generator<readonly number[], void> {
  for (let row = 0; row < edges.rows; row += 1) {
    const start = edges.starts[row] ?? 0;
    const order = Array.from({ length: edges.lengths[row] ?? 0 }, (_, at) => start + at);
    order.sort((a, b) => (edges.score[b] ?? 0) - (edges.score[a] ?? 0) || a - b);
    yield order.map((at) => edges.other[at] ?? 0);
  }
}

function representation(
  suitors: EdgeLists,
  groupsOf: readonly (readonly PriorityGroup[])[],
  byGroup: (figure: (group: PriorityGroup) => number) => ReadonlyMap<PriorityGroup, number>,
): Pick<RunFairness, 'skew' | 'ndkl' | 'ndklReranked' | 'lists'> {
  const first = new Map<PriorityGroup, number>();
  const meant = new Map<PriorityGroup, number>();
  let divergence = 0;
  let divergenceReranked = 0;
  let count = 0;
  for (const people of lists(suitors)) {
    if (people.length <= DEPTH) continue;
    count += 1;
    people.forEach((person, at) => {
      for (const group of groupsOf[person] ?? []) {
        add(meant, group, DEPTH / people.length);
        if (at < DEPTH) add(first, group, 1);
      }
    });
    const categories = people.map((person) => leadingGroup(groupsOf[person] ?? []));
    const target = distributionOf(categories);
    divergence += ndkl(categories.slice(0, DEPTH), target);
    // All that an order needs of a score is which is better.
    const candidates = categories.map((category, at) => ({ category, score: -at }));
    const reranked = representativeOrder(candidates, target, DEPTH).map(({ category }) => category);
    divergenceReranked += ndkl(reranked, target);
  }
  return {
    skew: byGroup((group) => Math.log((first.get(group) ?? 0) / (meant.get(group) ?? NaN))),
    ndkl: divergence / count,
    ndklReranked: divergenceReranked / count,
    lists: count,
  };
}

function add(sums: Map<PriorityGroup, number>, group: PriorityGroup, by: number): void {
  sums.set(group, (sums.get(group) ?? 0) + by);
}
