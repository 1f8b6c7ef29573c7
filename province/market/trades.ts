import type {
  Accommodation,
  EducationLevel,
  PhysicalDemand,
} from '../../subgraphs/matching/market/working-terms.ts';
import { licencesFor } from '../../subgraphs/matching/occupations/licences.ts';
import { minimumAgeFor } from '../../subgraphs/matching/occupations/minimum-age.ts';
import { occupationTree, type OccupationCode } from '../../subgraphs/matching/occupations/occupation-tree.ts';
import { skillsOf, type SkillId } from '../../subgraphs/matching/occupations/skills.ts';
import { counties } from '../../subgraphs/matching/places/commute.ts';
import { Weighted } from './weighted.ts';

/** What the planted market knows of an occupation. Nothing of it is in any register. */
export interface Trade {
  readonly occupation: OccupationCode;
  readonly name: string;
  readonly skills: readonly SkillId[];
  readonly licences: readonly string[];
  /** The usual wage a month, in fen. */
  readonly wageFen: number;
  readonly education: EducationLevel;
  readonly demands: readonly PhysicalDemand[];
  /** The share of the work that is done by night or in turns. */
  readonly nights: number;
  readonly adult: boolean;
  readonly accommodations: readonly Accommodation[];
  readonly weight: number;
}

/** Beginnings of codes; the first that fits holds. */
const WAGES: readonly (readonly [string, number])[] = [
  ['1', 900_000],
  ['2-02-10', 850_000],
  ['2-05-01', 900_000],
  ['2', 620_000],
  ['3', 420_000],
  ['4-02-02', 600_000],
  ['4-02-07', 580_000],
  ['4-04', 520_000],
  ['4-05', 520_000],
  ['4-09', 300_000],
  ['4', 400_000],
  ['5', 360_000],
  ['6-16', 680_000],
  ['6-18', 580_000],
  ['6-29', 620_000],
  ['6-30', 600_000],
  ['6', 480_000],
];
const EDUCATION: readonly (readonly [string, EducationLevel])[] = [
  ['1', 'COLLEGE'],
  ['2-05', 'COLLEGE'],
  ['2', 'BACHELOR'],
  ['3', 'COLLEGE'],
  ['4-04', 'VOCATIONAL'],
  ['4-05', 'COLLEGE'],
  ['4', 'JUNIOR'],
  ['5', 'PRIMARY'],
  ['6-28', 'VOCATIONAL'],
  ['6', 'JUNIOR'],
];
const DEMANDS: readonly (readonly [string, readonly PhysicalDemand[]])[] = [
  ['4-02-02', ['DRIVING', 'FINE_SIGHT']],
  ['4-02-05', ['LIFTING', 'STANDING']],
  ['4-02-06', ['LIFTING']],
  ['4-02-07', ['LIFTING']],
  ['4-04', ['FINE_SIGHT']],
  ['4-03', ['STANDING']],
  ['4-01-02', ['STANDING']],
  ['4-07-05', ['STANDING', 'HEARING']],
  ['4-09', ['STANDING']],
  ['4-10-04', []],
  ['4', []],
  ['5-05-02', ['DRIVING', 'FINE_SIGHT']],
  ['5', ['STANDING', 'LIFTING']],
  ['6-29', ['STANDING', 'LIFTING', 'HEIGHTS']],
  ['6-30', ['DRIVING', 'FINE_SIGHT', 'HEARING']],
  ['6-25', ['FINE_SIGHT']],
  ['6-05', ['FINE_SIGHT']],
  ['6-18', ['STANDING', 'FINE_SIGHT']],
  ['6-16', ['STANDING', 'LIFTING', 'HEARING']],
  ['6', ['STANDING']],
];
const NIGHTS: readonly (readonly [string, number])[] = [
  ['2-05-08', 0.5],
  ['4-07-05', 0.6],
  ['4-14', 0.4],
  ['6-28', 0.7],
  ['6-10', 0.6],
  ['6-11', 0.6],
  ['6', 0.25],
  ['4', 0.15],
];
/** The common trades of a labour market: what half of all vacancies are for. */
const COMMON: readonly (readonly [string, number])[] = [
  ['6-31-08', 12],
  ['4-01-02', 6],
  ['4-03-02', 5],
  ['4-07-05-01', 10],
  ['4-09-08-01', 8],
  ['4-10-01', 4],
  ['4-02-02', 4],
  ['4-02-07', 4],
  ['6-29', 2],
  ['6-18', 3],
  ['5', 2],
  ['1', 0.5],
  ['2', 0.6],
];

function firstOf<T>(table: readonly (readonly [string, T])[], code: string, otherwise: T): T {
  return table.find(([beginning]) => code.startsWith(beginning))?.[1] ?? otherwise;
}

function accommodationsOf(code: string): readonly Accommodation[] {
  const sitting = /^(?:[123]|4-04|4-05|4-07-0[1-3]|6-05|6-25)/u.test(code);
  const atScreen = /^(?:2-02-10|2-06|3-01|4-04)/u.test(code);
  return [
    'STEP_FREE',
    'FLEXIBLE_HOURS',
    'SIGN_LANGUAGE',
    ...(sitting ? (['SEATED'] as const) : []),
    ...(atScreen ? (['SCREEN_READER', 'REMOTE'] as const) : []),
  ];
}

/** All trades, in the order of the codes. */
export const TRADES: readonly Trade[] = occupationTree.codes.map((code) => ({
  occupation: code,
  name: occupationTree.name(code)?.zh ?? code,
  skills: skillsOf(code),
  licences: licencesFor(code),
  wageFen: firstOf(WAGES, code, 400_000),
  education: firstOf(EDUCATION, code, 'JUNIOR'),
  demands: firstOf(DEMANDS, code, []),
  nights: firstOf(NIGHTS, code, 0.05),
  adult: minimumAgeFor(code, 'DAY') === 18,
  accommodations: accommodationsOf(code),
  weight: firstOf(COMMON, code, 1),
}));

const BY_CODE = new Map(TRADES.map((trade) => [trade.occupation, trade]));

/** @throws RangeError where the occupation is unknown */
export function tradeOf(occupation: OccupationCode): Trade {
  const trade = BY_CODE.get(occupation);
  if (trade === undefined) throw new RangeError('no such occupation');
  return trade;
}

export const tradeDraw = new Weighted(TRADES, ({ weight }) => weight);

/** Trades near to one: of the same minor group, else of the same middle group. */
export function nearTrades(trade: Trade): readonly Trade[] {
  return NEAR.get(trade.occupation) ?? [];
}
const NEAR = new Map(
  TRADES.map((trade) => [
    trade.occupation,
    TRADES.filter((other) => {
      const levels = occupationTree.distance(trade.occupation, other.occupation);
      return levels === 1 || levels === 2;
    }),
  ]),
);

/** Harbin has a third of the province's people; districts of cities more than country counties. */
export const countyDraw = new Weighted(counties, (county) => {
  const harbin = county.startsWith('2301') ? 2.4 : 1;
  return harbin * (Number(county.slice(4)) < 20 ? 2 : 1);
});
