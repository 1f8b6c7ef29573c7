import type { FOLLOW_UP_OUTCOMES } from '../../subgraphs/matching/service/follow-ups.ts';
import type { EmployerCause, JobseekerCause } from '../../subgraphs/matching/service/referrals/end-causes.ts';
import { commuteMinutes } from '../../subgraphs/matching/places/commute.ts';
import { dayText, TODAY } from '../draw/calendar.ts';
import type { DrawnJobseeker } from './draw-jobseeker.ts';
import type { DrawnVacancy } from './draw-vacancy.ts';
import { CHANCE, pairStream } from './market-truth.ts';
import { isPossible, utilityOf } from './utility.ts';

type FollowUpOutcome = Extract<(typeof FOLLOW_UP_OUTCOMES)[number], 'AT_WORK' | 'LEFT'>;

/** What would come of referring somebody to a vacancy: it ends with the jobseeker or the employer, or begins as work. */
export type ReferralOutcome =
  | { readonly kind: 'NOT_OFFERED'; readonly cause: EmployerCause }
  | { readonly kind: 'DECLINED'; readonly cause: JobseekerCause }
  | {
      readonly kind: 'HIRED';
      /** What a follow-up would hear after so many months. */
      readonly after: Readonly<Record<1 | 3 | 6, FollowUpOutcome>>;
    };

/** Below this share of what the vacancy asks, the firm takes another; with as much chance as a grade has. */
const LEAST_MASTERY = 0.35;
/** How soon somebody leaves a place that is worth little: months by the unit of worth. */
const MONTHS_BY_WORTH = 6;

/**
 * The outcome that is planted for a pair; null where the law or the person keeps the two apart, or the vacancy is bad. Of
 * the same worth as the preferences, which no engine is shown.
 * @param person with the place in the market
 */
export function referralOutcome(
  { index, jobseeker, preference }: DrawnJobseeker & { readonly index: number },
  drawn: DrawnVacancy & { readonly bad: boolean },
  seed: number,
): ReferralOutcome | null {
  const { vacancy } = drawn;
  if (drawn.bad || !isPossible(jobseeker, vacancy, dayText(TODAY))) return null;
  const rng = pairStream(seed, index, vacancy.vacancyId);
  const worth = utilityOf(jobseeker, preference, drawn) + rng.bell() * CHANCE;
  const known = vacancy.skills.filter((skill) => preference.mastered.has(skill)).length;
  const mastery = vacancy.skills.length === 0 ? 1 : known / vacancy.skills.length;
  if (mastery + rng.bell() * CHANCE < LEAST_MASTERY) return { kind: 'NOT_OFFERED', cause: 'SKILLS' };
  if (preference.years + rng.between(0, 3) < vacancy.wanted.years)
    return { kind: 'NOT_OFFERED', cause: 'EXPERIENCE' };
  if (worth <= 0) return { kind: 'DECLINED', cause: worstOf({ jobseeker, preference }, drawn) };
  const months = worth * MONTHS_BY_WORTH * (0.5 + rng.unit());
  const at = (month: number): FollowUpOutcome => (months >= month ? 'AT_WORK' : 'LEFT');
  return { kind: 'HIRED', after: { 1: at(1), 3: at(3), 6: at(6) } };
}

/** What speaks most against it. */
function worstOf({ jobseeker, preference }: DrawnJobseeker, { vacancy }: DrawnVacancy): JobseekerCause {
  const middle = (vacancy.wageFen.low + vacancy.wageFen.high) / 2;
  const minutes = commuteMinutes(jobseeker.county, vacancy.county);
  const against: readonly (readonly [JobseekerCause, number])[] = [
    ['WAGE', preference.greed * Math.log(preference.expectedWageFen / middle)],
    ['COMMUTE', (preference.impatience * minutes) / 60],
    ['WORK', preference.trade.occupation === vacancy.occupation ? 0 : 0.6],
  ];
  return against.reduce((worst, each) => (each[1] > worst[1] ? each : worst))[0];
}
