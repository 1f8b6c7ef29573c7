import { SluiceError } from '../../../errors/sluice-error.ts';
import type { VacancyDraft } from '../service/market-book.ts';
import { numberOf, objectOf, textOf, textsOf } from './given-arguments.ts';

/** WHY casts: enums are what the schema lets through, and their names are those of the market. */
export function vacancyDraftOf(given: unknown): VacancyDraft {
  const draft = objectOf(given);
  return {
    title: textOf(draft['title']),
    text: textOf(draft['text']),
    occupation: textOf(draft['occupation']),
    skills: textsOf(draft['skills']),
    licences: textsOf(draft['licences']),
    county: textOf(draft['county']),
    shift: textOf(draft['shift']) as VacancyDraft['shift'],
    contract: textOf(draft['contract']) as VacancyDraft['contract'],
    wageFen: { low: numberOf(draft['wageLow']), high: numberOf(draft['wageHigh']) },
    lodging: draft['lodging'] === true,
    demands: textsOf(draft['demands']) as VacancyDraft['demands'],
    accommodations: textsOf(draft['accommodations']) as VacancyDraft['accommodations'],
    minimumAge: minimumAgeOf(draft['minimumAge']),
    wanted: {
      years: numberOf(draft['wantedYears']),
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
  throw new SluiceError('SERVICE_INPUT_INVALID', { reason: 'minimumAge is none of 16, 18' });
}
