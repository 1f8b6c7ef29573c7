import type { PersonKey } from '../../identifiers/person-key.ts';
import type { Clearance } from '../../policies/vocabulary.ts';

/** What a token of the development issuer says of its subject, beside the standard claims. */
export interface ApplicationClaims {
  readonly department: string;
  readonly region: string;
  readonly roles: readonly string[];
  readonly official?: string;
  readonly organisation?: string;
  /** Who asks for himself. */
  readonly person?: PersonKey;
  readonly clearance?: Clearance;
}

/** The subjects that a hub on one machine has tokens for. In production they come from the province's own issuer. */
export const APPLICATIONS = {
  'social-assistance': {
    department: 'civil-affairs',
    region: '230000',
    roles: ['application'],
    official: 'sa-0017',
  },
  auditor: { department: 'audit-office', region: '230000', roles: ['auditor'] },
  'data-steward': { department: 'data-bureau', region: '230000', roles: ['steward'] },
  registrar: {
    department: 'household-registration',
    region: '230100',
    roles: ['registrar'],
    official: 'rg-0005',
  },
  hospital: {
    department: 'hospital',
    region: '230100',
    roles: ['application', 'clinician'],
    official: 'dr-0042',
    organisation: '道里区合成第一医院',
  },
  radiologist: {
    department: 'hospital',
    region: '230100',
    roles: ['application', 'clinician', 'radiologist'],
    official: 'dr-0077',
    organisation: '道里区合成第一医院',
  },
  'housing-desk': {
    department: 'housing',
    region: '230000',
    roles: ['application'],
    official: 'hd-0003',
  },
  'employment-adviser': {
    department: 'labour',
    region: '230100',
    roles: ['adviser'],
    official: 'ea-0031',
  },
  employer: {
    department: 'employer',
    region: '230100',
    roles: ['employer'],
    official: 'hr-0001',
    organisation: '91239900DEMFRM015E',
  },
  jobseeker: {
    department: 'citizen',
    region: '230100',
    roles: ['jobseeker'],
    person: 'RID:23999919780615998X' as PersonKey,
  },
  'audit-engine': { department: 'audit-office', region: '230000', roles: ['audit-engine'] },
  'employment-engine': { department: 'labour', region: '230000', roles: ['employment-engine'] },
} as const satisfies Record<string, ApplicationClaims>;
export type ApplicationName = keyof typeof APPLICATIONS;

/** Those whose tokens are shown; the others belong to the audit and the matching subgraph, or are an office’s with one thing to do. */
export const SHOWN_APPLICATIONS = [
  'social-assistance',
  'auditor',
  'data-steward',
  'hospital',
  'radiologist',
  'housing-desk',
  'employment-adviser',
  'employer',
  'jobseeker',
] as const;

/** The purpose that each is mostly used under; which ones it has, the policies say. */
export const USUAL_PURPOSES: Readonly<Record<ApplicationName, string>> = {
  'social-assistance': 'assistance-eligibility',
  auditor: 'assistance-audit',
  'data-steward': 'data-quality',
  registrar: 'data-quality',
  hospital: 'diagnosis',
  radiologist: 'diagnosis',
  'housing-desk': 'housing-allocation',
  'employment-adviser': 'employment-service',
  employer: 'recruitment',
  jobseeker: 'job-seeking',
  'audit-engine': 'assistance-audit',
  'employment-engine': 'employment-service',
};

export function isApplicationName(name: string): name is ApplicationName {
  return Object.hasOwn(APPLICATIONS, name);
}
