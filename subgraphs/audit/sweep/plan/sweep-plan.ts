/**
 * What a sweep reads: one keyed relation for each list of the operation, and for each hop to an entity one for each agency
 * that answers something of it. Lists that stand beside each other stay apart, so none multiplies another's records.
 */
export interface SweepPlan {
  /** Whose keys come from another stands after it; the population is the first. */
  readonly relations: readonly SweepRelation[];
  /** The objects that rules read, by their path of response names from the population, joined by dots (`''`: itself). */
  readonly places: ReadonlyMap<string, SweepPlace>;
  /** By the id of a rule, what it can not be asked without. */
  readonly relationsOf: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface SweepRelation {
  /** Short, safe as a name in SQL, and its own among all plans of a round. */
  readonly id: string;
  /** What is asked, in words of the graph without the author's: relations of one agency that ask the same differ in nothing else. */
  readonly asks: string;
  /** Response names from the population to the records. */
  readonly path: readonly string[];
  /** `population`: the root; `list`: records that hang on a key; `entity`: at most one record for a key. */
  readonly through: 'population' | 'list' | 'entity';
  readonly typeName: string;
  /** The subgraph that is asked. */
  readonly agency: string;
  /** Where the keys stand; null for the population. */
  readonly keyedBy: ColumnRef | null;
  /** The key column comes before them, but for the population. */
  readonly columns: readonly SweepColumn[];
}

export interface SweepColumn {
  /** Of a leaf its response name; of an edge its response name and the key field, `person.id`. */
  readonly name: string;
  /** The same in the graph's own names. */
  readonly field: string;
  /** The GraphQL scalar or enum. */
  readonly typeName: string;
}

export interface ColumnRef {
  readonly relation: string;
  readonly column: string;
}

/** An object of the operation: a record of a list or of the population, or an entity known by its key. */
export interface SweepPlace {
  readonly typeName: string;
  /** The relation whose records the objects are; null for an entity, which is there where its key is. */
  readonly records: string | null;
  /** Where an entity's key stands; null for records. */
  readonly key: ColumnRef | null;
  /** By response name: leaves, and the key field of every edge that was gone along (`person.id`). */
  readonly columns: ReadonlyMap<string, ColumnRef>;
}
