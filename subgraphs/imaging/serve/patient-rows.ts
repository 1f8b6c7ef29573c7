import { column, entity } from '../../kit/field-sources.ts';

/** Every record of a patient belongs to one hospital; what a hospital sends names no division. */
export const patientRows = {
  kind: 'rows',
  recordColumn: 'record_id',
  subjectColumn: 'person_key',
  divisionColumn: null,
  organisationColumn: 'hospital',
} as const;

/** What every such record says of whose it is. */
export const patient = {
  person: entity('Person', { id: 'person_key' }),
  hospital: column('hospital'),
} as const;

/** What must be said wherever a model's word is shown. */
export const notice = { notice: column('notice_en'), noticeChinese: column('notice_zh') } as const;
