import { auditInvalid } from '../../definition/audit-invalid.ts';
import type { GraphProviders } from '../../operation/graph-providers.ts';
import type { SavedOperation, SelectedField, SelectedObject } from '../../operation/saved-operation.ts';
import type { ColumnRef, SweepColumn, SweepPlan, SweepRelation } from './sweep-plan.ts';

/** From the population to a record: person, firm and tax are three. Nobody asks for more than twice that. */
const MAX_HOPS = 6;

interface Relation extends SweepRelation {
  readonly columns: SweepColumn[];
}

interface Place {
  readonly path: readonly string[];
  readonly object: SelectedObject;
  readonly records: Relation | null;
  /** An entity's key: which field, and where it stands. */
  readonly key: { readonly field: string; readonly at: ColumnRef } | null;
  readonly columns: Map<string, ColumnRef>;
  /** The relations that answer an entity's own fields, by subgraph. */
  readonly parts: Map<string, Relation>;
}

/**
 * Finds for each value that is asked of it the agency that answers and the key that joins, and keeps what it found as
 * relations with the columns that were asked for and no others.
 */
export class PlaceBuilder {
  private readonly providers: GraphProviders;
  private readonly relations: Relation[] = [];
  private readonly places = new Map<string, Place>();
  private used = new Set<string>();

  /** @throws SluiceError AUDIT_INVALID where no one subgraph answers the population */
  constructor(operation: SavedOperation, rootField: string, queryType: string, providers: GraphProviders) {
    this.providers = providers;
    const [agency] = providers.providersOf(queryType, rootField);
    if (agency === undefined) throw refusal([operation.population], 'no agency answers it');
    const records = this.relation([], 'population', operation.node.typeName, agency, null);
    this.keepPlace([], operation.node, records, null);
  }

  /**
   * The column of a leaf at the end of a path of response names.
   * @throws SluiceError AUDIT_INVALID where none can stand for it
   */
  column(path: readonly string[]): ColumnRef {
    const place = this.place(path.slice(0, -1));
    const name = path.at(-1) ?? '';
    const field = place.object.fields.get(name);
    if (field?.kind !== 'leaf') throw refusal(path, 'it is not a single value that the operation selects');
    const at = this.columnOf(place, name, field.fieldName, field.typeName);
    this.use(at.relation);
    return at;
  }

  /** The relations that were needed since it was last asked, those among them that their keys come from. */
  takeUsed(): ReadonlySet<string> {
    const { used } = this;
    this.used = new Set();
    return used;
  }

  /**
   * The same, but for a leaf that the operation may leave out, or calls something else: then it is not there.
   * @throws SluiceError AUDIT_INVALID where no column can stand for it
   */
  columnIfSelected(path: readonly string[]): void {
    const field = this.place(path.slice(0, -1)).object.fields.get(path.at(-1) ?? '');
    if (field?.kind === 'leaf' && field.fieldName === path.at(-1)) this.column(path);
  }

  /** @throws SluiceError AUDIT_INVALID where it can not be reached by keys */
  place(path: readonly string[]): Place {
    const text = path.join('.');
    const known = this.places.get(text);
    if (known) {
      this.use(known.records?.id ?? known.key?.at.relation);
      return known;
    }
    const parent = this.place(path.slice(0, -1));
    const name = path.at(-1) ?? '';
    const field = parent.object.fields.get(name);
    if (field === undefined || field.kind === 'leaf')
      throw refusal(path, 'it is not an object or a list that the operation selects');
    if (path.length > MAX_HOPS) throw refusal(path, `it is more than ${MAX_HOPS} hops away`);
    this.checkAnswerable(parent, field, path);
    const place = field.kind === 'list' ? this.list(parent, field, path) : this.entity(parent, field, path);
    this.use(place.records?.id ?? place.key?.at.relation);
    return place;
  }

  /** The number of a person who is a record of a list or of the population; what is known by its key has it already. */
  personKey(path: readonly string[]): void {
    const place = this.place(path);
    if (place.object.typeName === 'Person' && place.key === null) this.keyColumn(place, 'id', path);
  }

  plan(relationsOf: SweepPlan['relationsOf']): SweepPlan {
    return {
      relationsOf,
      relations: this.relations,
      places: new Map(
        [...this.places].map(([text, { object, records, key, columns }]) => [
          text,
          { typeName: object.typeName, records: records?.id ?? null, key: key?.at ?? null, columns },
        ]),
      ),
    };
  }

  private use(id: string | undefined): void {
    const relation = this.relations.find((each) => each.id === id);
    if (relation === undefined || this.used.has(relation.id)) return;
    this.used.add(relation.id);
    this.use(relation.keyedBy?.relation);
  }

  private list(parent: Place, field: Below, path: readonly string[]): Place {
    const agency = this.answering(parent, field.fieldName, path);
    const keyField = this.keyField(parent.object.typeName, agency, path);
    const keyedBy = this.keyColumn(parent, keyField, path);
    const records = this.relation(path, 'list', field.object.typeName, agency, keyedBy);
    return this.keepPlace(path, field.object, records, null);
  }

  private entity(parent: Place, field: Below, path: readonly string[]): Place {
    const agency = this.answering(parent, field.fieldName, path);
    const keyField = this.providers.keyFieldOf(field.object.typeName, agency);
    if (keyField === null)
      throw refusal(path, `\`${field.object.typeName}\` is not found by one key field there`);
    const name = `${path.at(-1) ?? ''}.${keyField}`;
    const selection = `${selectionOf(path.at(-1) ?? '', field.fieldName)} { ${keyField} }`;
    const at = this.keepColumn(this.partAt(parent, agency, path), { name, typeName: 'ID', selection });
    parent.columns.set(name, at);
    return this.keepPlace(path, field.object, null, { field: keyField, at });
  }

  private columnOf(place: Place, name: string, fieldName: string, typeName: string): ColumnRef {
    const known = place.columns.get(name);
    if (known) return known;
    const path = [...place.path, name];
    const problem = this.providers.problemOf(place.object.typeName, fieldName);
    if (problem !== null) throw refusal(path, problem);
    const at =
      place.key?.field === fieldName
        ? place.key.at
        : this.keepColumn(this.partAt(place, this.answering(place, fieldName, path), path), {
            name,
            typeName,
            selection: selectionOf(name, fieldName),
          });
    place.columns.set(name, at);
    return at;
  }

  /** The column of a key field, which the operation need not select: whoever joins by a key asks for it. */
  private keyColumn(place: Place, keyField: string, path: readonly string[]): ColumnRef {
    if (place.key?.field === keyField) return place.key.at;
    const selected = place.object.fields.get(keyField);
    if (selected !== undefined && (selected.kind !== 'leaf' || selected.fieldName !== keyField))
      throw refusal(path, `it hangs on \`${keyField}\`, which the operation calls something else`);
    return this.columnOf(place, keyField, keyField, 'ID');
  }

  /** The relation of an agency that holds an object's own fields: its records, or those of the entity there. */
  private partAt(place: Place, agency: string, path: readonly string[]): Relation {
    if (place.records?.agency === agency) return place.records;
    const known = place.parts.get(agency);
    if (known) return known;
    const keyField = this.keyField(place.object.typeName, agency, path);
    const keyedBy = this.keyColumn(place, keyField, path);
    const part = this.relation(place.path, 'entity', place.object.typeName, agency, keyedBy);
    place.parts.set(agency, part);
    return part;
  }

  private answering(place: Place, fieldName: string, path: readonly string[]): string {
    const candidates = this.providers.providersOf(place.object.typeName, fieldName);
    const near = [place.records?.agency, ...place.parts.keys()];
    const agency = candidates.find((each) => near.includes(each)) ?? candidates[0];
    if (agency === undefined) throw refusal(path, 'no agency answers it');
    return agency;
  }

  private keyField(typeName: string, agency: string, path: readonly string[]): string {
    const field = this.providers.keyFieldOf(typeName, agency);
    if (field === null) throw refusal(path, `\`${typeName}\` is not found by one key field`);
    return field;
  }

  private checkAnswerable(parent: Place, field: Below, path: readonly string[]): void {
    const problem = this.providers.problemOf(parent.object.typeName, field.fieldName);
    if (problem !== null) throw refusal(path, problem);
  }

  private keepPlace(
    path: readonly string[],
    object: SelectedObject,
    records: Relation | null,
    key: Place['key'],
  ): Place {
    const place: Place = { path, object, records, key, columns: new Map(), parts: new Map() };
    this.places.set(path.join('.'), place);
    return place;
  }

  private relation(
    path: readonly string[],
    through: SweepRelation['through'],
    typeName: string,
    agency: string,
    keyedBy: ColumnRef | null,
  ): Relation {
    const id = `r${this.relations.length}`;
    const made: Relation = { id, path, through, typeName, agency, keyedBy, columns: [] };
    this.relations.push(made);
    return made;
  }

  private keepColumn(relation: Relation, column: SweepColumn): ColumnRef {
    if (!relation.columns.some(({ name }) => name === column.name)) relation.columns.push(column);
    return { relation: relation.id, column: column.name };
  }
}

type Below = Exclude<SelectedField, { readonly kind: 'leaf' }>;

/** A field under its response name. */
export function selectionOf(name: string, fieldName: string): string {
  return name === fieldName ? name : `${name}: ${fieldName}`;
}

function refusal(path: readonly string[], reason: string): ReturnType<typeof auditInvalid> {
  return auditInvalid('operation', `\`${path.join('.')}\` can not be read over everybody at once: ${reason}`);
}
