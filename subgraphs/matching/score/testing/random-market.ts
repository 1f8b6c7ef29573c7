import type { CreditCode } from '../../../../identifiers/credit-code.ts';
import type { PersonKey } from '../../../../identifiers/person-key.ts';
import { PRIORITY_GROUPS } from '../../market/priority-group.ts';
import { DECLINED_THINGS, type Decline, type Jobseeker } from '../../market/jobseeker.ts';
import type { Vacancy } from '../../market/vacancy.ts';
import {
  ACCOMMODATIONS,
  CONTRACTS,
  EDUCATION_LEVELS,
  PHYSICAL_DEMANDS,
  SHIFTS,
} from '../../market/working-terms.ts';
import { licencesFor } from '../../occupations/licences.ts';
import { occupationTree } from '../../occupations/occupation-tree.ts';
import { skills, skillsOf } from '../../occupations/skills.ts';
import { counties } from '../../places/commute.ts';

/** The day on which these markets are judged. */
export const MARKET_DAY = '2026-11-01';

export interface RandomMarket {
  readonly vacancies: readonly Vacancy[];
  readonly jobseekers: readonly Jobseeker[];
}

/** Whole numbers from 0 below `limit`; the same ones from the same seed (mulberry32). */
export type Draw = (limit: number) => number;

export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/**
 * A market without any sense, for properties: few counties and occupations, so that pairs fit often, and everything that a
 * constraint can turn on, in every combination.
 */
export function randomMarket(seed: number, sizes: { vacancies: number; jobseekers: number }): RandomMarket {
  const draw = drawFrom(seed);
  const vacancies = Array.from({ length: sizes.vacancies }, (_, i) => randomVacancy(draw, i));
  const jobseekers = Array.from({ length: sizes.jobseekers }, (_, i) => randomJobseeker(draw, i, vacancies));
  return { vacancies, jobseekers };
}

const PHRASES = [
  '熟练操作电焊',
  '有数控车床经验',
  'CNC编程',
  '会用Excel和ERP',
  '餐厅服务',
  '照顾老人',
  '驾驶货车',
  '仓库管理',
  'ＰＬＣ调试',
  '吃苦耐劳',
  '超市收银',
  'Java 后端开发',
  '性别不限',
];
const UNLAWFUL = ['限男性', '35岁以下', '乙肝携带者勿扰', '仅限本地户口'];

function randomVacancy(draw: Draw, index: number): Vacancy {
  const occupation = oneOf(draw, occupationTree.codes);
  const low = 150_000 + draw(60) * 10_000;
  const places = 1 + draw(3);
  return {
    vacancyId: `V${String(index).padStart(10, '0')}`,
    employer: `91239900EMPLOY${String(draw(40)).padStart(4, '0')}` as CreditCode,
    title: occupationTree.name(occupation)?.zh ?? occupation,
    text: `${textOf(draw)}${draw(30) === 0 ? `,${oneOf(draw, UNLAWFUL)}` : ''}`,
    occupation,
    skills: someOf(draw, skillsOf(occupation), 4),
    licences: draw(2) === 0 ? licencesFor(occupation) : [],
    county: oneOf(draw, counties.slice(0, 12)),
    shift: oneOf(draw, SHIFTS),
    contract: oneOf(draw, CONTRACTS),
    wageFen: { low, high: low + draw(20) * 10_000 },
    lodging: draw(3) === 0,
    demands: someOf(draw, PHYSICAL_DEMANDS, 2),
    accommodations: someOf(draw, ACCOMMODATIONS, 4),
    minimumAge: draw(4) === 0 ? 18 : 16,
    wanted: { years: draw(8), education: oneOf(draw, EDUCATION_LEVELS) },
    places,
    filled: draw(6) === 0 ? places : 0,
    openFrom: draw(12) === 0 ? '2026-11-02' : '2026-10-01',
    openUntil: draw(12) === 0 ? '2026-10-31' : MARKET_DAY,
    status: draw(10) === 0 ? oneOf(draw, ['WITHDRAWN', 'FILLED', 'REFUSED']) : 'OPEN',
  };
}

function randomJobseeker(draw: Draw, index: number, vacancies: readonly Vacancy[]): Jobseeker {
  const year = draw(12) === 0 ? 2007 + draw(6) : 1960 + draw(46);
  return {
    personKey: `HOSP:TEST-${String(index).padStart(6, '0')}` as PersonKey,
    county: oneOf(draw, counties.slice(0, 12)),
    birthDate: draw(40) === 0 ? 'unknown' : `${year}-${oneOf(draw, ['02-28', '11-01', '11-02'])}`,
    occupations: someOf(draw, occupationTree.codes, 4),
    skills: someOf(draw, [...skills.keys()], 25),
    licences: draw(2) === 0 ? licencesFor(oneOf(draw, occupationTree.codes)) : [],
    text: draw(5) === 0 ? '' : textOf(draw),
    years: draw(50) / 2,
    education: oneOf(draw, EDUCATION_LEVELS),
    maxCommuteMinutes: draw(200),
    wageFloorFen: draw(6) === 0 ? 0 : 150_000 + draw(40) * 10_000,
    shifts: someOf(draw, SHIFTS, 5),
    contracts: someOf(draw, CONTRACTS, 7),
    needsLodging: draw(5) === 0,
    cannot: draw(4) === 0 ? someOf(draw, PHYSICAL_DEMANDS, 2) : [],
    needs: draw(4) === 0 ? someOf(draw, ACCOMMODATIONS, 2) : [],
    groups: someOf(draw, PRIORITY_GROUPS, 2),
    declined: draw(3) === 0 ? declinesOf(draw, oneOf(draw, vacancies)) : [],
  };
}

function declinesOf(draw: Draw, vacancy: Vacancy): readonly Decline[] {
  return someOf(draw, DECLINED_THINGS, 3).map((what) => {
    const value = {
      VACANCY: vacancy.vacancyId,
      EMPLOYER: vacancy.employer,
      OCCUPATION: vacancy.occupation,
      COUNTY: vacancy.county,
      SHIFT: vacancy.shift,
    }[what];
    return { what, value, reason: 'OTHER' };
  });
}

function textOf(draw: Draw): string {
  return someOf(draw, PHRASES, 4).join(',');
}

function oneOf<T>(draw: Draw, all: readonly [T, ...T[]] | readonly T[]): T {
  const one = all[draw(all.length)];
  if (one === undefined) throw new RangeError('nothing to draw from');
  return one;
}

/** From none to so many, each at most once. */
function someOf<T>(draw: Draw, all: readonly T[], most: number): readonly T[] {
  if (all.length === 0) return [];
  return [...new Set(Array.from({ length: draw(most + 1) }, () => oneOf(draw, all)))];
}
