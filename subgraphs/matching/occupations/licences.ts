import type { OccupationCode } from './occupation-tree.ts';
import { readTable } from './read-table.ts';
import type { Words } from './words.ts';

/** The name of a licence, such as `DRIVER_C1`. */
export type LicenceId = string;

/** A licence without which the law lets nobody do certain work. */
export interface Licence {
  readonly id: LicenceId;
  readonly name: Words;
  /** Beginnings of the codes of the occupations that require it. */
  readonly requiredIn: readonly string[];
  /** What its holder may do as well: who drives lorries drives cars. */
  readonly includes: readonly LicenceId[];
  /** What makes it necessary. */
  readonly statute: string;
}

export const licences: ReadonlyMap<LicenceId, Licence> = new Map(
  readTable(new URL('licences.csv', import.meta.url)).map(
    ([id = '', zh = '', en = '', requiredIn = '', includes = '', statute = '']) => [
      id,
      { id, name: { en, zh }, requiredIn: wordsOf(requiredIn), includes: wordsOf(includes), statute },
    ],
  ),
);

/** What the law requires of whoever works in an occupation. */
export function licencesFor(occupation: OccupationCode): readonly LicenceId[] {
  return [...licences.values()]
    .filter(({ requiredIn }) => requiredIn.some((beginning) => occupation.startsWith(beginning)))
    .map(({ id }) => id);
}

/** Whether somebody with these licences may do what this one is required for. */
export function holdsLicence(held: readonly LicenceId[], required: LicenceId): boolean {
  return held.some((id) => id === required || (licences.get(id)?.includes.includes(required) ?? false));
}

function wordsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}
