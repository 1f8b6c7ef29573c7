import type { Predicate, SourceRow } from '../../connectors/contract.ts';
import type { Subject } from '../../policies/vocabulary.ts';
import type { RecordCondition } from './record-condition.ts';
import type { SubgraphContext } from './subgraph-context.ts';

/**
 * A source mapping says, as data, where a subgraph's types live in its agency's source. Resolvers, loaders, filters,
 * orderings, cursors and row filters all derive from it; nothing else in an agency's folder touches the source.
 */
export interface SourceMapping {
  readonly types: Readonly<Record<string, TypeMapping>>;
  /** `Query.<name>` → how it is answered. */
  readonly queries: Readonly<Record<string, QueryMapping>>;
}

/** A type whose objects are rows of one relation, or (`stub`) an entity that this agency only hangs lists on. */
export type TypeMapping = RowTypeMapping | StubTypeMapping;

export interface RowTypeMapping {
  readonly kind: 'rows';
  readonly relation: string;
  /** Column that numbers the records: unique, never null; closes every ordering. */
  readonly recordColumn: string;
  /** Column of the canonical id of the data subject, null where the type describes no person. */
  readonly subjectColumn: string | null;
  /** Column of the division code that region filters test; null where the type bears no person. */
  readonly divisionColumn: string | null;
  /** Column of the body (hospital, school) that made the record; absent where it is always the agency itself. */
  readonly organisationColumn?: string;
  /**
   * Of the rows that policy lets be read, those that a subject is shown: what belongs to somebody until it is shared.
   * Absent: all. Holds wherever the type is reached.
   */
  readonly shownTo?: (subject: Subject) => Predicate;
  /** Absent: that a record is missing here is never a no. */
  readonly completeness?: Completeness;
  /** Federation key field → column, for entities of this agency. Absent for types reached only through others. */
  readonly key?: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, FieldSource>>;
}

/** What an agency promises of a relation; whether the source keeps the promise, its `dataset_state` says. */
export interface Completeness {
  /** It holds every record of this division. */
  readonly within: string;
  /** How long after the moment up to which it is complete its word is good: twice the time between two updates. */
  readonly freshForHours: number;
}

export interface StubTypeMapping {
  readonly kind: 'stub';
  /** The key fields that arrive in a representation; they are echoed back unchanged. */
  readonly keyFields: readonly string[];
  /** Only what needs no row of the entity itself makes sense here: lists, conclusions, computed fields. */
  readonly fields: Readonly<Record<string, FieldSource>>;
}

/** Rows of another type of this agency: target column → column (rows) or key field (stub) of this object. */
export interface JoinedSource {
  readonly type: string;
  readonly on: Readonly<Record<string, string>>;
}

export type FieldSource =
  /** A column, as is. */
  | { readonly kind: 'column'; readonly column: string }
  /**
   * Another entity, known here by its key: target key field → column of this row. Null where the column is null.
   * Where this agency keeps the entity's rows itself, the row is loaded; without one the key alone is answered.
   */
  | { readonly kind: 'entity'; readonly type: string; readonly key: Readonly<Record<string, string>> }
  /** One row of another type of this agency: target column → column (rows) or key field (stub) of this object. */
  | { readonly kind: 'one'; readonly type: string; readonly on: Readonly<Record<string, string>> }
  /** All rows of another type of this agency, complete: joined as in `one`. */
  | { readonly kind: 'list'; readonly type: string; readonly on: Readonly<Record<string, string>> }
  /**
   * All rows of several selections, complete, one after the other, no record twice: what is seen from two sides
   * (both spouses of a marriage), and lists of an interface, whose members say their own types.
   */
  | {
      readonly kind: 'lists';
      readonly of: readonly JoinedSource[];
    }
  /** A union or interface member chosen by a column's value: an `entity` each. */
  | {
      readonly kind: 'variant';
      readonly column: string;
      readonly cases: Readonly<
        Record<string, { readonly type: string; readonly key: Readonly<Record<string, string>> }>
      >;
    }
  /**
   * A conclusion: whether a sound record that holds now, of any of several selections, satisfies all conditions of its
   * selection. Joined as in `one`.
   */
  | { readonly kind: 'exists'; readonly of: readonly ExistsSelection[] }
  /**
   * A conclusion from fields of other agencies, which a stub's representation brings (`@requires`). Asked only where
   * none of them is missing; null where they do not fit. `day` is that of the exchange, in China.
   */
  | {
      readonly kind: 'derived';
      readonly requires: readonly string[];
      readonly conclude: (inputs: SourceRow, day: string) => boolean | null;
    }
  /**
   * Answered by the subgraph's own work: `SubgraphWork.fields` under `Type.field`. A stub's is told by its key, a row's by
   * the columns named, once the row has been read as the grant lets it be. The types it answers with are mapped by nobody
   * else.
   */
  | { readonly kind: 'work'; readonly columns?: readonly string[] }
  /** Written by hand; can not be used in audits. `columns` are fetched for it. */
  | {
      readonly kind: 'computed';
      readonly columns: readonly string[];
      readonly compute: (
        parent: SourceRow,
        args: Readonly<Record<string, unknown>>,
        context: SubgraphContext,
      ) => unknown;
    };

export interface ExistsSelection extends JoinedSource {
  readonly where: readonly RecordCondition[];
}

export type QueryMapping =
  /** A Relay connection over a type, with `first`, `after`, `filter` and `orderBy`. */
  | {
      readonly kind: 'connection';
      readonly type: string;
      /** Filter input field → column. The input's GraphQL type (IdFilter, DateRange, …) says which comparisons. */
      readonly filters: Readonly<Record<string, string>>;
      /** Ordering enum value → column; the column must be not null. */
      readonly orderings: Readonly<Record<string, string>>;
    }
  /**
   * People counted and amounts added up by groups of a type's records, with `by`, `of` and `filter`: never a record
   * itself. The rows of the answer have a type of their own, `…Statistic`, which needs no mapping.
   */
  | {
      readonly kind: 'statistics';
      /** Whose records are counted; it has a `subjectColumn`. */
      readonly type: string;
      /** Dimension (value of the enum of `by`) → field, a column; the statistic shows it under the same name. */
      readonly dimensions: Readonly<Record<string, string>>;
      /** Measure (value of the enum of `of`) → field, a column of whole numbers, shown under the same name. */
      readonly measures: Readonly<Record<string, string>>;
      /** As of a connection. */
      readonly filters: Readonly<Record<string, string>>;
    }
  /** One object by the argument that names it: argument → column (rows) or key field (stub). */
  | { readonly kind: 'one'; readonly type: string; readonly by: Readonly<Record<string, string>> };

/** What an agency's `subgraph.ts` exports as `subgraph`: everything the kit needs to serve it. */
export interface SubgraphDefinition {
  /** The folder's name, the supergraph's name and the audience of its grants. */
  readonly name: string;
  readonly mapping: SourceMapping;
  /**
   * Work beside answering, for a subgraph that has some (audit): called once before the process listens, with the
   * `settings` of its configuration file as they stand there; the subgraph checks them itself.
   */
  readonly start?: (settings: unknown) => Promise<SubgraphWork>;
}

/**
 * Answers a field for several objects with the same arguments at once: their keys (of rows, the columns that the mapping
 * names), at most 100 and each once, and an answer for each in their order, objects by field name. What it rejects with
 * is the error of all of them.
 */
export type WorkField = (
  keys: readonly SourceRow[],
  args: Readonly<Record<string, unknown>>,
  context: SubgraphContext,
) => Promise<readonly unknown[]>;

/** What a subgraph with work of its own adds to what is derived from its mapping. */
export interface SubgraphWork {
  /**
   * `Mutation.<name>` → what it does. The answer is the row of the mutation's type (columns of that type's relation),
   * whose fields are then resolved like those of any other row; null where there is none.
   */
  readonly mutations: Readonly<
    Record<
      string,
      (args: Readonly<Record<string, unknown>>, context: SubgraphContext) => Promise<SourceRow | null>
    >
  >;
  /** `Type.field` of every mapped field of kind `work` → what answers it. */
  readonly fields?: Readonly<Record<string, WorkField>>;
  /** Called when the process ends, before its connector closes. */
  stop(): Promise<void>;
}
