import { column, entity } from '../../kit/field-sources.ts';

/** Records about a person who looks for work, of the county where the person lives or the case is. */
export const personRows = {
  kind: 'rows',
  recordColumn: 'record_id',
  subjectColumn: 'person_key',
  divisionColumn: 'county',
} as const;

/** What every such record says of whose it is. */
export const aboutPerson = {
  person: entity('Person', { id: 'person_key' }),
  county: column('county'),
} as const;
