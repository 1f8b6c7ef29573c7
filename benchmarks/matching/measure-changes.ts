import { UNASSIGNED } from '../../subgraphs/matching/assign/assignment-problem.ts';
import type { StandingAssignment } from '../../subgraphs/matching/assign/standing-assignment.ts';
import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import type { JobseekerIndex } from '../../subgraphs/matching/score/jobseeker-index.ts';
import type { CandidateRows, VacancyIndex } from '../../subgraphs/matching/score/vacancy-index.ts';
import type { BenchMarket } from './bench-market.ts';

/** What is kept up to date by each change. */
export interface StandingMarket {
  readonly vacancyIndex: VacancyIndex;
  readonly jobseekerIndex: JobseekerIndex;
  readonly standing: StandingAssignment;
}

export const CHANGES = ['POSTED', 'WITHDRAWN', 'FILLED', 'JOBSEEKER'] as const;
export type ChangeKind = (typeof CHANGES)[number];

/** How many people a new vacancy is offered to at most. */
const SUITORS = 200;

/**
 * One change after the other, each timed from the change to the mended assignment: the indexes of both sides, who is
 * affected, the repair. @returns by kind, in ms
 */
export function measureChanges(
  market: BenchMarket,
  state: StandingMarket,
  { each, rounds }: { readonly each: number; readonly rounds: number },
): ReadonlyMap<ChangeKind, readonly number[]> {
  const changes = new Changes(market, state, each);
  const times = new Map(CHANGES.map((kind) => [kind, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of CHANGES) {
      const work = changes.prepare(kind, round);
      if (work === null) continue;
      const startedAt = performance.now();
      work();
      times.get(kind)?.push(performance.now() - startedAt);
    }
  }
  return times;
}

class Changes {
  readonly #market: BenchMarket;
  readonly #state: StandingMarket;
  readonly #each: number;
  readonly #rowOf: ReadonlyMap<string, number>;
  /** The index numbers its slots as it likes, and uses them again. */
  readonly #orderOf: Map<string, number>;

  constructor(market: BenchMarket, state: StandingMarket, each: number) {
    this.#market = market;
    this.#state = state;
    this.#each = each;
    this.#rowOf = new Map(market.jobseekers.map(({ personKey }, row) => [personKey, row]));
    this.#orderOf = new Map(market.vacancies.map(({ vacancyId }, at) => [vacancyId, at]));
  }

  /** What is to be timed; null where this round has nothing to change. Spread over the market, the same each time. */
  prepare(kind: ChangeKind, round: number): (() => void) | null {
    const { vacancies, jobseekers } = this.#market;
    const at = this.#openFrom(spread(round, CHANGES.indexOf(kind), vacancies.length));
    const row = spread(round, CHANGES.indexOf(kind), jobseekers.length);
    const vacancy = vacancies[at];
    const jobseeker = jobseekers[row];
    if (vacancy === undefined || jobseeker === undefined) return null;
    if (kind === 'POSTED')
      return () => this.#post({ ...vacancy, vacancyId: `V9${String(round).padStart(9, '0')}` });
    if (kind === 'WITHDRAWN') return () => this.#withdraw(vacancy.vacancyId, at);
    if (kind === 'JOBSEEKER')
      return () => this.#change({ ...jobseeker, wageFloorFen: jobseeker.wageFloorFen * 1.1 }, row);
    return this.#fill(row);
  }

  /** The first from `at` on that is open: the others concern nobody. */
  #openFrom(at: number): number {
    const { vacancies } = this.#market;
    for (let tried = 0; tried < vacancies.length; tried += 1) {
      const one = (at + tried) % vacancies.length;
      if (vacancies[one]?.status === 'OPEN') return one;
    }
    return at;
  }

  /** The first from `row` on who holds a place takes it for good. */
  #fill(row: number): (() => void) | null {
    const { standing } = this.#state;
    const { length } = this.#market.jobseekers;
    for (let tried = 0; tried < length; tried += 1) {
      const one = (row + tried) % length;
      const vacancy = standing.vacancyOf(one);
      if (vacancy !== UNASSIGNED) return () => standing.fillPlace(one, vacancy);
    }
    return null;
  }

  #post(vacancy: Vacancy): void {
    const { vacancyIndex, jobseekerIndex, standing } = this.#state;
    vacancyIndex.put(vacancy);
    const into = rowsFor(SUITORS);
    const count = jobseekerIndex.candidates(vacancy, SUITORS, into);
    const rows = into.ids
      .subarray(0, count)
      .map((slot) => this.#rowOf.get(jobseekerIndex.personKeyAt(slot)) ?? 0);
    const free = Math.max(0, vacancy.places - vacancy.filled);
    this.#orderOf.set(vacancy.vacancyId, standing.postVacancy(free, rows, into.scores.subarray(0, count)));
  }

  #withdraw(vacancyId: string, at: number): void {
    this.#state.vacancyIndex.remove(vacancyId);
    this.#state.standing.changePlaces(at, 0);
  }

  #change(jobseeker: Jobseeker, row: number): void {
    const { vacancyIndex, jobseekerIndex, standing } = this.#state;
    jobseekerIndex.put(jobseeker);
    const into = rowsFor(this.#each);
    const count = vacancyIndex.candidates(jobseeker, this.#each, into);
    const vacancies = into.ids
      .subarray(0, count)
      .map((slot) => this.#orderOf.get(vacancyIndex.vacancyIdAt(slot)) ?? 0);
    standing.changeJobseeker(row, vacancies, into.scores.subarray(0, count));
  }
}

function rowsFor(count: number): CandidateRows {
  return { ids: new Int32Array(count), scores: new Float32Array(count) };
}

/** The `round`th of numbers spread over `size`, others for each `kind`. */
function spread(round: number, kind: number, size: number): number {
  return (round * 7_919 + kind * 104_729) % size;
}
