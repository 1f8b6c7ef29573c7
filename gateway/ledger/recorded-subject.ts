import type { Subject } from '../../policies/vocabulary.ts';
import type { LedgerRecord } from './ledger-entry.ts';

/** Of somebody who asked or acted, what the ledger keeps; null where nobody was recognised. */
export function recordedSubject(
  subject: Pick<Subject, 'application' | 'department' | 'official'> | null,
): LedgerRecord['subject'] {
  if (!subject) return null;
  const { application, department, official } = subject;
  return { application, department, official };
}
