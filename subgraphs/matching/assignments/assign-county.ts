import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { withinRegion } from '../../../identifiers/division.ts';
import type { AssignmentProblem } from '../assign/assignment-problem.ts';
import { solveInTurns } from '../assign/assign.ts';
import { StandingAssignment } from '../assign/standing-assignment.ts';
import { fairnessOfRun } from '../fairness/fairness-of-run.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import { readJobseekers } from '../market/read-market.ts';
import { asTold } from '../score/as-told.ts';
import type { VacancyIndex } from '../score/vacancy-index.ts';
import { isMatched, type MarketMirror, type MirroredMarket } from '../suggestions/market-mirror.ts';
import type { MadePair, MadeRun } from './keep-run.ts';

/** As many vacancies are looked at for each person. */
const CANDIDATES = 75;
/** So often others are let in between. */
const EVERY = 50;

export interface CountyWatch {
  /** Ends the work; nothing is kept of it. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: {
    readonly jobseekers: number;
    readonly lookedAt: number;
  }) => Promise<void>;
}

/**
 * Who of a county could go where, all at once, so that a good vacancy is not proposed to everybody, with the figures of what
 * it does to whom. Nobody is referred by it.
 * @throws the signal's reason when it is aborted
 */
export async function assignCounty(
  pool: pg.Pool,
  mirror: Pick<MarketMirror, 'market'>,
  county: string,
  watch: CountyWatch,
): Promise<MadeRun> {
  const jobseekers = await jobseekersOf(pool, county);
  const market = await mirror.market();
  const { problem, vacancyIds } = await problemOf(jobseekers, market, watch);
  const standing = new StandingAssignment(problem);
  await solveInTurns(standing, { signal: watch.signal });
  return {
    problem,
    pairs: pairsOf(standing.pairs, { vacancyIds, vacancies: market.vacancies }, jobseekers),
    fairness: fairnessOfRun(
      problem,
      jobseekers.map(({ groups }) => groups),
    ),
  };
}

async function jobseekersOf(pool: pg.Pool, county: string): Promise<readonly Jobseeker[]> {
  const found: Jobseeker[] = [];
  for await (const stored of readJobseekers(pool))
    if (isMatched(stored) && withinRegion(stored.jobseeker.county, county)) found.push(stored.jobseeker);
  return found;
}

interface CountyProblem {
  readonly problem: AssignmentProblem;
  /** By the index of the problem. */
  readonly vacancyIds: readonly string[];
}

/** Only vacancies that somebody could take are in it. */
async function problemOf(
  jobseekers: readonly Jobseeker[],
  { vacancies }: MirroredMarket,
  { signal, onProgress }: CountyWatch,
): Promise<CountyProblem> {
  const into = { ids: new Int32Array(CANDIDATES), scores: new Float32Array(CANDIDATES) };
  const indexOf = new Map<string, number>();
  const offsets = [0];
  const vacancy: number[] = [];
  const score: number[] = [];
  for (const [place, jobseeker] of jobseekers.entries()) {
    if (place % EVERY === 0) {
      await onProgress({ jobseekers: jobseekers.length, lookedAt: place });
      await setImmediate();
      signal.throwIfAborted();
    }
    const count = vacancies.candidates(jobseeker, CANDIDATES, into);
    for (let at = 0; at < count; at += 1) {
      const id = vacancies.vacancyIdAt(into.ids[at] ?? -1);
      const index = indexOf.get(id) ?? indexOf.size;
      indexOf.set(id, index);
      vacancy.push(index);
      score.push(into.scores[at] ?? 0);
    }
    offsets.push(vacancy.length);
  }
  const vacancyIds = [...indexOf.keys()];
  const capacity = vacancyIds.map((id) => {
    const found = vacancies.find(id);
    return found === undefined ? 0 : Math.max(0, found.places - found.filled);
  });
  const problem = {
    capacity: Int32Array.from(capacity),
    offsets: Int32Array.from(offsets),
    vacancy: Int32Array.from(vacancy),
    score: Float32Array.from(score),
  };
  return { problem, vacancyIds };
}

function pairsOf(
  chosen: Int32Array,
  { vacancyIds, vacancies }: { readonly vacancyIds: readonly string[]; readonly vacancies: VacancyIndex },
  jobseekers: readonly Jobseeker[],
): readonly MadePair[] {
  return jobseekers.flatMap((jobseeker, place) => {
    const vacancyId = vacancyIds[chosen[place] ?? -1];
    if (vacancyId === undefined || vacancies.find(vacancyId) === undefined) return [];
    const judged = vacancies.judge(jobseeker, vacancyId);
    // What became impossible while others were looked at is proposed to nobody.
    if (judged.kind === 'REFUSAL') return [];
    const { personKey, county } = jobseeker;
    return [{ personKey, county, vacancyId, score: asTold(judged, 'OTHERS').score }];
  });
}
