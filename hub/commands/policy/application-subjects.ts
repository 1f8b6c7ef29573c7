import type { ApplicationId, DivisionCode, Subject } from '../../../policies/vocabulary.ts';
import { type ApplicationClaims, APPLICATIONS } from '../../issuer/applications.ts';

/** The subjects that tokens of the development issuer stand for, by application. */
export const APPLICATION_SUBJECTS: Readonly<Record<string, Subject>> = Object.fromEntries(
  Object.entries(APPLICATIONS).map(([name, claims]) => [name, subjectOf(name, claims)]),
);

function subjectOf(name: string, claims: ApplicationClaims): Subject {
  return {
    application: name as ApplicationId,
    department: claims.department,
    region: claims.region as DivisionCode,
    roles: claims.roles,
    official: claims.official ?? null,
    organisation: claims.organisation ?? null,
    clearance: claims.clearance ?? 0,
  };
}
