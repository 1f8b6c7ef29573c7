import { isCalendarDay } from '../../../identifiers/calendar-day.ts';
import { sameDayOrMonthEnd } from '../../../identifiers/months-later.ts';
import { occupationTree } from '../occupations/occupation-tree.ts';
import type { Words } from '../occupations/words.ts';
import { counties } from '../places/commute.ts';
import { likenessTo } from './likeness-to.ts';
import type { IsoDate } from './measures.ts';
import { unlawfulDemands } from './unlawful-demands.ts';
import type { VacancyFault, VacancyFaultCode } from './vacancy-fault.ts';
import type { Vacancy } from './vacancy.ts';
import { wageFaults } from './wage-faults.ts';

/** What a vacancy is held against of another one. */
export type OtherVacancy = Pick<
  Vacancy,
  'vacancyId' | 'title' | 'text' | 'occupation' | 'county' | 'demands' | 'accommodations'
>;

export interface VacancyCircumstances {
  /** The day on which it is looked at. */
  readonly day: IsoDate;
  /** How much else the employer has open, of whatever work and wherever. */
  readonly open: number;
  /** What of that it could repeat, earliest first; itself not among them. */
  readonly others: readonly OtherVacancy[];
}

/**
 * Everything that is wrong with a vacancy: what it demands against the law, what makes no sense, and that its last day is
 * over. Nothing is changed and nothing dropped: whoever posted it reads the words.
 */
export function checkVacancy(
  vacancy: Vacancy,
  { day, open, others }: VacancyCircumstances,
): readonly VacancyFault[] {
  return [
    ...unlawfulDemands(vacancy),
    ...wageFaults(vacancy, day),
    ...formFaults(vacancy),
    ...besideOthers(vacancy, open, others),
    ...(vacancy.openUntil < day ? [expiredFault()] : []),
  ];
}

/** That a vacancy's last day is over. */
export function expiredFault(): VacancyFault {
  return flag('EXPIRED', { en: 'its last day is over', zh: '招聘截止日期已过' });
}

const COUNTIES = new Set(counties);
const MOST_PLACES = 2_000;
const MOST_MONTHS = 24;
/** Signs alone are no word. */
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;
/** How many vacancies of one employer may be open. Each is compared with the others, so there is an end to it. */
export const MOST_OPEN = 500;
/** And for the same work in the same county. */
const MOST_ALIKE = 100;

function formFaults(vacancy: Vacancy): readonly VacancyFault[] {
  const { title, text, places, openFrom, openUntil } = vacancy;
  const faults: VacancyFault[] = [];
  if (!occupationTree.has(vacancy.occupation))
    faults.push(
      refuse('OCCUPATION_UNKNOWN', {
        en: 'its occupation is none of the classification, such as 4-02-06-01',
        zh: '职业编码不在目录中（例如 4-02-06-01）',
      }),
    );
  if (!COUNTIES.has(vacancy.county))
    faults.push(
      refuse('COUNTY_UNKNOWN', {
        en: 'its county is none of the province: six digits such as 230102',
        zh: '工作地不是本省县级行政区划代码（六位数字，例如 230102）',
      }),
    );
  if (!SAYS_SOMETHING.test(title) || !SAYS_SOMETHING.test(text))
    faults.push(refuse('TEXT_EMPTY', { en: 'it says nothing about the work', zh: '没有岗位名称或岗位说明' }));
  if (!Number.isSafeInteger(places) || places < 1 || places > MOST_PLACES)
    faults.push(
      refuse('PLACES', {
        en: `it offers none or over ${MOST_PLACES} places`,
        zh: `招聘人数应在 1 至 ${MOST_PLACES} 之间`,
      }),
    );
  if (!isCalendarDay(openFrom) || !isCalendarDay(openUntil) || openUntil < openFrom)
    faults.push(refuse('DATES', { en: 'it ends before it begins', zh: '招聘截止日期早于开始日期' }));
  else if (openUntil > sameDayOrMonthEnd(openFrom, MOST_MONTHS))
    faults.push(
      refuse('DATES', {
        en: `it is open for more than ${MOST_MONTHS} months: say an earlier last day`,
        zh: `招聘期限超过 ${MOST_MONTHS} 个月，请提前截止日期`,
      }),
    );
  return faults;
}

function besideOthers(
  vacancy: Vacancy,
  open: number,
  others: readonly OtherVacancy[],
): readonly VacancyFault[] {
  if (open >= MOST_OPEN)
    return [
      refuse('TOO_MANY', {
        en: `this employer has ${open} others open already, and ${MOST_OPEN} may be: withdraw one, or offer more places in one`,
        zh: `本单位已有 ${open} 个在招岗位，上限为 ${MOST_OPEN} 个：请先撤回其他岗位，或在已有岗位中增加招聘人数`,
      }),
    ];
  const alike = others.filter((other) => isSameWork(vacancy, other));
  if (alike.length < MOST_ALIKE) return repetition(vacancy, others);
  return [
    refuse('TOO_MANY', {
      en: `this employer offers ${alike.length} others for the same work in the same county already, and ${MOST_ALIKE} may be open: withdraw one, or offer more places in one`,
      zh: `本单位在同一县（市、区）同一职业已有 ${alike.length} 个在招岗位，上限为 ${MOST_ALIKE} 个：请先撤回其他岗位，或在已有岗位中增加招聘人数`,
    }),
  ];
}

/** The first of the others for which it is refused; else the first that it is nearly the same as. */
function repetition(vacancy: Vacancy, others: readonly OtherVacancy[]): readonly VacancyFault[] {
  const likeness = likenessTo(vacancy);
  let near: OtherVacancy | null = null;
  for (const other of others) {
    // The same work in two places is announced in the same words; what matters there is whom it is shut to.
    const [isWork, isPlace] = [isSameWork(vacancy, other), isSamePlace(vacancy, other)];
    if (!isWork && isPlace) continue;
    const how = likeness(other);
    if (how === null) continue;
    if (how === 'SAME' && isWork) return [repeats(other)];
    // WHY refused, also of another county or occupation: of two that differ in nothing else, whom the second is for tells what
    // somebody needs or can not do.
    if (!isPlace) return [isShutToOthersThan(other)];
    near ??= other;
  }
  if (near === null) return [];
  return [
    flag('NEAR_DUPLICATE', {
      en: `it says nearly the same as ${near.vacancyId} of this employer`,
      zh: `与本单位岗位 ${near.vacancyId} 内容基本相同`,
    }),
  ];
}

function repeats({ vacancyId }: OtherVacancy): VacancyFault {
  return refuse('DUPLICATE', {
    en: `it says the same as ${vacancyId} of this employer`,
    zh: `与本单位岗位 ${vacancyId} 内容相同`,
  });
}

function isShutToOthersThan({ vacancyId }: OtherVacancy): VacancyFault {
  return refuse('NEAR_DUPLICATE', {
    en: `it says nearly the same as ${vacancyId} of this employer, with other demands or accommodations: say for both what the workplace asks and offers, or describe each workplace in words of its own`,
    zh: `与本单位岗位 ${vacancyId} 内容基本相同，但身体要求或便利条件不同：请为两个岗位如实填写同一工作场所的要求和便利条件；如确属不同工作场所，请分别如实描述`,
  });
}

/** Whether two are for the same work in the same county. */
function isSameWork(
  a: Pick<Vacancy, 'occupation' | 'county'>,
  b: Pick<Vacancy, 'occupation' | 'county'>,
): boolean {
  return a.occupation === b.occupation && a.county === b.county;
}

/** Whether two vacancies ask the same of a body and offer it the same. */
function isSamePlace(
  a: Pick<Vacancy, 'demands' | 'accommodations'>,
  b: Pick<Vacancy, 'demands' | 'accommodations'>,
): boolean {
  return isSameSet(a.demands, b.demands) && isSameSet(a.accommodations, b.accommodations);
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((each) => b.includes(each)) && b.every((each) => a.includes(each));
}

function refuse(code: VacancyFaultCode, words: Words): VacancyFault {
  return { code, effect: 'REFUSED', words, statute: null, found: null };
}

function flag(code: VacancyFaultCode, words: Words): VacancyFault {
  return { code, effect: 'FLAGGED', words, statute: null, found: null };
}
