import { parsePersonKey } from '../../../identifiers/person-key.ts';
import { birthDateOf, type ResidentId } from '../../../identifiers/resident-id.ts';
import { licences } from '../occupations/licences.ts';
import { occupationTree } from '../occupations/occupation-tree.ts';
import { skills } from '../occupations/skills.ts';
import type { ProfileDraft } from '../market/keep-jobseeker.ts';
import { givenCounty, idsOf, invalidInput, optionalText } from '../service/read-given.ts';
import { givenOf, numberOf, objectOf, onceEach, textOf, textsOf } from './given-arguments.ts';

/** Longer is no account of what somebody can do. */
const MOST_TEXT = 5_000;

/**
 * WHY casts: enums are what the schema lets through, and their names are those of the market.
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export function profileDraftOf(given: unknown, personKey: string): ProfileDraft {
  const draft = objectOf(given);
  return {
    county: givenCounty(textOf(draft['county'])),
    birthDate: birthDateFor(personKey, givenOf(draft['birthDate'])),
    occupations: idsOf(occupationTree, textsOf(draft['occupations']), 'occupations'),
    skills: idsOf(skills, textsOf(draft['skills']), 'skills'),
    licences: idsOf(licences, textsOf(draft['licences']), 'licences'),
    text: optionalText(textOf(draft['text']), 'text', MOST_TEXT),
    years: numberOf(draft['years']),
    education: textOf(draft['education']) as ProfileDraft['education'],
    maxCommuteMinutes: numberOf(draft['maxCommuteMinutes']),
    wageFloorFen: numberOf(draft['wageFloor']),
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
function birthDateFor(personKey: string, given: string | null): string {
  const key = parsePersonKey(personKey);
  if (key?.kind === 'RID') return birthDateOf(key.number as ResidentId);
  if (given === null) throw invalidInput({ en: 'birthDate is missing', zh: '缺少 birthDate（出生日期）' });
  return given;
}
