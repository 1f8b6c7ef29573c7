import { makeCreditCode } from '../../identifiers/credit-code.ts';
import type { PersonKey } from '../../identifiers/person-key.ts';
import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import { Prng } from '../draw/prng.ts';
import { drawJobseeker, type DrawnJobseeker } from './draw-jobseeker.ts';
import { drawPerson } from './draw-person.ts';
import { drawVacancy, indexOfVacancy, vacancyIdAt, type DrawnVacancy } from './draw-vacancy.ts';
import { heldOutPreferences, type HeldOutPreference } from './market-truth.ts';
import type { EmployerFacts, PersonFacts } from './person-facts.ts';
import { plantedAt, type PlantedFault } from './plant-bad-vacancy.ts';
import { oddityAt, plantOddity, type JobseekerOddity } from './plant-odd-jobseeker.ts';
import { referralOutcome, type ReferralOutcome } from './referral-outcome.ts';
import { countyDraw } from './trades.ts';

export interface MarketPlan {
  /** A whole number: the same plan makes the same market. */
  readonly seed: number;
  readonly jobseekers: number;
  readonly vacancies: number;
  /** Who they are; where absent, people of the market's own who are on no register. At least `jobseekers`. */
  readonly people?: readonly PersonFacts[];
  /** Who offers; where absent, firms of the market's own that are on no register. */
  readonly employers?: readonly EmployerFacts[];
}

/** What is planted in a market, known to whoever measures and to nobody else. */
export interface MarketTruth {
  /** What was planted wrong, by the vacancy. */
  readonly faults: () => ReadonlyMap<string, PlantedFault>;
  /** What was planted odd, by the person. */
  readonly oddities: () => ReadonlyMap<PersonKey, JobseekerOddity>;
  /** What `count` jobseekers with sound profiles, spread evenly, would have said of the market; one pass over it. */
  readonly preferences: (count: number) => readonly HeldOutPreference[];
  /** What would come of referring the jobseeker at a place of the market to a vacancy; null where nothing may. */
  readonly outcome: (index: number, vacancyId: string) => ReferralOutcome | null;
}

export interface PlannedMarket {
  /** Each time anew, one after the other: memory does not grow with the market. Rough: what is wrong with them is in them. */
  readonly vacancies: Iterable<Vacancy>;
  readonly jobseekers: Iterable<Jobseeker>;
  readonly truth: MarketTruth;
}

/** Streams of their own, apart from those of a province's blocks. */
const VACANCY_SEED = 0x5641_4300;
const JOBSEEKER_SEED = 0x4a4f_4200;
const EMPLOYER_SEED = 0x454d_5000;
const VACANCIES_PER_EMPLOYER = 5;

/** Plans a market of jobs; nothing is made before it is asked for. */
export function planMarket(plan: MarketPlan): PlannedMarket {
  const { seed, people } = plan;
  if (people !== undefined && people.length < plan.jobseekers)
    throw new RangeError('there are fewer people than jobseekers');
  const personAt = (index: number): DrawnJobseeker => {
    const rng = new Prng(seed ^ JOBSEEKER_SEED, index);
    return drawJobseeker(rng, people?.[index] ?? drawPerson(rng, index));
  };
  const jobseekerAt = (index: number): Jobseeker => {
    const { jobseeker } = personAt(index);
    const oddity = oddityAt(index);
    return oddity === null ? jobseeker : plantOddity(jobseeker, oddity);
  };
  const drawn = drawnVacancies(plan);
  return {
    vacancies: each(plan.vacancies, (index) => drawn(index).vacancy),
    jobseekers: each(plan.jobseekers, jobseekerAt),
    truth: {
      faults: () => faultsOf(plan.vacancies),
      oddities: () => odditiesOf(plan.jobseekers, (index) => jobseekerAt(index).personKey),
      preferences: (count) =>
        heldOutPreferences(
          sampleOf(plan.jobseekers, count).map((index) => ({ ...personAt(index), index })),
          each(plan.vacancies, drawn),
          seed,
        ),
      outcome: (index, vacancyId) =>
        referralOutcome({ ...personAt(index), index }, drawn(indexOfVacancy(vacancyId)), seed),
    },
  };
}

function drawnVacancies(plan: MarketPlan): (index: number) => DrawnVacancy & { readonly bad: boolean } {
  const employers = plan.employers ?? drawEmployers(plan);
  const ordinaryAt = (rng: Prng, index: number): DrawnVacancy => {
    const { creditCode, county } = rng.pick(employers);
    // Most work is where the firm is.
    return drawVacancy(rng, { index, employer: { creditCode, county: rng.chance(0.8) ? county : null } });
  };
  return (index) => {
    const rng = new Prng(plan.seed ^ VACANCY_SEED, index);
    const drawn = ordinaryAt(rng, index);
    const planted = plantedAt(index);
    if (planted === null) return { ...drawn, bad: false };
    // The one before a planted one is always ordinary.
    const earlier = ordinaryAt(new Prng(plan.seed ^ VACANCY_SEED, index - 1), index - 1).vacancy;
    return { ...drawn, vacancy: planted.plant(rng, drawn.vacancy, earlier), bad: planted.fault !== null };
  };
}

/** Firms that are on no register; their codes carry divisions that were never assigned. */
function drawEmployers({ seed, vacancies }: MarketPlan): readonly EmployerFacts[] {
  const rng = new Prng(seed ^ EMPLOYER_SEED, 0);
  return Array.from({ length: Math.max(2, Math.ceil(vacancies / VACANCIES_PER_EMPLOYER)) }, (_, i) => ({
    creditCode: makeCreditCode({
      category: '91',
      division: `2399${String(i % 100).padStart(2, '0')}`,
      organisation: `MB${String(i).padStart(6, '0')}`,
    }),
    county: countyDraw.draw(rng),
  }));
}

function each<T>(count: number, make: (index: number) => T): Iterable<T> {
  return {
    *[Symbol.iterator]() {
      for (let index = 0; index < count; index++) yield make(index);
    },
  };
}

function faultsOf(vacancies: number): ReadonlyMap<string, PlantedFault> {
  const faults = new Map<string, PlantedFault>();
  for (let index = 0; index < vacancies; index++) {
    const fault = plantedAt(index)?.fault ?? null;
    if (fault !== null) faults.set(vacancyIdAt(index), fault);
  }
  return faults;
}

function odditiesOf(
  jobseekers: number,
  keyAt: (index: number) => PersonKey,
): ReadonlyMap<PersonKey, JobseekerOddity> {
  const oddities = new Map<PersonKey, JobseekerOddity>();
  for (let index = 0; index < jobseekers; index++) {
    const oddity = oddityAt(index);
    if (oddity !== null) oddities.set(keyAt(index), oddity);
  }
  return oddities;
}

/** Places spread evenly over the market, sound ones alone: of an empty profile nothing can be expected. */
function sampleOf(jobseekers: number, count: number): readonly number[] {
  const step = Math.max(1, Math.floor(jobseekers / count));
  const indices: number[] = [];
  for (let index = 0; index < jobseekers && indices.length < count; index += step)
    indices.push(oddityAt(index) === null ? index : index - 1);
  return indices;
}
