import { SluiceError } from '../../../errors/sluice-error.ts';
import { isCalendarDay, isUtcInstant } from '../../../identifiers/calendar-day.ts';
import { isDivisionCode, withinRegion } from '../../../identifiers/division.ts';
import type { DivisionCode, IsoDate } from '../market/measures.ts';
import type { Words } from '../occupations/words.ts';
import { counties } from '../places/commute.ts';

/** Longer is no reason. */
const MAX_TEXT = 2_000;
/** What no database takes, and nobody typed. */
// eslint-disable-next-line no-control-regex -- these are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu;
const NO_COUNTY: Words = {
  en: 'county is no county of the province: six digits such as 230102',
  zh: 'county 不是本省县级行政区划代码（六位数字，例如 230102）',
};
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
  return day;
}

/** An instant to come. @throws SluiceError SERVICE_INPUT_INVALID */
export function comingInstant(instant: string, name: string, now: Date): Date {
  if (!isUtcInstant(instant) || new Date(instant) < now)
    throw invalidInput({ en: `${name} is no time to come`, zh: `${name} 不是将来的时间` });
  return new Date(instant);
}

/**
 * A county of the province. WHY no other division: whoever is entered where no adviser serves is helped by nobody.
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export function givenCounty(county: string): DivisionCode {
  if (!counties.includes(county)) throw invalidInput(NO_COUNTY);
  return county;
}

/** A county of the province, or a division with counties of it. @throws SluiceError SERVICE_INPUT_INVALID */
export function givenDivision(county: string): DivisionCode {
  if (!isDivisionCode(county) || !counties.some((each) => withinRegion(each, county)))
    throw invalidInput(NO_COUNTY);
  return county;
}

/** An amount in fen, above nothing. @throws SluiceError SERVICE_INPUT_INVALID */
export function givenAmount(fen: number, name: string): number {
  if (!Number.isSafeInteger(fen) || fen <= 0)
    throw invalidInput({ en: `${name} is no amount`, zh: `${name} 不是有效金额` });
  return fen;
}

/** Ids of a classification, each once. @throws SluiceError SERVICE_INPUT_INVALID where one is none of it */
export function idsOf(
  known: { has(id: string): boolean },
  given: readonly string[],
  name: string,
): readonly string[] {
  if (!given.every((id) => known.has(id)))
    throw invalidInput({ en: `${name} are not all of the classification`, zh: `${name} 含有目录以外的代码` });
  return [...new Set(given)];
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
