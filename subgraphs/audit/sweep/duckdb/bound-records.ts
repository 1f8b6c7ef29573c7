import type { PlacedBinding } from '../plan/placed-bindings.ts';
import type { ColumnRef, SweepPlace, SweepPlan, SweepRelation } from '../plan/sweep-plan.ts';
import { columnName, KEY_COLUMN } from './relation-table.ts';

/** The leaf by which a record is told from others; one without it is not held by its agency, and so not known. */
export const RECORD_KEY = 'recordKey';
/** Stands for the key of records that share one and differ: which of them is right nobody knows. */
export const DOUBTFUL = '';

/** Bindings whose records are not joined here: where SQL finds a column of theirs. */
export interface OuterRecords {
  readonly names: ReadonlySet<string>;
  column(binding: string, ref: ColumnRef): string;
}

/** What stands after a `FROM`, and what must hold of it. */
export interface Joined {
  /** The first is a table, or a `LEFT JOIN` to what the caller puts before it where the bindings begin outside. */
  readonly joins: readonly string[];
  readonly conditions: readonly string[];
}

/**
 * The combinations of records as a join: each binding joined to the one that it comes from, and to each the entities that
 * are read through it. A record that is not known stays as one of nulls, so that what needs it is undecided; a list without
 * records leaves no combination.
 */
export class BoundRecords {
  private readonly plan: SweepPlan;
  private readonly bindings: readonly PlacedBinding[];
  private readonly outer: OuterRecords | null;
  /** Per binding, in the order in which they lean on each other. */
  private readonly entities = new Map<string, Map<string, string>>();
  private readonly filters = new Map<string, readonly string[]>();
  /** The relations that were asked for a column until now. */
  readonly touched = new Set<string>();

  constructor(plan: SweepPlan, bindings: readonly PlacedBinding[], outer: OuterRecords | null = null) {
    this.plan = plan;
    this.bindings = bindings;
    this.outer = outer;
  }

  /** The column of a leaf at the end of a path of response names from a binding. */
  column(binding: string, fields: readonly string[]): string {
    return this.at(binding, this.refOf(binding, fields));
  }

  /** Where that leaf stands. */
  refOf(binding: string, fields: readonly string[]): ColumnRef {
    const { path } = this.placed(binding);
    const ref = this.place([...path, ...fields.slice(0, -1)]).columns.get(fields.at(-1) ?? '');
    if (ref === undefined) throw new Error(`\`${binding}.${fields.join('.')}\` was not planned`);
    return ref;
  }

  /** The GraphQL type of that leaf. */
  typeName(binding: string, fields: readonly string[]): string {
    const { relation, column } = this.refOf(binding, fields);
    return this.relation(relation).columns.find(({ name }) => name === column)?.typeName ?? 'ID';
  }

  /** Whether edges lead to an object at the end of a path of response names (`[]`: to what is bound itself). */
  there(binding: string, fields: readonly string[]): string {
    const place = this.place([...this.placed(binding).path, ...fields]);
    if (place.key !== null) return `${this.at(binding, place.key)} IS NOT NULL`;
    if (place.records === null || this.relation(place.records).keyedBy === null) return 'TRUE';
    const key = `${this.at(binding, { relation: place.records, column: KEY_COLUMN })} IS NOT NULL`;
    const recordKey = place.columns.get(RECORD_KEY);
    return recordKey === undefined
      ? key
      : `(${key} AND ${this.at(binding, recordKey)} IS DISTINCT FROM '${DOUBTFUL}')`;
  }

  /** Whether it is there and its agency holds it, so that a value which it has not is known to be none. */
  held(binding: string, fields: readonly string[]): string {
    const there = this.there(binding, fields);
    const recordKey = this.recordKey(binding, fields);
    if (recordKey === null) return there;
    return `coalesce(${recordKey} <> '${DOUBTFUL}'${there === 'TRUE' ? '' : ` AND ${there}`}, FALSE)`;
  }

  /** The record key of such an object; null where the operation does not select it. */
  recordKey(binding: string, fields: readonly string[]): string | null {
    const ref = this.place([...this.placed(binding).path, ...fields]).columns.get(RECORD_KEY);
    return ref === undefined ? null : this.at(binding, ref);
  }

  /** Conditions on the records of one binding alone, asked before they are joined. */
  filter(binding: string, conditions: readonly string[]): void {
    this.filters.set(binding, [...(this.filters.get(binding) ?? []), ...conditions]);
  }

  /** Whether a path is answered by what is bound alone, without an entity beside it or a record before it. */
  isOwn(binding: string, fields: readonly string[]): boolean {
    const { records } = this.place(this.placed(binding).path);
    return records !== null && this.refOf(binding, fields).relation === records;
  }

  /** Everything that was asked for until now. */
  joined(): Joined {
    const joins: string[] = [];
    const conditions: string[] = [];
    for (const [index, { step, path }] of this.bindings.entries()) {
      if (this.outer?.names.has(step.binding) === true) continue;
      const { records } = this.place(path);
      if (records !== null && (step.each || step.from === null)) {
        const relation = this.relation(records);
        const { keyedBy, id } = relation;
        const own = this.ownRecords(step.binding, id, aliasOf(index));
        if (keyedBy === null || !this.isBound(step.from)) joins.push(own);
        else {
          const key = this.at(step.from ?? '', keyedBy);
          const joined = `${aliasOf(index)}.${columnName(relation, KEY_COLUMN)}`;
          joins.push(`LEFT JOIN ${own} ON ${joined} = ${key}`);
          conditions.push(`(${joined} IS NOT NULL OR ${key} IS NULL)`);
        }
      }
      joins.push(...(this.entities.get(step.binding)?.values() ?? []));
    }
    return { joins, conditions };
  }

  /** Where a column stands, seen from a binding: what is bound, an entity read through it, or an earlier binding. */
  at(binding: string, ref: ColumnRef): string {
    if (this.outer?.names.has(binding) === true) return this.outer.column(binding, ref);
    const { step, path } = this.placed(binding);
    const relation = this.relation(ref.relation);
    this.touched.add(relation.id);
    const column = columnName(relation, ref.column);
    if (relation.through === 'entity' && relation.path.length >= path.length)
      return `${this.entityAlias(binding, relation)}.${column}`;
    if (relation.through !== 'entity' && relation.path.length === path.length)
      return `${aliasOf(this.indexOf(binding))}.${column}`;
    if (step.from === null) throw new Error(`\`${binding}\` does not lead to ${relation.id}`);
    return this.at(step.from, ref);
  }

  private isBound(binding: string | null): boolean {
    return (
      binding !== null &&
      (this.outer?.names.has(binding) === true || this.bindings.some(({ step }) => step.binding === binding))
    );
  }

  private ownRecords(binding: string, id: string, alias: string): string {
    const conditions = this.filters.get(binding) ?? [];
    return conditions.length === 0
      ? `${id} AS ${alias}`
      : `(SELECT * FROM ${id} AS ${alias} WHERE ${conditions.join(' AND ')}) AS ${alias}`;
  }

  private entityAlias(binding: string, relation: SweepRelation): string {
    const alias = `${aliasOf(this.indexOf(binding))}_${relation.id}`;
    const known = this.entities.get(binding) ?? new Map<string, string>();
    if (!known.has(alias) && relation.keyedBy !== null) {
      const key = this.at(binding, relation.keyedBy);
      const own = `${alias}.${columnName(relation, KEY_COLUMN)}`;
      known.set(alias, `LEFT JOIN ${relation.id} AS ${alias} ON ${own} = ${key}`);
      this.entities.set(binding, known);
    }
    return alias;
  }

  private indexOf(binding: string): number {
    return this.bindings.findIndex(({ step }) => step.binding === binding);
  }

  private placed(binding: string): PlacedBinding {
    const found = this.bindings[this.indexOf(binding)];
    if (found === undefined) throw new Error(`\`${binding}\` is bound nowhere`);
    return found;
  }

  private place(path: readonly string[]): SweepPlace {
    const place = this.plan.places.get(path.join('.'));
    if (place === undefined) throw new Error(`\`${path.join('.')}\` was not planned`);
    return place;
  }

  private relation(id: string): SweepRelation {
    const relation = this.plan.relations.find((each) => each.id === id);
    if (relation === undefined) throw new Error(`${id} is no relation of the plan`);
    return relation;
  }
}

function aliasOf(index: number): string {
  return `b${index}`;
}
