import type { Catalogue, CatalogueEntry } from '../catalogue.ts';
import { isNamed, type Resource } from '../language/policy-document.ts';
import { isNamedBy, isOwned, type Owner } from '../match-resources.ts';
import type { FieldCoordinate } from '../vocabulary.ts';

/** A field by its number: its place in the catalogue. */
export interface IndexedField {
  readonly number: number;
  readonly coordinate: FieldCoordinate;
  readonly entry: CatalogueEntry;
}

type Fields = readonly IndexedField[];
const NONE: Fields = [];

const indexes = new WeakMap<Catalogue, FieldIndex>();

/** The index of a catalogue, made once. */
export function fieldIndexOf(catalogue: Catalogue): FieldIndex {
  let index = indexes.get(catalogue);
  if (!index) {
    index = new FieldIndex(catalogue);
    indexes.set(catalogue, index);
  }
  return index;
}

/** Finds fields without looking at all of the catalogue. */
export class FieldIndex {
  readonly all: Fields;
  private readonly numbers = new Map<FieldCoordinate, number>();
  private readonly byType: ReadonlyMap<string, Fields>;
  private readonly undatasetTo: ReadonlyMap<string, Fields>;
  private readonly owned = new Map<string, OwnedFields>();

  constructor(catalogue: Catalogue) {
    this.all = [...catalogue].map(([coordinate, entry], number) => ({ number, coordinate, entry }));
    for (const { coordinate, number } of this.all) this.numbers.set(coordinate, number);
    this.byType = listed(this.all, ({ type }) => [type]);
    const undataset = this.all.filter(({ entry }) => entry.datasets.length === 0 && !entry.implementedBy);
    this.undatasetTo = listed(undataset, ({ output }) => [
      output,
      ...(this.byType.get(output)?.[0]?.entry.implementedBy ?? []),
    ]);
  }

  /** Null where the catalogue has no such field. */
  numberOf(coordinate: FieldCoordinate): number | null {
    return this.numbers.get(coordinate) ?? null;
  }

  ofType(type: string): Fields {
    return this.byType.get(type) ?? NONE;
  }

  /**
   * The fields of what is no dataset (`Query`, connections, edges) that lead to a type, one through another: such a type
   * has no rows of its own, so a condition on its fields is one on the rows that they lead to.
   */
  waysTo(type: string): Fields {
    const found = new Set<IndexedField>();
    const targets = [type];
    for (let target = targets.pop(); target !== undefined; target = targets.pop())
      for (const field of this.undatasetTo.get(target) ?? NONE)
        if (!found.has(field)) {
          found.add(field);
          targets.push(field.entry.type);
        }
    return [...found];
  }

  /** What an agency may rule on. */
  ownedBy({ agency, subgraphs }: Owner): OwnedFields {
    const key = JSON.stringify([agency, subgraphs]);
    let owned = this.owned.get(key);
    if (!owned) {
      owned = new OwnedFields(this.all.filter(({ entry }) => isOwned(entry, { agency, subgraphs })));
      this.owned.set(key, owned);
    }
    return owned;
  }
}

/** The fields of one owner, by everything that a resource can name. */
export class OwnedFields {
  private readonly all: Fields;
  private readonly byCoordinate: ReadonlyMap<string, Fields>;
  private readonly byType: ReadonlyMap<string, Fields>;
  private readonly byTag: ReadonlyMap<string, Fields>;
  private readonly byGrade: ReadonlyMap<number, Fields>;
  private readonly byShare: ReadonlyMap<string, Fields>;

  constructor(fields: Fields) {
    this.all = fields;
    this.byCoordinate = listed(fields, ({ type, field }) => [`${type}.${field}`]);
    this.byType = listed(fields, ({ type }) => [type]);
    this.byTag = listed(fields, ({ tags }) => new Set(tags));
    this.byGrade = listed(fields, ({ grade }) => [grade]);
    this.byShare = listed(fields, ({ share }) => [share]);
  }

  /** The fields that any of these resources speaks of, each once. */
  named(resources: readonly Resource[]): Fields {
    const found = new Set<IndexedField>();
    for (const resource of resources)
      for (const field of this.candidates(resource)) if (isNamedBy(resource, field.entry)) found.add(field);
    return [...found];
  }

  /** Few fields, among which are all that the resource speaks of: those of its narrowest condition. */
  private candidates(resource: Resource): Fields {
    if (isNamed(resource)) {
      const { type, fields } = resource;
      return fields === '*'
        ? (this.byType.get(type) ?? NONE)
        : of(
            this.byCoordinate,
            fields.map((field) => `${type}.${field}`),
          );
    }
    const { type, tags, grades, shares } = resource;
    const given = [
      type === undefined ? null : of(this.byType, [type]),
      tags ? of(this.byTag, tags) : null,
      grades ? of(this.byGrade, grades) : null,
      shares ? of(this.byShare, shares) : null,
    ].filter((fields) => fields !== null);
    return given.reduce((fewest, fields) => (fields.length < fewest.length ? fields : fewest), this.all);
  }
}

function of<Key>(lists: ReadonlyMap<Key, Fields>, keys: readonly Key[]): Fields {
  const [only] = keys;
  if (only !== undefined && keys.length === 1) return lists.get(only) ?? NONE;
  return keys.flatMap((key) => lists.get(key) ?? NONE);
}

/** Fields by what they are filed under. */
function listed<Key>(
  fields: Fields,
  keysOf: (entry: CatalogueEntry) => Iterable<Key>,
): ReadonlyMap<Key, Fields> {
  const lists = new Map<Key, IndexedField[]>();
  for (const field of fields)
    for (const key of keysOf(field.entry)) {
      const list = lists.get(key);
      if (list) list.push(field);
      else lists.set(key, [field]);
    }
  return lists;
}
