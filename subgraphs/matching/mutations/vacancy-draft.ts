import { licences } from '../occupations/licences.ts';
import { skills } from '../occupations/skills.ts';
import type { VacancyDraft } from '../market/keep-vacancy.ts';
import { givenNumber, idsOf, invalidInput, optionalText } from '../service/read-given.ts';
import { numberOf, objectOf, onceEach, textOf, textsOf } from './given-arguments.ts';

/** Longer is no name of a job, and no announcement: each is compared with all that the employer offers beside it. */
const MOST = { title: 200, text: 5_000, code: 20 };
const YEARS = { least: 0, most: 70, unit: { en: 'years', zh: '年' } };

/**
 * WHY casts: enums are what the schema lets through, and their names are those of the market.
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export function vacancyDraftOf(given: unknown): VacancyDraft {
  const draft = objectOf(given);
  return {
    title: optionalText(textOf(draft['title']), 'title', MOST.title),
    text: optionalText(textOf(draft['text']), 'text', MOST.text),
    occupation: optionalText(textOf(draft['occupation']), 'occupation', MOST.code),
    skills: idsOf(skills, textsOf(draft['skills']), 'skills'),
    licences: idsOf(licences, textsOf(draft['licences']), 'licences'),
    county: optionalText(textOf(draft['county']), 'county', MOST.code),
    shift: textOf(draft['shift']) as VacancyDraft['shift'],
    contract: textOf(draft['contract']) as VacancyDraft['contract'],
    wageFen: { low: numberOf(draft['wageLow']), high: numberOf(draft['wageHigh']) },
    lodging: draft['lodging'] === true,
    demands: onceEach(draft['demands']) as VacancyDraft['demands'],
    accommodations: onceEach(draft['accommodations']) as VacancyDraft['accommodations'],
    minimumAge: minimumAgeOf(draft['minimumAge']),
    wanted: {
      years: givenNumber(numberOf(draft['wantedYears']), 'wantedYears', YEARS),
      education: textOf(draft['wantedEducation']) as VacancyDraft['wanted']['education'],
    },
    places: numberOf(draft['places']),
    openFrom: textOf(draft['openFrom']),
    openUntil: textOf(draft['openUntil']),
  };
}

/** @throws SluiceError SERVICE_INPUT_INVALID */
function minimumAgeOf(value: unknown): VacancyDraft['minimumAge'] {
  if (value === 16 || value === 18) return value;
  throw invalidInput({ en: 'minimumAge is none of 16, 18', zh: 'minimumAge 应为 16 或 18' });
}
