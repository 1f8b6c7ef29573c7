import { SluiceError } from '../../../errors/sluice-error.ts';
import { dayInChina, isCalendarDay, isUtcInstant } from '../../../identifiers/calendar-day.ts';
import { isDivisionCode, withinRegion } from '../../../identifiers/division.ts';
import { sameDayOrMonthEnd } from '../../../identifiers/months-later.ts';
import type { DivisionCode, IsoDate } from '../market/measures.ts';
import type { Words } from '../occupations/words.ts';
import { counties } from '../places/commute.ts';

/** Longer is no reason. */
const MAX_TEXT = 2_000;
/** What no database takes, and nobody typed. */
// eslint-disable-next-line no-control-regex -- these are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu;
/** Nobody is asked to come, or to begin, later. */
const MOST_MONTHS = 12;
/** What a number may be, and in what it is counted. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly unit?: Words;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/**
 * A text that must be there, without blanks around it.
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export function givenText(text: string | null, name: string): string {
  const bare = optionalText(text, name);
  if (bare === '') throw invalidInput({ en: `${name} is empty`, zh: `${name} 不能为空` });
  return bare;
}

/** A text that may be missing: `''` then. @throws SluiceError SERVICE_INPUT_INVALID */
export function optionalText(text: string | null, name: string, most = MAX_TEXT): string {
  // Half a character, where something has cut a text in two, is taken by no database.
  if (text?.isWellFormed() === false)
    throw invalidInput({
      en: `${name} ends in half a character, or holds one: write it anew`,
      zh: `${name} 含有不完整的字符，请重新输入`,
    });
  const bare = (text ?? '').replaceAll(CONTROLS, '').trim();
  if (bare.length > most)
    throw invalidInput({
      en: `${name} is longer than ${most} characters`,
      zh: `${name} 超过 ${most} 个字符`,
    });
  return bare;
}

/** A day of the calendar that is not over. @throws SluiceError SERVICE_INPUT_INVALID */
export function comingDay(day: string, name: string, today: IsoDate): IsoDate {
  if (!isCalendarDay(day) || day < today)
    throw invalidInput({ en: `${name} is no day to come`, zh: `${name} 不是今日或以后的日期` });
  assertSoon(day, name, today);
  return day;
}

/** An instant to come. @throws SluiceError SERVICE_INPUT_INVALID */
export function comingInstant(instant: string, name: string, now: Date): Date {
  if (!isUtcInstant(instant) || new Date(instant) < now)
    throw invalidInput({ en: `${name} is no time to come`, zh: `${name} 不是将来的时间` });
  assertSoon(dayInChina(new Date(instant)), name, dayInChina(now));
  return new Date(instant);
}

/** WHY an end: of a year written wrong nobody could be referred, and no day be counted on from it. */
function assertSoon(day: IsoDate, name: string, today: IsoDate): void {
  const last = sameDayOrMonthEnd(today, MOST_MONTHS);
  if (day > last) throw invalidInput({ en: `${name} is after ${last}`, zh: `${name} 不应晚于 ${last}` });
}

/**
 * A county of the province. WHY no other division: whoever is entered where no adviser serves is helped by nobody.
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export function givenCounty(county: string, name = 'county'): DivisionCode {
  if (!counties.includes(county)) throw noCounty(name);
  return county;
}

function noCounty(name: string): SluiceError {
  return invalidInput({
    en: `${name} is no county of the province: six digits such as 230102`,
    zh: `${name} 不是本省县级行政区划代码（六位数字，例如 230102）`,
  });
}

/** A county of the province, or a division with counties of it. @throws SluiceError SERVICE_INPUT_INVALID */
export function givenDivision(county: string): DivisionCode {
  if (!isDivisionCode(county) || !counties.some((each) => withinRegion(each, county)))
    throw noCounty('county');
  return county;
}

/** A number of so many at least and at most. @throws SluiceError SERVICE_INPUT_INVALID */
export function givenNumber(number: number, name: string, bounds: Bounds): number {
  const { least, most, unit } = bounds;
  if (!(number >= least && number <= most))
    throw invalidInput({
      en: `${name} is not between ${least} and ${most}${unit === undefined ? '' : ` ${unit.en}`}`,
      zh: `${name} 应在 ${least} 至 ${most}${unit === undefined ? '' : ` ${unit.zh}`}之间`,
    });
  return number;
}

/** An amount in fen, above nothing. @throws SluiceError SERVICE_INPUT_INVALID */
export function givenAmount(fen: number, name: string): number {
  if (!Number.isSafeInteger(fen) || fen <= 0)
    throw invalidInput({ en: `${name} is no amount`, zh: `${name} 不是有效金额` });
  return fen;
}

/**
 * Ids of a classification, each once.
 * @throws SluiceError SERVICE_INPUT_INVALID where one is none of it, or they are more than anybody has
 */
export function idsOf(
  known: { has(id: string): boolean },
  given: readonly string[],
  name: string,
  most = Infinity,
): readonly string[] {
  if (!given.every((id) => known.has(id)))
    throw invalidInput({ en: `${name} are not all of the classification`, zh: `${name} 含有目录以外的代码` });
  const ids = [...new Set(given)];
  if (ids.length > most)
    throw invalidInput({ en: `${name} are more than ${most}`, zh: `${name} 不应超过 ${most} 项` });
  return ids;
}

/** One of some names. @throws SluiceError SERVICE_INPUT_INVALID */
export function oneOf<T extends string>(names: readonly T[], given: string, name: string): T {
  const known = names.find((each) => each === given);
  if (known === undefined)
    throw invalidInput({
      en: `${name} is none of ${names.join(', ')}`,
      zh: `${name} 应为下列之一：${names.join('、')}`,
    });
  return known;
}

/**
 * An id as the tables have them; what can be none names nothing.
 * @throws SluiceError SERVICE_UNKNOWN
 */
export function givenId(id: string): string {
  if (!UUID.test(id)) throw new SluiceError('SERVICE_UNKNOWN');
  return id;
}

/** That something given is none, by the name that the graph has for it, and what is expected. */
export function invalidInput({ en, zh }: Words): SluiceError {
  return new SluiceError('SERVICE_INPUT_INVALID', { reason: en, reasonChinese: zh });
}
