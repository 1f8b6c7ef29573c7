import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import type { VacancyFaultCode } from '../../subgraphs/matching/market/vacancy-fault.ts';
import { dayText, TODAY } from '../draw/calendar.ts';
import type { Prng } from '../draw/prng.ts';

/** What keeps a planted vacancy from being matched: a fault that is to be found, or that every place is taken. */
export type PlantedFault = VacancyFaultCode | 'FILLED';

/** What is planted with a vacancy. `null`: it only looks odd, and is lawful. */
export interface PlantedVacancy {
  readonly fault: PlantedFault | null;
  /** `earlier`: an ordinary vacancy of the market, for one that is posted twice. */
  readonly plant: (rng: Prng, vacancy: Vacancy, earlier: Vacancy) => Vacancy;
}

const saying =
  (...words: readonly string[]): PlantedVacancy['plant'] =>
  (rng, vacancy) => ({ ...vacancy, text: `${vacancy.text}；${rng.pick(words)}` });

/** Every way in which a vacancy is bad, and lawful ones that a careless reader would take for bad. */
export const PLANTED_VACANCIES: readonly PlantedVacancy[] = [
  { fault: 'SEX', plant: saying('限女性', '男士优先', '只招男工', 'female only', '僅限女性') },
  { fault: 'AGE', plant: saying('35岁以下', '年龄18-40岁', '四十五周岁以内', 'under 35', '３５岁以下') },
  { fault: 'ORIGIN', plant: saying('限本地户口', '外地人勿扰', 'locals only') },
  { fault: 'MARRIAGE', plant: saying('已婚已育优先', '两年内不得怀孕', 'unmarried only') },
  { fault: 'ETHNICITY', plant: saying('限汉族', '少数民族勿扰', 'Han only') },
  { fault: 'HEALTH', plant: saying('乙肝携带者勿扰', '入职体检查乙肝两对半', 'hepatitis B negative') },
  { fault: 'DISABILITY', plant: saying('残疾人勿扰', '要求四肢健全', 'able-bodied only') },
  {
    fault: 'WAGE_BELOW_MINIMUM',
    plant: (_, vacancy) => ({ ...vacancy, contract: 'FULL_TIME', wageFen: { low: 90_000, high: 150_000 } }),
  },
  {
    fault: 'WAGE_ABSURD',
    plant: (_, vacancy) => ({ ...vacancy, wageFen: { low: 30_000_000, high: 50_000_000 } }),
  },
  {
    fault: 'WAGE_ORDER',
    plant: (_, vacancy) => ({
      ...vacancy,
      wageFen: { low: vacancy.wageFen.high + 100_000, high: vacancy.wageFen.low },
    }),
  },
  {
    fault: 'DUPLICATE',
    plant: (_, vacancy, earlier) => ({
      ...earlier,
      vacancyId: vacancy.vacancyId,
      text: earlier.text.replaceAll('；', ' ; '),
    }),
  },
  {
    fault: 'EXPIRED',
    plant: (rng, vacancy) => ({
      ...vacancy,
      openFrom: dayText(TODAY - 120),
      openUntil: dayText(TODAY - rng.between(1, 60)),
    }),
  },
  { fault: 'FILLED', plant: (_, vacancy) => ({ ...vacancy, filled: vacancy.places }) },
  {
    fault: null,
    plant: saying(
      '性别不限，年满18周岁',
      '需照护3岁以下婴幼儿，經驗不限',
      '熟悉CNC／ＰＬＣ，會Office者佳',
      '持健康证上岗，不查乙肝',
      'Men and women alike, at least 18 years of age',
      '负责女装专柜，外地人员可提供住宿',
    ),
  },
];

/** One vacancy in so many is planted. */
export const PLANTED_EVERY = 30;

/** What is planted at a place of the market; null: an ordinary one. The first of a market are ordinary. */
export function plantedAt(index: number): PlantedVacancy | null {
  if (index % PLANTED_EVERY !== PLANTED_EVERY - 1) return null;
  return PLANTED_VACANCIES[Math.floor(index / PLANTED_EVERY) % PLANTED_VACANCIES.length] ?? null;
}
