import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import {
  EDUCATION_LEVELS,
  type Accommodation,
  type Contract,
  type PhysicalDemand,
  type Shift,
} from '../../subgraphs/matching/market/working-terms.ts';
import { skills, type SkillId } from '../../subgraphs/matching/occupations/skills.ts';
import type { Prng } from '../draw/prng.ts';
import type { DisabilityKind } from '../people/person.ts';
import { PERKS } from './perks.ts';
import type { PersonFacts } from './person-facts.ts';
import { nearTrades, tradeDraw, type Trade } from './trades.ts';
import { someOf } from './weighted.ts';

/** What somebody truly wants and can do: held out, no profile says it. */
export interface Preference {
  readonly trade: Trade;
  /** Another trade that the person would be glad of and does not name. */
  readonly second: Trade;
  /** Everything that the person can do, also what the profile leaves out. */
  readonly mastered: ReadonlySet<SkillId>;
  /** How much each of `PERKS` is liked. */
  readonly taste: Float64Array;
  readonly years: number;
  readonly expectedWageFen: number;
  /** How much the wage counts, and a minute on the way. */
  readonly greed: number;
  readonly impatience: number;
}

export interface DrawnJobseeker {
  readonly jobseeker: Jobseeker;
  readonly preference: Preference;
}

/** Somebody who looks for work, with a sound profile. */
export function drawJobseeker(rng: Prng, facts: PersonFacts): DrawnJobseeker {
  const age = 2026 - Number(facts.birthDate.slice(0, 4));
  const trade = tradeDraw.draw(rng);
  const near = nearTrades(trade);
  const second = near.length > 0 && rng.chance(0.6) ? rng.pick(near) : tradeDraw.draw(rng);
  const mastered = [...new Set([...trade.skills, ...second.skills.filter(() => rng.chance(0.3))])].filter(
    () => rng.chance(0.65),
  );
  const taste = Float64Array.from(PERKS, () => rng.bell());
  const years = Math.max(0, Math.min(rng.between(0, 20), age - 18));
  const expectedWageFen = Math.round((trade.wageFen * Math.exp(rng.bell() * 0.15)) / 10_000) * 10_000;
  const preference: Preference = {
    trade,
    second,
    mastered: new Set(mastered),
    taste,
    years,
    expectedWageFen,
    greed: 0.4 + rng.unit() * 0.8,
    impatience: 0.3 + rng.unit() * 0.7,
  };
  return { jobseeker: profileOf(rng, facts, preference), preference };
}

function profileOf(rng: Prng, facts: PersonFacts, preference: Preference): Jobseeker {
  const { trade, mastered, years, expectedWageFen } = preference;
  const near = nearTrades(trade);
  const others = near.length === 0 || rng.chance(0.5) ? [] : [rng.pick(near).occupation];
  const listed = [...mastered].filter(() => rng.chance(0.75));
  const licensed = rng.chance(0.85) ? trade.licences : [];
  const usual = EDUCATION_LEVELS.indexOf(trade.education);
  const { cannot, needs } = bodilyTerms(rng, facts.disability);
  return {
    personKey: facts.personKey,
    county: facts.county,
    birthDate: facts.birthDate,
    occupations: rng.chance(0.95) ? [trade.occupation, ...others] : [],
    skills: listed,
    licences: rng.chance(0.2) && !licensed.includes('DRIVER_C1') ? [...licensed, 'DRIVER_C1'] : licensed,
    text: textOf(rng, preference, listed),
    years,
    education: EDUCATION_LEVELS[Math.max(0, usual + rng.between(-1, 1))] ?? 'NONE',
    maxCommuteMinutes: rng.pick([30, 45, 45, 60, 60, 90]),
    wageFloorFen: Math.max(
      200_000,
      Math.round((expectedWageFen * (0.6 + rng.unit() * 0.3)) / 10_000) * 10_000,
    ),
    shifts: shiftsOf(rng, trade),
    contracts: contractsOf(rng),
    needsLodging: rng.chance(0.06),
    cannot,
    needs,
    groups: facts.groups,
    declined: [],
  };
}

const BODILY: Readonly<
  Record<DisabilityKind, readonly [readonly PhysicalDemand[], readonly Accommodation[]]>
> = {
  SIGHT: [['FINE_SIGHT', 'DRIVING', 'HEIGHTS'], ['SCREEN_READER']],
  HEARING: [['HEARING'], ['SIGN_LANGUAGE']],
  SPEECH: [[], []],
  LIMB: [['LIFTING', 'HEIGHTS', 'STANDING'], ['STEP_FREE']],
  INTELLECTUAL: [['DRIVING', 'HEIGHTS'], []],
  MENTAL: [['HEIGHTS'], ['FLEXIBLE_HOURS']],
  MULTIPLE: [
    ['LIFTING', 'HEIGHTS', 'DRIVING'],
    ['STEP_FREE', 'FLEXIBLE_HOURS'],
  ],
};

function bodilyTerms(rng: Prng, disability: DisabilityKind | null): Pick<Jobseeker, 'cannot' | 'needs'> {
  if (disability !== null) {
    const [cannot, needs] = BODILY[disability];
    return { cannot, needs };
  }
  // A bad back is nobody's record.
  return { cannot: rng.chance(0.08) ? ['LIFTING'] : [], needs: [] };
}

function shiftsOf(rng: Prng, trade: Trade): readonly Shift[] {
  const nights = rng.chance(0.2 + trade.nights * 0.8);
  return nights ? ['DAY', 'NIGHT', 'ROTATING'] : ['DAY'];
}

function contractsOf(rng: Prng): readonly Contract[] {
  const more = (['PART_TIME', 'TEMPORARY', 'DISPATCH'] as const).filter(() => rng.chance(0.35));
  return rng.chance(0.95) ? ['FULL_TIME', ...more] : ['PART_TIME'];
}

function textOf(rng: Prng, { trade, taste, years }: Preference, listed: readonly SkillId[]): string {
  const liked = PERKS.filter((_, i) => (taste[i] ?? 0) > 0.9).filter(() => rng.chance(0.7));
  const names = someOf(rng, listed, 3).map((id) => skills.get(id)?.name.zh ?? id);
  const did = rng.pick(['做过', '干过', '从事过']);
  return [
    years > 0 ? `${did}${years}年${trade.name}` : `想做${trade.name}`,
    ...(names.length === 0 ? [] : [`会${names.join('、')}`]),
    ...liked.map(({ wished }) => rng.pick(wished)),
  ].join('，');
}
