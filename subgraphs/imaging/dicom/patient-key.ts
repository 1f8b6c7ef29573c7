import { personKeyOf, type PersonKey } from '../../../identifiers/person-key.ts';
import { eitherTable, everyProvince, syntheticDivisions } from '../../../identifiers/division.ts';

const DIVISIONS = eitherTable(everyProvince, syntheticDivisions);

/**
 * The person a Patient ID (0010,0020) stands for: a sound resident ID, or what the hospital's own mapping makes of it.
 * Null is "identity not established": a number with a wrong check character is nobody's.
 */
export function patientKeyOf(
  patientId: string,
  mapping: (patientId: string) => PersonKey | null = () => null,
): PersonKey | null {
  return personKeyOf('RID', patientId, DIVISIONS) ?? mapping(patientId);
}
