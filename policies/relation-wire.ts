/**
 * How a set of records is read at once, for a sweep: one relation of one agency, whole or for a set of keys. It is an
 * exchange like any other (decided, granted, recorded), whose answer is a stream of lines in place of a tree.
 *
 * Caller → gateway: `POST /relation` with the headers of `/graphql`. Gateway → subgraph: `POST /relation` with a grant and
 * a fetch MAC over the whole body. Both bodies are one line of JSON (`RelationQuestion`, `RelationRead`), a line feed,
 * and then, where keys are given, one key a line.
 *
 * The answer is PostgreSQL's COPY text: a record a line, columns parted by tabs, `\N` for null, backslash escapes,
 * booleans `t` and `f`, days and months as written in the graph, instants RFC 3339, numbers in digits. Its last line is
 * `\.`: an answer without it was cut off and proves nothing. A refusal is a JSON answer with errors instead.
 */
export const RELATION_CONTENT_TYPE = 'application/x-sluice-relation';
export const RELATION_END = '\\.';

/** Most keys of one question; beyond it a caller asks in parts. */
export const MAX_RELATION_KEYS = 2_000_000;

/** The first line of a caller's question. */
export interface RelationQuestion {
  /**
   * An operation with exactly one way down: from the root field through single selections to the records that are asked
   * for. Those select leaves, and entities of which only key fields are selected. A population is selected through
   * `nodes`, without `pageInfo`, `first` and `after`: it is read whole.
   */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** How many lines of keys follow; null where the relation is read without keys. Keys are those of the parent type. */
  readonly keys: number | null;
  /** Records for which this is certainly false stay at the agency. Null: all come. */
  readonly where: RelationCondition | null;
  /** With it only the parent keys come whose records add up so; the leaves are then not answered. */
  readonly having: RelationHaving | null;
}

/**
 * A condition over leaves of the asked records, by response name. A null makes what compares it undecided, and undecided
 * is not false: such a record is answered.
 */
export type RelationCondition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly RelationCondition[] }
  | { readonly kind: 'not'; readonly of: RelationCondition }
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly op: '=' | '<>' | '<' | '<=' | '>' | '>=';
      readonly value: string | number | boolean;
    }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly (string | number)[] }
  | { readonly kind: 'is-null'; readonly field: string };

/** The parents whose records (those for which `where` is true) come to at least so much. Nulls add nothing. */
export interface RelationHaving {
  readonly measure: 'count' | 'sum';
  /** The leaf that is added up, a column of numbers; null for `count`. */
  readonly field: string | null;
  readonly op: '>' | '>=';
  /** In the unit of the field, with its decimals. */
  readonly value: number;
}

/** The first line of what the gateway asks a subgraph: the relation by the names of the graph. */
export interface RelationRead {
  /** The type of the records. */
  readonly type: string;
  /**
   * How they are reached: a root connection, a list or edge of a parent type by its key field, or the entity itself by
   * its own key (`field` null).
   */
  readonly through:
    | { readonly kind: 'root'; readonly field: string }
    | {
        readonly kind: 'parent';
        readonly type: string;
        readonly keyField: string;
        readonly field: string | null;
      };
  /** The root field's `filter`, coerced; null where it has none. */
  readonly filter: Readonly<Record<string, unknown>> | null;
  /** Columns of the answer after the parent key (which a root has not): leaves, and `edge.key` of entities. */
  readonly columns: readonly string[];
  readonly keys: number | null;
  readonly where: RelationCondition | null;
  readonly having: RelationHaving | null;
  /** As the records were known at this instant (RFC 3339); null for now. */
  readonly asOf: string | null;
}

/** Headers of an answer. */
export const RELATION_HEADERS = {
  /** The column names, joined by commas: the parent key first as `_key` (absent for a root). */
  columns: 'sluice-columns',
  /** JSON of `RelationState`. */
  state: 'sluice-dataset-state',
  /** The exchange of the ledger (gateway → caller). */
  exchange: 'sluice-exchange',
  /** Whose records they are (subgraph → gateway): one of `SUBJECT_PLACES`. */
  subject: 'sluice-subject',
} as const;

/** What the source says of the relation as a whole. */
export interface RelationState {
  readonly dataset: string;
  readonly agency: string;
  /** Up to when the relation is complete; null where the source does not say. */
  readonly asOf: string | null;
  readonly isFresh: boolean;
}

/** A state as a header: headers hold ASCII alone, and to JSON an escape is the same. */
export function stateText(state: RelationState): string {
  return JSON.stringify(state).replaceAll(/[^ -~]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/**
 * Where the data subject of a line stands: it is the parent key; or the first column, before all others and not counted
 * among them, which the gateway tags and takes off; or the records describe no person.
 */
export const SUBJECT_PLACES = ['parent-key', 'first-column', 'none'] as const;
export type SubjectPlace = (typeof SUBJECT_PLACES)[number];
