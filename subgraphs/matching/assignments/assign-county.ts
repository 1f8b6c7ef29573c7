import { availableParallelism } from 'node:os';
import { withinRegion } from '../../../identifiers/division.ts';
import { assignProvince, type ProvinceProgress } from '../assign/assign-province.ts';
import { listedOnly } from '../assign/listed-only.ts';
import { fairnessInThread } from '../fairness/fairness-in-thread.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { WEIGHTS_FOR_OTHERS } from '../score/as-told.ts';
import type { MarketMirror, MirroredMarket } from '../suggestions/market-mirror.ts';
import type { MadeRun } from './keep-run.ts';
import { stillPossible, type ChosenPair } from './still-possible.ts';

/** Each thread holds an index over all vacancies: for fewer people another is not worth its memory. */
const PEOPLE_FOR_A_THREAD = 2_000;

export interface CountyWatch {
  readonly signal: AbortSignal;
  /** Awaited. */
  readonly onProgress: (progress: {
    readonly jobseekers: number;
    readonly lookedAt: number;
  }) => Promise<void>;
}

/**
 * Who of a county could go where, all at once, so that a good vacancy is not proposed to everybody, with the figures of what
 * it does to whom: `assignProvince` for the people of the county and the vacancies of all the province. Nobody is referred
 * by it. WHY with weights for others: advisers read pairs, sums and figures, and what somebody said no to would show in each.
 * @throws the signal's reason when it is aborted
 */
export async function assignCounty(
  mirror: Pick<MarketMirror, 'market'>,
  county: string,
  { signal, onProgress }: CountyWatch,
): Promise<MadeRun> {
  const { vacancies, jobseekers, day } = marketFor(county, await unlessAborted(mirror.market(), signal));
  const say = (lookedAt: number): Promise<void> => onProgress({ jobseekers: jobseekers.length, lookedAt });
  await say(0);
  const { problem, standing } = await assignProvince(
    { vacancies, jobseekers, day, weights: WEIGHTS_FOR_OTHERS, threads: threadsFor(jobseekers.length) },
    {
      signal,
      onProgress: (progress: ProvinceProgress) =>
        progress.stage === 'CANDIDATES' ? say(progress.jobseekers) : undefined,
    },
  );
  const listed = listedOnly(problem);
  const groupsOf = jobseekers.map(({ groups }) => groups);
  const fairness = await fairnessInThread({ problem: listed, groupsOf }, signal);
  const chosen = jobseekers.flatMap(({ personKey }, row): ChosenPair | readonly [] => {
    const vacancy = vacancies[standing.vacancyOf(row)];
    return vacancy === undefined ? [] : { personKey, vacancyId: vacancy.vacancyId };
  });
  const pairs = await stillPossible(chosen, await unlessAborted(mirror.market(), signal), { county, signal });
  return { problem: listed, certificate: standing.certificate(), pairs, fairness };
}

/** WHY: a market that can not be read is waited for, and nobody who gives up waits with it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

interface CountyMarket {
  /** Refused and withdrawn ones, too: words are as rare in them as where people are shown suggestions. */
  readonly vacancies: readonly Vacancy[];
  readonly jobseekers: readonly Jobseeker[];
  readonly day: string;
}

/** In an order that does not depend on what came when: the same market gives the same run. */
function marketFor(county: string, { vacancies, jobseekers }: MirroredMarket): CountyMarket {
  const there: Jobseeker[] = [];
  for (const jobseeker of jobseekers.all()) if (withinRegion(jobseeker.county, county)) there.push(jobseeker);
  return {
    vacancies: Array.from(vacancies.all()).sort((one, other) => (one.vacancyId < other.vacancyId ? -1 : 1)),
    jobseekers: there.sort((one, other) => (one.personKey < other.personKey ? -1 : 1)),
    day: vacancies.judgement.world.day,
  };
}

/** One core is left to whoever asks meanwhile. */
function threadsFor(people: number): number {
  return Math.max(1, Math.min(availableParallelism() - 1, Math.ceil(people / PEOPLE_FOR_A_THREAD)));
}
