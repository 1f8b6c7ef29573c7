import type { CreditCode } from '../../identifiers/credit-code.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import { EDUCATION_LEVELS, type Accommodation } from '../../subgraphs/matching/market/working-terms.ts';
import { skills } from '../../subgraphs/matching/occupations/skills.ts';
import { dayText, TODAY } from '../draw/calendar.ts';
import type { Prng } from '../draw/prng.ts';
import { PERKS } from './perks.ts';
import { countyDraw, tradeDraw, type Trade } from './trades.ts';
import { someOf } from './weighted.ts';

/** A vacancy and what it is like beside what it says. */
export interface DrawnVacancy {
  readonly vacancy: Vacancy;
  readonly trade: Trade;
  /** How good the place is to work at: people hear of it, no vacancy says it. About normal. */
  readonly goodness: number;
  /** Which of `PERKS` it really has; its text names most of them. */
  readonly perks: readonly number[];
}

export interface VacancyWish {
  readonly index: number;
  readonly employer: { readonly creditCode: CreditCode; readonly county: string | null };
}

/** An ordinary lawful vacancy. */
export function drawVacancy(rng: Prng, { index, employer }: VacancyWish): DrawnVacancy {
  const trade = tradeDraw.draw(rng);
  const county = employer.county ?? countyDraw.draw(rng);
  const atNight = rng.chance(trade.nights);
  const shift = atNight ? (rng.chance(0.4) ? 'NIGHT' : 'ROTATING') : 'DAY';
  const perks = someOf(
    rng,
    PERKS.map((_, i) => i),
    rng.between(2, 4),
  );
  const asked = someOf(rng, trade.skills, Math.min(5, rng.between(1, 4)));
  const low = wage(trade.wageFen * Math.exp(rng.bell() * 0.16));
  const lodging = rng.chance(/^(?:5|6-29|6-16|4-03)/u.test(trade.occupation) ? 0.45 : 0.12);
  const openFrom = TODAY - rng.between(0, 60);
  const vacancy: Vacancy = {
    vacancyId: vacancyIdAt(index),
    employer: employer.creditCode,
    title: titleOf(rng, trade),
    text: textOf(rng, { trade, asked, perks, lodging }),
    occupation: trade.occupation,
    skills: asked,
    licences: trade.licences,
    county,
    shift,
    contract: contractOf(rng),
    wageFen: { low, high: wage(low * (1.1 + rng.unit() * 0.5)) },
    lodging,
    demands: trade.demands,
    accommodations: accommodationsOf(rng, trade),
    minimumAge: trade.adult || shift !== 'DAY' ? 18 : 16,
    wanted: { years: rng.between(0, 5), education: educationOf(rng, trade) },
    places: rng.chance(0.7) ? rng.between(1, 4) : rng.between(5, 40),
    filled: 0,
    openFrom: dayText(openFrom),
    openUntil: dayText(TODAY + rng.between(5, 90)),
    status: 'OPEN',
  };
  return { vacancy, trade, goodness: rng.bell(), perks };
}

/** Numbered from 1, in the order in which they were posted. */
export function vacancyIdAt(index: number): string {
  return `V${String(index + 1).padStart(10, '0')}`;
}

/** The place of a vacancy in the market, by its number. */
export function indexOfVacancy(vacancyId: string): number {
  return Number(vacancyId.slice(1)) - 1;
}

/** To the next hundred yuan, and never below the highest minimum wage. */
function wage(fen: number): number {
  return Math.max(220_000, Math.round(fen / 10_000) * 10_000);
}

function contractOf(rng: Prng): Vacancy['contract'] {
  const at = rng.unit();
  if (at < 0.78) return 'FULL_TIME';
  if (at < 0.86) return 'PART_TIME';
  return at < 0.94 ? 'TEMPORARY' : 'DISPATCH';
}

function accommodationsOf(rng: Prng, trade: Trade): readonly Accommodation[] {
  return rng.chance(0.4) ? trade.accommodations.filter(() => rng.chance(0.6)) : [];
}

function educationOf(rng: Prng, trade: Trade): (typeof EDUCATION_LEVELS)[number] {
  const usual = EDUCATION_LEVELS.indexOf(trade.education);
  return EDUCATION_LEVELS[Math.max(0, usual - (rng.chance(0.4) ? 1 : 0))] ?? 'NONE';
}

function titleOf(rng: Prng, { name }: Trade): string {
  const at = rng.unit();
  if (at < 0.6) return name;
  if (at < 0.75) return `急聘${name}`;
  return at < 0.9 ? `${name}（长期）` : `诚聘${name}数名`;
}

function textOf(
  rng: Prng,
  work: {
    readonly trade: Trade;
    readonly asked: readonly string[];
    readonly perks: readonly number[];
    readonly lodging: boolean;
  },
): string {
  const names = work.asked.map((id) => skills.get(id)?.name.zh ?? id);
  // Not everything that is true is written.
  const told = work.perks.filter(() => rng.chance(0.8)).map((perk) => rng.pick(PERKS[perk]?.offered ?? ['']));
  const asking = rng.pick(['要求会', '需掌握', '熟悉', '能独立完成']);
  return [
    `岗位内容：${work.trade.name}相关工作`,
    names.length === 0 ? '有无经验均可' : `${asking}${names.join('、')}`,
    ...told,
    ...(work.lodging ? ['提供住宿'] : []),
    rng.pick(['男女不限，年满法定年龄即可', '欢迎残疾人应聘', '待遇从优', '试用期一个月', '可面谈']),
  ].join('；');
}
