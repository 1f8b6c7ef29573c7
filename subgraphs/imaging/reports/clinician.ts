import { SluiceError } from '../../../errors/sluice-error.ts';
import type { Subject } from '../../../policies/vocabulary.ts';

/** A person of a hospital's. */
export interface Clinician {
  readonly official: string;
  /** The hospital. */
  readonly organisation: string;
  readonly department: string;
  readonly roles: readonly string[];
}

/** Whose signature makes a report: a licensed reader of images. */
const LICENSED = 'radiologist';
/** Who may act on what a report says: acknowledge it, decide on a proposal. */
const CLINICIANS = ['clinician', LICENSED];

/**
 * The person who asks: an application by itself reads no images.
 * @throws SluiceError REPORT_READER_UNNAMED
 */
export function clinicianOf({ official, organisation, department, roles }: Subject): Clinician {
  if (official === null || official === '' || organisation === null || organisation === '')
    throw new SluiceError('REPORT_READER_UNNAMED');
  return { official, organisation, department, roles };
}

/** @throws SluiceError REPORT_READER_UNLICENSED */
export function assertLicensed({ roles }: Clinician): void {
  if (!roles.includes(LICENSED)) throw new SluiceError('REPORT_READER_UNLICENSED');
}

/** @throws SluiceError REPORT_READER_UNLICENSED */
export function assertClinician({ roles }: Clinician): void {
  if (!CLINICIANS.some((role) => roles.includes(role))) throw new SluiceError('REPORT_READER_UNLICENSED');
}
