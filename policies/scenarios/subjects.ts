import type { PersonKey } from '../../identifiers/person-key.ts';
import type { ApplicationId, DivisionCode, Subject } from '../vocabulary.ts';

type Attributes = Pick<Subject, 'department' | 'roles'> & Partial<Subject>;

/** A subject of the province without clearance, official, organisation or person, but for what is said. */
const subject = (application: string, attributes: Attributes): Subject => ({
  application: application as ApplicationId,
  region: '230000' as DivisionCode,
  official: null,
  organisation: null,
  person: null,
  clearance: 0,
  ...attributes,
});

/** The subjects that scenarios name: those that the development issuer makes tokens for. */
export const SUBJECTS = {
  'social-assistance': subject('social-assistance', {
    department: 'civil-affairs',
    roles: ['application'],
    official: 'sa-0017',
  }),
  auditor: subject('auditor', { department: 'audit-office', roles: ['auditor'] }),
  'data-steward': subject('data-steward', { department: 'data-bureau', roles: ['steward'] }),
  registrar: subject('registrar', {
    department: 'household-registration',
    region: '230100' as DivisionCode,
    roles: ['registrar'],
    official: 'rg-0005',
  }),
  hospital: subject('hospital', {
    department: 'hospital',
    region: '230100' as DivisionCode,
    roles: ['application', 'clinician'],
    official: 'dr-0042',
    organisation: '道里区合成第一医院',
  }),
  radiologist: subject('radiologist', {
    department: 'hospital',
    region: '230100' as DivisionCode,
    roles: ['application', 'clinician', 'radiologist'],
    official: 'dr-0077',
    organisation: '道里区合成第一医院',
  }),
  'housing-desk': subject('housing-desk', {
    department: 'housing',
    roles: ['application'],
    official: 'hd-0003',
  }),
  'employment-adviser': subject('employment-adviser', {
    department: 'labour',
    region: '230100' as DivisionCode,
    roles: ['adviser'],
    official: 'ea-0031',
  }),
  employer: subject('employer', {
    department: 'employer',
    region: '230100' as DivisionCode,
    roles: ['employer'],
    official: 'hr-0001',
    organisation: '91239900DEMFRM015E',
  }),
  jobseeker: subject('jobseeker', {
    department: 'citizen',
    region: '230100' as DivisionCode,
    roles: ['jobseeker'],
    person: 'RID:23999919780615998X' as PersonKey,
  }),
  'audit-engine': subject('audit-engine', { department: 'audit-office', roles: ['audit-engine'] }),
  'employment-engine': subject('employment-engine', { department: 'labour', roles: ['employment-engine'] }),
} as const satisfies Record<string, Subject>;
