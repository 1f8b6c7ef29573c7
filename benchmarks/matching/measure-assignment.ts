import { assignProvince, type ProvinceAssignment } from '../../subgraphs/matching/assign/assign-province.ts';
import { UNASSIGNED } from '../../subgraphs/matching/assign/assignment-problem.ts';
import type { Certificate } from '../../subgraphs/matching/assign/certificate.ts';
import { worldOn } from '../../subgraphs/matching/constraints/match-world.ts';
import { violationsOf } from '../../subgraphs/matching/constraints/violations-of.ts';
import { peakMemoryDuring } from '../sweep/peak-memory.ts';
import type { BenchMarket } from './bench-market.ts';
import { firstCome, type FirstCome } from './first-come.ts';

export interface AssignmentMeasure extends ProvinceAssignment {
  /** From vacancies and jobseekers as objects to the pairs, in seconds, and how much of it went into candidates. */
  readonly assignS: number;
  readonly candidatesS: number;
  /** Of this process with all its threads, the market in it. */
  readonly peakMib: number;
  readonly certificate: Certificate;
  /** Pairs that violate a constraint, judged one by one. */
  readonly violations: number;
  /** Vacancies over their capacity. */
  readonly overfull: number;
  /** What comes of the same lists without it. */
  readonly firstCome: FirstCome;
  /** Of those whose outcomes are known, the share who would be at work three months later. */
  readonly lasting: { readonly assigned: number; readonly firstCome: number };
}

/** The assignment of the whole market in `threads` threads, and every pair of it judged anew. */
export async function measureAssignment(
  market: BenchMarket,
  settings: { readonly each: number; readonly threads: number; readonly progress: (line: string) => void },
): Promise<AssignmentMeasure> {
  const { each, threads, progress } = settings;
  const { vacancies, jobseekers, day } = market;
  const startedAt = performance.now();
  let candidatesS = 0;
  let said = 0;
  const { result, peak } = await peakMemoryDuring(new Map([['matching', process.pid]]), () =>
    assignProvince(
      { vacancies, jobseekers, day, each, threads },
      {
        onProgress: (state) => {
          const seconds = (performance.now() - startedAt) / 1_000;
          if (state.stage === 'CANDIDATES') candidatesS = seconds;
          if (seconds < said + 10) return;
          said = seconds;
          progress(
            state.stage === 'CANDIDATES'
              ? `candidates of ${state.jobseekers} jobseekers`
              : `auction, phase ${state.step.phase} of ${state.step.phases}`,
          );
        },
      },
    ),
  );
  const assignS = (performance.now() - startedAt) / 1_000;
  return {
    ...result,
    assignS,
    candidatesS,
    peakMib: peak.together,
    certificate: result.standing.certificate(),
    ...mistakesOf(market, result),
    ...comparedWithNone(market, result),
  };
}

function mistakesOf(
  { vacancies, jobseekers, day }: BenchMarket,
  { problem, standing }: ProvinceAssignment,
): Pick<AssignmentMeasure, 'violations' | 'overfull'> {
  const world = worldOn(day);
  const held = new Int32Array(vacancies.length);
  let violations = 0;
  standing.pairs.forEach((at, person) => {
    const [vacancy, jobseeker] = [vacancies[at], jobseekers[person]];
    if (at === UNASSIGNED || vacancy === undefined || jobseeker === undefined) return;
    held[at] = (held[at] ?? 0) + 1;
    violations += Number(violationsOf({ jobseeker, vacancy }, world).length > 0);
  });
  const overfull = held.filter((count, at) => count > (problem.capacity[at] ?? 0)).length;
  return { violations, overfull };
}

function comparedWithNone(
  { questions, jobseekers, vacancies }: BenchMarket,
  { problem, standing }: ProvinceAssignment,
): Pick<AssignmentMeasure, 'firstCome' | 'lasting'> {
  const without = firstCome(problem);
  const rowOf = new Map(jobseekers.map(({ personKey }, row) => [personKey, row]));
  const lastingOf = (pairs: Int32Array): number => {
    const lasting = questions.filter(({ jobseeker, wouldLast }) => {
      const vacancy = vacancies[pairs[rowOf.get(jobseeker.personKey) ?? -1] ?? UNASSIGNED];
      return vacancy !== undefined && wouldLast(vacancy.vacancyId);
    });
    return lasting.length / questions.length;
  };
  return {
    firstCome: without,
    lasting: { assigned: lastingOf(standing.pairs), firstCome: lastingOf(without.pairs) },
  };
}
