import { SluiceError } from '../../../errors/sluice-error.ts';
import { parsePersonKey } from '../../../identifiers/person-key.ts';
import { birthDateOf, type ResidentId } from '../../../identifiers/resident-id.ts';
import type { ProfileDraft } from '../service/market-book.ts';
import { givenOf, numberOf, objectOf, textOf, textsOf } from './given-arguments.ts';

/** WHY casts: enums are what the schema lets through, and their names are those of the market. */
export function profileDraftOf(given: unknown, personKey: string): ProfileDraft {
  const draft = objectOf(given);
  return {
    county: textOf(draft['county']),
    birthDate: birthDateFor(personKey, givenOf(draft['birthDate'])),
    occupations: textsOf(draft['occupations']),
    skills: textsOf(draft['skills']),
    licences: textsOf(draft['licences']),
    text: textOf(draft['text']),
    years: numberOf(draft['years']),
    education: textOf(draft['education']) as ProfileDraft['education'],
    maxCommuteMinutes: numberOf(draft['maxCommuteMinutes']),
    wageFloorFen: numberOf(draft['wageFloor']),
    shifts: textsOf(draft['shifts']) as ProfileDraft['shifts'],
    contracts: textsOf(draft['contracts']) as ProfileDraft['contracts'],
    needsLodging: draft['needsLodging'] === true,
    cannot: textsOf(draft['cannot']) as ProfileDraft['cannot'],
    needs: textsOf(draft['needs']) as ProfileDraft['needs'],
  };
}

/**
 * A resident ID says it, whatever else is said.
 * @throws SluiceError SERVICE_INPUT_INVALID where neither does
 */
function birthDateFor(personKey: string, given: string | null): string {
  const key = parsePersonKey(personKey);
  if (key?.kind === 'RID') return birthDateOf(key.number as ResidentId);
  if (given === null) throw new SluiceError('SERVICE_INPUT_INVALID', { reason: 'birthDate is missing' });
  return given;
}
