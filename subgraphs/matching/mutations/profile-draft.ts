import { parsePersonKey } from '../../../identifiers/person-key.ts';
import { isCalendarDay } from '../../../identifiers/calendar-day.ts';
import { birthDateOf, type ResidentId } from '../../../identifiers/resident-id.ts';
import { licences } from '../occupations/licences.ts';
import { occupationTree } from '../occupations/occupation-tree.ts';
import { skills } from '../occupations/skills.ts';
import type { ProfileDraft } from '../market/keep-jobseeker.ts';
import { givenCounty, givenNumber, idsOf, invalidInput, optionalText } from '../service/read-given.ts';
import type { IsoDate } from '../market/measures.ts';
import { givenOf, numberOf, objectOf, onceEach, textOf, textsOf } from './given-arguments.ts';

/** Longer is no account of what somebody can do. */
const MOST_TEXT = 5_000;
/** More is no wish: it is everything. */
const MOST_WISHES = 50;
/** What employers are told, or matching counts with. */
const BOUNDS = {
  years: { least: 0, most: 70, unit: { en: 'years', zh: '年' } },
  wageFloor: { least: 0, most: 100_000_000, unit: { en: 'fen a month', zh: '分（每月）' } },
  maxCommuteMinutes: { least: 0, most: 24 * 60, unit: { en: 'minutes', zh: '分钟' } },
};
/** Nobody who looks for work was born before. */
const EARLIEST_BIRTH: IsoDate = '1900-01-01';

/**
 * WHY casts: enums are what the schema lets through, and their names are those of the market.
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export function profileDraftOf(given: unknown, personKey: string, today: IsoDate): ProfileDraft {
  const draft = objectOf(given);
  const bounded = (name: keyof typeof BOUNDS): number =>
    givenNumber(numberOf(draft[name]), name, BOUNDS[name]);
  return {
    county: givenCounty(textOf(draft['county'])),
    birthDate: birthDateFor(personKey, givenOf(draft['birthDate']), today),
    occupations: idsOf(occupationTree, textsOf(draft['occupations']), 'occupations', MOST_WISHES),
    skills: idsOf(skills, textsOf(draft['skills']), 'skills', MOST_WISHES),
    licences: idsOf(licences, textsOf(draft['licences']), 'licences'),
    text: optionalText(textOf(draft['text']), 'text', MOST_TEXT),
    years: bounded('years'),
    education: textOf(draft['education']) as ProfileDraft['education'],
    maxCommuteMinutes: bounded('maxCommuteMinutes'),
    wageFloorFen: bounded('wageFloor'),
    shifts: onceEach(draft['shifts']) as ProfileDraft['shifts'],
    contracts: onceEach(draft['contracts']) as ProfileDraft['contracts'],
    needsLodging: draft['needsLodging'] === true,
    cannot: onceEach(draft['cannot']) as ProfileDraft['cannot'],
    needs: onceEach(draft['needs']) as ProfileDraft['needs'],
  };
}

/**
 * A resident ID says it, whatever else is said.
 * @throws SluiceError SERVICE_INPUT_INVALID where neither does
 */
function birthDateFor(personKey: string, given: string | null, today: IsoDate): string {
  if (given !== null && (!isCalendarDay(given) || given < EARLIEST_BIRTH || given > today))
    throw invalidInput({
      en: `birthDate is no day between ${EARLIEST_BIRTH} and today`,
      zh: `birthDate（出生日期）应在 ${EARLIEST_BIRTH} 至今日之间`,
    });
  const key = parsePersonKey(personKey);
  if (key?.kind === 'RID') return birthDateOf(key.number as ResidentId);
  if (given === null) throw invalidInput({ en: 'birthDate is missing', zh: '缺少 birthDate（出生日期）' });
  return given;
}
