import type { ErrorCode } from '../../errors/error-table.ts';
import type { TagSetName } from './tag-set.ts';
import type { ExchangeId } from '../stages/stage-types.ts';

/** What was decided about one use of one field. */
export interface RecordedField {
  /** `Type.field`. */
  readonly coordinate: string;
  readonly use: string;
  readonly effect: 'permit' | 'deny';
  /** The rules that decided; empty where simply nothing permits. */
  readonly rules: readonly string[];
  readonly mask: string | null;
}

/** What is recorded of reading one relation: its people are in sets of their own, `ledger.tag_set`. */
export interface RecordedRelation {
  readonly subgraph: string;
  /** Of the records. */
  readonly type: string;
  /** The keys for which it was asked; null where it was asked without. */
  readonly keys: TagSetName | null;
  /** Those whose records left the hub; null before any did. */
  readonly subjects: TagSetName | null;
  /** Whether the whole relation left; null before it is known. */
  readonly isComplete: boolean | null;
}

/**
 * What is recorded about one exchange: who asked what, for what, on what ground, what was decided and how much came
 * back. INVARIANT: no personal data: no variables, no values, no clear ids of data subjects.
 */
export interface LedgerRecord {
  readonly exchangeId: ExchangeId;
  /** The exchange on whose behalf this one was made (an audit's own queries). */
  readonly parent: ExchangeId | null;
  readonly startedAt: string;
  /** Null where the exchange ended before anybody was recognised. */
  readonly subject: {
    readonly application: string;
    readonly department: string;
    readonly official: string | null;
  } | null;
  /** Null where none was declared, or the exchange ended before it was read; so too for what follows. */
  readonly purpose: string | null;
  /** `Ledger.keyedHash` of the declared case number. */
  readonly caseHash: string | null;
  /** As of when the records were read; null: as they were known at the time. */
  readonly asOf: string | null;
  readonly legalBasis: readonly string[];
  /** Null of an act on which no policy had a say. */
  readonly policyVersion: string | null;
  /** SHA-256 of the lifted document: literals are variables there. */
  readonly operationHash: string | null;
  /** `Ledger.keyedHash` of the variables: an identity number can be guessed, so a plain hash would disclose it. */
  readonly variablesHash: string | null;
  /** One row for each distinct use of a field. */
  readonly fields: readonly RecordedField[];
  /** Keyed tags of the data subjects whose records were read. */
  readonly dataSubjects: readonly string[];
  /** Of a relation that was read; null of all else. */
  readonly relation: RecordedRelation | null;
  /** Whole numbers by name, such as `fetches`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Codes of the errors in the answer, each once. */
  readonly outcomes: readonly ErrorCode[];
}

/** What stands in the ledger, as canonical JSON. */
export type LedgerEntry = LedgerRecord & {
  /** `intent` precedes what a mutation does, `outcome` follows it; everything else is an `exchange`. */
  readonly kind: 'exchange' | 'intent' | 'outcome';
  /** Index of the intent that this is the outcome of. */
  readonly intent: number | null;
  readonly recordedAt: string;
};
