import { availableParallelism } from 'node:os';
import { numberOption } from '../hub/command.ts';
import { JobseekerIndex } from '../subgraphs/matching/score/jobseeker-index.ts';
import { VacancyIndex } from '../subgraphs/matching/score/vacancy-index.ts';
import { worldOn } from '../subgraphs/matching/constraints/match-world.ts';
import { CANDIDATES } from '../subgraphs/matching/assign/candidates/generate-candidates.ts';
import { fairnessOfRun, type RunFairness } from '../subgraphs/matching/fairness/fairness-of-run.ts';
import type { Benchmark, BenchmarkInput, BenchmarkResult } from './benchmark.ts';
import type { BenchMarket } from './matching/bench-market.ts';
import { measureAssignment, type AssignmentMeasure } from './matching/measure-assignment.ts';
import { measureChanges, type ChangeKind } from './matching/measure-changes.ts';
import { measurePeople } from './matching/measure-people.ts';
import { measureSearches, type Searches } from './matching/measure-searches.ts';
import { measureStability } from './matching/measure-stability.ts';
import { planBenchMarket } from './matching/plan-bench-market.ts';
import { percentile } from './matching/percentile.ts';

interface Settings {
  readonly seed: number;
  readonly jobseekers: number;
  readonly vacancies: number;
  readonly questions: number;
  readonly each: number;
  readonly threads: number;
  readonly changes: number;
  readonly progress: (line: string) => void;
}

interface Measured {
  readonly market: BenchMarket;
  readonly searches: Searches;
  readonly stability: number;
  readonly assignment: AssignmentMeasure;
  readonly fairness: RunFairness;
  readonly people: ReturnType<typeof measurePeople>;
  readonly changes: ReadonlyMap<ChangeKind, readonly number[]>;
}

/**
 * The planted market of a province. First the questions of some jobseekers, put in turns to our index, to
 * PostgreSQL's full-text search and to MiniSearch, and judged by what the plan says they would like; then the assignment of
 * everybody; then changes, one at a time. The data is synthetic: its figures compare rankings on it and nothing else.
 */
export const benchmark: Benchmark = {
  summary: 'suggestions, the assignment of a province and its repair, beside searches by words alone',
  options: {
    jobseekers: { type: 'string', help: 'how many (200000)' },
    vacancies: { type: 'string', help: 'how many (50000)' },
    questions: { type: 'string', help: 'of how many jobseekers the first twenty are asked for (500)' },
    each: { type: 'string', help: `candidates of each jobseeker in the assignment (${CANDIDATES})` },
    threads: { type: 'string', help: 'threads that score (as many as cores)' },
    changes: { type: 'string', help: 'how many changes of each kind (200)' },
    seed: { type: 'string', help: 'of the market (1)' },
  },
  async run({ values, progress }) {
    const settings: Settings = { ...readSettings(values), progress };
    return report(settings, await measure(settings));
  },
};

function readSettings(values: BenchmarkInput['values']): Omit<Settings, 'progress'> {
  const number = (name: string, otherwise: number, to: number): number =>
    numberOption(values, name, { from: 1, to }) ?? otherwise;
  return {
    seed: number('seed', 1, 2 ** 31),
    jobseekers: number('jobseekers', 200_000, 10_000_000),
    vacancies: number('vacancies', 50_000, 1_000_000),
    questions: number('questions', 500, 100_000),
    each: number('each', CANDIDATES, 1_000),
    threads: number('threads', availableParallelism(), 64),
    changes: number('changes', 200, 100_000),
  };
}

async function measure(settings: Settings): Promise<Measured> {
  const { each, threads, changes: rounds, progress } = settings;
  progress('planning the market');
  const market = planBenchMarket(settings);
  const vacancyIndex = new VacancyIndex(worldOn(market.day));
  for (const vacancy of market.vacancies) vacancyIndex.put(vacancy);
  progress('asking');
  const searches = await measureSearches(market, vacancyIndex, progress);
  const stability = measureStability(market, vacancyIndex);
  progress('assigning');
  const assignment = await measureAssignment(market, { each, threads, progress });
  const groups = market.jobseekers.map((jobseeker) => jobseeker.groups);
  const fairness = fairnessOfRun(assignment.problem, groups);
  progress('asking for the people of vacancies');
  const jobseekerIndex = new JobseekerIndex(vacancyIndex);
  for (const jobseeker of market.jobseekers) jobseekerIndex.put(jobseeker);
  const people = measurePeople(market, jobseekerIndex);
  progress('changing');
  const { standing } = assignment;
  const changes = measureChanges(market, { vacancyIndex, jobseekerIndex, standing }, { each, rounds });
  return { market, searches, stability, assignment, fairness, people, changes };
}

function report(settings: Settings, measured: Measured): BenchmarkResult {
  const { market, searches, assignment, fairness, people, changes } = measured;
  const { certificate } = assignment;
  const violations = assignment.violations + searches.violations + people.violations;
  const incremental = Math.max(...[...changes.values()].map((times) => percentile(times, 0.99)));
  return {
    rows: [...searchRows(searches), ...changeRows(changes)],
    figures: {
      jobseekers: settings.jobseekers,
      vacancies: settings.vacancies,
      matched_jobseekers: market.jobseekers.length,
      open_vacancies: market.vacancies.filter(({ status }) => status === 'OPEN').length,
      top20_p50_ms: round(percentile(searches.ours.ms, 0.5)),
      top20_p99_ms: round(percentile(searches.ours.ms, 0.99)),
      people20_p99_ms: round(percentile(people.ms, 0.99)),
      assign_s: round(assignment.assignS),
      candidates_s: round(assignment.candidatesS),
      threads: settings.threads,
      assigned: certificate.assigned,
      gap: round((certificate.bound - certificate.value) / certificate.bound, 6),
      incremental_ms: round(incremental),
      peak_mib: assignment.peakMib,
      violations,
      ...qualityFigures(searches),
      stability10: round(measured.stability),
      ...withoutAssignment(assignment),
      ...fairnessFigures(fairness),
    },
    wrong: [
      ...(violations === 0 ? [] : [`${violations} pairs violate a constraint`]),
      ...(assignment.overfull === 0 ? [] : [`${assignment.overfull} vacancies have more people than places`]),
      ...(searches.unexplained === 0 ? [] : [`${searches.unexplained} suggestions say nothing of why`]),
    ],
  };
}

function qualityFigures(searches: Searches): BenchmarkResult['figures'] {
  const { ours, postgres, inProcess, wordsOnly, random, oracle } = searches;
  return {
    ndcg10: round(ours.ndcg10),
    recall10: round(ours.recall10),
    mrr: round(ours.mrr),
    ndcg10_bm25: round(inProcess.ndcg10),
    ndcg10_postgres_fts: round(postgres.ndcg10),
    ndcg10_bm25_constraints: round(wordsOnly.ndcg10),
    ndcg10_random: round(random.ndcg10),
    ndcg10_oracle: round(oracle.ndcg10),
    ratio_postgres_fts: round(mean(postgres.ms) / mean(ours.ms)),
    ratio_in_process: round(mean(inProcess.ms) / mean(ours.ms)),
  };
}

/** What the assignment is good for: the same lists, and everybody goes where they like. */
function withoutAssignment(assignment: AssignmentMeasure): BenchmarkResult['figures'] {
  const { certificate, firstCome, lasting } = assignment;
  return {
    room_at_first: round(firstCome.roomAtFirst),
    value_over_first_come: round(certificate.value / firstCome.value),
    lasting_assigned: round(lasting.assigned),
    lasting_first_come: round(lasting.firstCome),
  };
}

function fairnessFigures({
  gini,
  unseen,
  exposureRatio,
  skew,
  skewReranked,
  ndkl,
  ndklReranked,
}: RunFairness): BenchmarkResult['figures'] {
  const named = (figures: ReadonlyMap<string, number>, name: string): BenchmarkResult['figures'] =>
    Object.fromEntries(
      Array.from(figures, ([group, value]) => [`${name}_${group.toLowerCase()}`, round(value)]),
    );
  return {
    gini: round(gini),
    unseen_vacancies: round(unseen),
    ndkl: round(ndkl),
    ndkl_reranked: round(ndklReranked),
    ...named(exposureRatio, 'exposure_ratio'),
    ...named(skew, 'skew10'),
    ...named(skewReranked, 'skew10_reranked'),
  };
}

function searchRows(searches: Searches): BenchmarkResult['rows'] {
  const { ours, postgres, inProcess, wordsOnly, random, oracle } = searches;
  return [ours, postgres, inProcess, wordsOnly, random, oracle].map(
    ({ name, ms, ndcg10, recall10, mrr }) => ({
      what: name,
      times: ms.length,
      p50_ms: round(percentile(ms, 0.5)),
      p99_ms: round(percentile(ms, 0.99)),
      ndcg10: round(ndcg10),
      recall10: round(recall10),
      mrr: round(mrr),
    }),
  );
}

function changeRows(changes: Measured['changes']): BenchmarkResult['rows'] {
  return Array.from(changes, ([kind, ms]) => ({
    what: kind.toLowerCase(),
    times: ms.length,
    p50_ms: round(percentile(ms, 0.5)),
    p99_ms: round(percentile(ms, 0.99)),
  }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
