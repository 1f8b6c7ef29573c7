import { SluiceError } from '../../errors/sluice-error.ts';
import type { PurposeId, Subject } from '../../policies/vocabulary.ts';
import type { CheckedCase } from '../stages/stage-types.ts';
import { caseRefused } from './case-refusal.ts';
import type { EmergencyAccess } from './emergency-store.ts';

/**
 * An emergency access as a checked case: for the official who opened it, through the same application, for its one
 * patient, while it lasts. A clock that went back before the opening counts as over: the stricter answer.
 * @throws SluiceError CASE_REFUSED, EMERGENCY_SUSPENDED
 */
export function checkEmergency(
  found: EmergencyAccess | null,
  { subject, purpose, at }: { readonly subject: Subject; readonly purpose: PurposeId; readonly at: Date },
): CheckedCase {
  if (!found) throw caseRefused('unknown');
  const isTheirs =
    found.application === subject.application &&
    found.department === subject.department &&
    found.official === subject.official &&
    found.purpose === purpose;
  if (!isTheirs) throw caseRefused('emergency-of-another');
  if (at < found.openedAt || at >= found.expiresAt) throw caseRefused('emergency-over');
  if (found.isSuspended) throw new SluiceError('EMERGENCY_SUSPENDED');
  return { kind: 'emergency', people: [found.patient] };
}
