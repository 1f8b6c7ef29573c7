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
  /** The same of those lists re-ranked to the distribution of their candidates. */
  readonly skewReranked: ReadonlyMap<PriorityGroup, number>;
  /** Of the lists of vacancies, each against its own candidates; the mean. */
  readonly ndkl: number;
  /** The same of those lists re-ranked likewise. */
  readonly ndklReranked: number;
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
): Pick<RunFairness, 'skew' | 'skewReranked' | 'ndkl' | 'ndklReranked'> {
  const asMeant = new Map<PriorityGroup, number>();
  const byScore = { members: new Map<PriorityGroup, number>(), divergence: 0 };
  const reranked = { members: new Map<PriorityGroup, number>(), divergence: 0 };
  let count = 0;
  for (const people of lists(suitors)) {
    if (people.length <= DEPTH) continue;
    count += 1;
    countMembers(asMeant, people, groupsOf, DEPTH / people.length);
    const candidates = people.map((person, at) => ({
      person,
      category: leadingGroup(groupsOf[person] ?? []),
      // All that an order needs of a score is which is better.
      score: -at,
    }));
    const target = distributionOf(candidates.map(({ category }) => category));
    for (const [figures, first] of [
      [byScore, candidates.slice(0, DEPTH)],
      [reranked, representativeOrder(candidates, target, { length: DEPTH, turn: turnOfList(count) })],
    ] as const) {
      const firstPeople = first.map(({ person }) => person);
      countMembers(figures.members, firstPeople, groupsOf, 1);
      const categories = first.map(({ category }) => category);
      figures.divergence += ndkl(categories, target);
    }
  }
  const skewOf = ({ members }: typeof byScore) =>
    byGroup((group) => Math.log((members.get(group) ?? 0) / (asMeant.get(group) ?? NaN)));
  return {
    skew: skewOf(byScore),
    skewReranked: skewOf(reranked),
    ndkl: byScore.divergence / count,
    ndklReranked: reranked.divergence / count,
  };
}

/** Spread evenly however many lists there are: multiples of the golden section. */
function turnOfList(at: number): number {
  return (at * 0.618033988749895) % 1;
}

/** Adds `each` to every group of each of them. */
function countMembers(
  sums: Map<PriorityGroup, number>,
  people: readonly number[],
  groupsOf: readonly (readonly PriorityGroup[])[],
  each: number,
): void {
  for (const person of people)
    for (const group of groupsOf[person] ?? []) sums.set(group, (sums.get(group) ?? 0) + each);
}
