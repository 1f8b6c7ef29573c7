import { SluiceError } from '../../errors/sluice-error.ts';
import { MOST_PEOPLE_OF_A_GRANT } from '../../policies/bind-rows.ts';
import type { PurposeId, Subject } from '../../policies/vocabulary.ts';
import { NEXT_STEP } from '../next-step.ts';
import type { CheckedCase, Declaration } from '../stages/stage-types.ts';
import type { AttestedCases } from './attested-cases.ts';
import type { CaseRegistry, RegisteredCase } from './case-registry.ts';
import { caseRefused, type RefusalReason } from './case-refusal.ts';
import { checkEmergency } from './check-emergency.ts';
import type { EmergencyStore } from './emergency-store.ts';
import { isEmergencyNumber } from './emergency-number.ts';

export interface CaseChecks {
  readonly registry: CaseRegistry;
  readonly attested: AttestedCases;
  readonly emergencies: EmergencyStore;
  readonly isEmergency: (purpose: PurposeId) => boolean;
  readonly now: () => Date;
}

/**
 * A declared case, checked anew for every request; null where none is declared. An emergency purpose stands under an
 * emergency access and nothing else, every other purpose under an ordinary case or none.
 * @throws SluiceError CASE_REFUSED (whatever is wrong with the case), CASE_UNAVAILABLE, CASE_REQUIRED (an emergency
 * purpose without an access), EMERGENCY_SUSPENDED, EMERGENCY_UNAVAILABLE
 */
export async function checkCase(
  { purpose, caseNumber, caseAttestation }: Declaration,
  subject: Subject,
  checks: CaseChecks,
): Promise<CheckedCase | null> {
  const isForEmergency = purpose !== null && checks.isEmergency(purpose);
  if (caseNumber === null) {
    if (isForEmergency) throw new SluiceError('CASE_REQUIRED', { request: NEXT_STEP.emergency });
    return null;
  }
  const at = checks.now();
  if (isForEmergency) {
    if (!isEmergencyNumber(caseNumber) || caseAttestation !== null)
      throw caseRefused('case-for-emergency-purpose');
    return checkEmergency(await checks.emergencies.find(caseNumber, at), { subject, purpose, at });
  }
  if (isEmergencyNumber(caseNumber)) throw caseRefused('emergency-for-ordinary-purpose');
  const registry =
    caseAttestation === null ? checks.registry : checks.attested.by(subject.department, caseAttestation);
  const found = await registry.find(caseNumber, at);
  const reason = faultOf(found, subject);
  if (!found || reason !== null) throw caseRefused(reason ?? 'unknown');
  return { kind: 'case', people: found.people };
}

/** What is wrong with a case for a subject; null where nothing is. */
function faultOf(found: RegisteredCase | null, { department, official }: Subject): RefusalReason | null {
  if (official === null) return 'no-official';
  if (!found) return 'unknown';
  if (!found.isOpen) return 'not-open';
  if (found.department !== department) return 'other-department';
  if (!found.officials.includes(official)) return 'not-assigned';
  return found.people.length > MOST_PEOPLE_OF_A_GRANT ? 'too-many-people' : null;
}
