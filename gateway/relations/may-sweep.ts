import type { Purpose } from '../../policies/language/policy-document.ts';
import { isWellFormed, matchesSubject } from '../../policies/subject-class.ts';
import type { PurposeId, Subject } from '../../policies/vocabulary.ts';

/** Whether a purpose lets a subject read relations whole: a power of its own, which no rule about fields gives. */
export function maySweep(purposes: readonly Purpose[], subject: Subject, purpose: PurposeId): boolean {
  const sweepers = purposes.find(({ id }) => id === purpose)?.sweepers ?? null;
  return sweepers !== null && isWellFormed(subject) && matchesSubject(sweepers, subject);
}
