import type { FieldCoordinate, RuleId, Subject, Use } from './vocabulary.ts';

/**
 * How somebody who may read relations whole asks what policy would decide, without reading anything: whether an audit may
 * be saved, before it is ever run. `POST /decision` with the headers of `/graphql` and this as JSON; it goes through the
 * very stages that the same question would go through, is recorded like any exchange, and reaches no agency. Where the
 * question itself would be refused, so is this, with the same code.
 */
export interface DecisionQuestion {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of an operation every field is decided upon; a relation, read whole or by keys, must be permitted as it is. */
  readonly way: 'operation' | 'relation' | 'keyed-relation';
  /** For whom it shall be decided beside the caller: whoever will be shown what follows from it. Null: nobody. */
  readonly beside: Subject | null;
}

/** What `data` of the answer holds. */
export interface DecisionAnswer {
  /** What the caller itself is not permitted as it is. */
  readonly caller: readonly Withheld[];
  /** What the other is not; empty where nobody was named. */
  readonly beside: readonly Withheld[];
}

/** A use of a field that policy does not permit, or not as it is. */
export interface Withheld {
  /** Null where not even the purpose may be declared. */
  readonly field: FieldCoordinate | null;
  readonly use: Use | null;
  /** `rows`: only of some people, of whom the caller may know nothing more. */
  readonly because: 'purpose' | 'denied' | 'masked' | 'rows';
  /** The rules that decided it. */
  readonly rules: readonly RuleId[];
}
