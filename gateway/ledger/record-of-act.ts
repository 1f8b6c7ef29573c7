import type { ErrorCode } from '../../errors/error-table.ts';
import type { Purpose } from '../../policies/language/policy-document.ts';
import type { PolicyVersion, Subject } from '../../policies/vocabulary.ts';
import type { ExchangeId } from '../stages/stage-types.ts';
import type { CanonicalValue } from './canonical-json.ts';
import type { Ledger } from './create-ledger.ts';
import type { LedgerRecord } from './ledger-entry.ts';
import { recordedSubject } from './recorded-subject.ts';

/** What somebody did beside the graph, such as to open an emergency access: no field was asked for. */
export interface Act {
  readonly exchangeId: ExchangeId;
  readonly startedAt: Date;
  /** Null, as what follows, where it ended before that was known. */
  readonly subject: Pick<Subject, 'application' | 'department' | 'official'> | null;
  readonly purpose: Pick<Purpose, 'id' | 'legalBasis'> | null;
  readonly caseNumber: string | null;
  /** What was said with it. */
  readonly details: CanonicalValue | null;
  /** Null where no policy had a say. */
  readonly policyVersion: PolicyVersion | null;
  /** The name under which acts of its kind are counted. */
  readonly countedAs: string;
  /** Tags of those whose data were read by it; where it is left out, nobody's were. */
  readonly dataSubjects?: readonly string[];
}

/** What is recorded of an act. INVARIANT: of case number and details only keyed hashes. */
export function recordOfAct(
  act: Act,
  ledger: Pick<Ledger, 'keyedHash'>,
  outcomes: readonly ErrorCode[],
): LedgerRecord {
  return {
    exchangeId: act.exchangeId,
    parent: null,
    startedAt: act.startedAt.toISOString(),
    subject: recordedSubject(act.subject),
    purpose: act.purpose?.id ?? null,
    caseHash: act.caseNumber === null ? null : ledger.keyedHash(act.caseNumber),
    asOf: null,
    legalBasis: act.purpose?.legalBasis.toSorted() ?? [],
    policyVersion: act.policyVersion,
    operationHash: null,
    variablesHash: act.details === null ? null : ledger.keyedHash(act.details),
    fields: [],
    dataSubjects: act.dataSubjects ?? [],
    relation: null,
    counts: { [act.countedAs]: 1 },
    outcomes,
  };
}
