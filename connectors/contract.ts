import type { LineSelection } from './line-selection.ts';

/**
 * The connector contract: how a subgraph reaches its agency's source, whatever that source is.
 *
 * A connector answers *selections*, never query text, so that the same contract is served by PostgreSQL, Oracle,
 * MySQL, a REST service or a file, and so that every value travels as a parameter. `connectors/contract-suite.ts`
 * is the suite that every connector passes on a real server.
 */

/** A value as a source keeps it. Days and months are strings (`2026-11-01`, `2026-11`), instants RFC 3339 strings. */
export type SourceValue = string | number | boolean | null;

export type SourceRow = Readonly<Record<string, SourceValue>>;

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/**
 * What a row must satisfy. `all` of nothing is true, `any` of nothing is false, `in` of no values is false. A null makes
 * what compares it neither true nor false, and so what is made of that where it hangs on it (SQL's three values); a
 * row satisfies what is true of it.
 */
export type Predicate =
  | { readonly kind: 'all'; readonly of: readonly Predicate[] }
  | { readonly kind: 'any'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not'; readonly of: Predicate }
  /** True unless it is certainly false: what a null leaves undecided passes. */
  | { readonly kind: 'not-false'; readonly of: Predicate }
  | {
      readonly kind: 'compare';
      readonly column: string;
      readonly op: Comparison;
      readonly value: SourceValue;
    }
  | { readonly kind: 'in'; readonly column: string; readonly values: readonly SourceValue[] }
  /** Columns equal to one of the tuples, position by position: a compound key. */
  | {
      readonly kind: 'in-tuples';
      readonly columns: readonly string[];
      readonly tuples: readonly (readonly SourceValue[])[];
    }
  /** The column begins with one of the prefixes: region scope on a division code. */
  | { readonly kind: 'prefix'; readonly column: string; readonly prefixes: readonly string[] }
  | { readonly kind: 'is-null'; readonly column: string };

/** Null counts as greater than every value: last ascending, first descending. */
export interface Ordering {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

export interface Selection {
  readonly relation: string;
  readonly columns: readonly string[];
  readonly where: Predicate;
  readonly orderBy: readonly Ordering[];
  /** At most so many rows, meant by the caller (a page). Absent: all that match. */
  readonly limit?: number;
}

/** Rows counted by groups, none of them shown. A row whose `distinct` is null belongs to nobody and is in no group. */
export interface Aggregation {
  readonly relation: string;
  readonly where: Predicate;
  /** Columns whose values make the groups; null is a value like others. Without any all rows are one group. */
  readonly groupBy: readonly string[];
  /** Column of which a group's distinct values are counted. */
  readonly distinct: string;
  /** Columns of whole numbers that are added up exactly; null adds nothing. */
  readonly sums: readonly string[];
}

/** A group that has rows. */
export interface AggregatedGroup {
  /** Its values, in the order of `groupBy`. */
  readonly group: readonly SourceValue[];
  readonly distinct: number;
  /** In the order of `sums`. */
  readonly sums: readonly bigint[];
}

/** Several choices of rows of one relation, laid over each other. Rows and groups are meant as in `Aggregation`. */
export interface Overlay {
  readonly relation: string;
  /** At least one. */
  readonly choices: readonly Predicate[];
  readonly groupBy: readonly string[];
  readonly distinct: string;
}

/** What of a group lies in the same choices. */
export interface Piece {
  readonly group: readonly SourceValue[];
  /** For each choice, whether the piece lies in it; in one at least. */
  readonly within: readonly boolean[];
  readonly distinct: number;
}

/** The pieces into which choices cut the groups; none is empty. */
export interface Pieces {
  /** Rows that are in the same choices, and how many distinct values they have. */
  readonly rows: readonly Piece[];
  /** Values that have some row in the same choices; each value is in one piece of a group. */
  readonly values: readonly Piece[];
}

export interface ReadOptions {
  /** Ends the work at the source too, not only the waiting for it. */
  readonly signal: AbortSignal;
  /** Milliseconds from now after which the source itself gives the statement up. */
  readonly deadlineMs: number;
}

/** Thrown by every connector; `reason` decides the stable code a caller sees. Never carries a value of the source. */
export class ConnectorError extends Error {
  readonly reason:
    'unreachable' | 'deadline' | 'cancelled' | 'too-many-rows' | 'busy' | 'refused' | 'bad-selection';
  constructor(reason: ConnectorError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConnectorError';
    this.reason = reason;
  }
}

export interface Connector {
  /** All rows that match. Refuses with `too-many-rows` beyond the connector's own ceiling: never a truncated answer. */
  select(selection: Selection, options: ReadOptions): Promise<readonly SourceRow[]>;
  /** The rows in batches; the source is read no faster than they are taken. Ends its statement when left early. */
  stream(selection: Selection, options: ReadOptions): AsyncIterable<readonly SourceRow[]>;
  /**
   * Lines of whatever matches, without a ceiling, in pieces that may part lines anywhere; the source is read no faster
   * than they are taken. It ends after the last line and throws at any other end. Texts are ordered by code point here.
   * Ends its statement when left early.
   */
  readLines(selection: LineSelection, options: ReadOptions): AsyncIterable<Uint8Array>;
  /** All groups, in no order. Refuses with `too-many-rows` beyond the connector's ceiling. */
  aggregate(aggregation: Aggregation, options: ReadOptions): Promise<readonly AggregatedGroup[]>;
  /** How choices of rows overlap, in one statement: all pieces, in no order; refuses as `aggregate` does. */
  overlay(overlay: Overlay, options: ReadOptions): Promise<Pieces>;
  /** One cheap round trip to the source. */
  health(): Promise<{ readonly reachable: boolean; readonly latencyMs: number }>;
  close(): Promise<void>;
}
