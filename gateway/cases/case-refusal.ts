import { SluiceError } from '../../errors/sluice-error.ts';

/** Why a declared case carries nothing. For logs only: a caller could otherwise find out cases of others. */
export type RefusalReason =
  | 'no-official'
  | 'unknown'
  | 'not-open'
  | 'other-department'
  | 'not-assigned'
  | 'too-many-people'
  | 'attestation-unsound'
  | 'attestation-of-nobody'
  | 'emergency-for-ordinary-purpose'
  | 'case-for-emergency-purpose'
  | 'emergency-over'
  | 'emergency-of-another';

/** The internal half of `CASE_REFUSED`. The reason is its name, since logs keep names of failures and no messages. */
class CaseRefusal extends Error {
  constructor(reason: RefusalReason) {
    super(reason);
    this.name = `CaseRefusal ${reason}`;
  }
}

/** One code for every reason: which it was, and whether there is such a case, is nobody's business. */
export function caseRefused(reason: RefusalReason): SluiceError {
  return new SluiceError('CASE_REFUSED', {}, { cause: new CaseRefusal(reason) });
}
