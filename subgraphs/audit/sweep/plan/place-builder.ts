import { auditInvalid } from '../../definition/audit-invalid.ts';
import type { GraphProviders } from '../../operation/graph-providers.ts';
import type { SavedOperation, SelectedField, SelectedObject } from '../../operation/saved-operation.ts';
import { rootOf } from './relation-question.ts';
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
  private readonly name: string;
  private used = new Set<string>();

  /**
   * @param name with which the ids of the relations begin
   * @throws SluiceError AUDIT_INVALID where no one subgraph answers the population
   */
  constructor(operation: SavedOperation, queryType: string, providers: GraphProviders, name: string) {
    this.providers = providers;
    this.name = name;
    const { root, narrowed } = rootOf(operation);
    const [agency] = providers.providersOf(queryType, root.name.value);
    if (agency === undefined) throw refusal([operation.population], 'no agency answers it');
    const asks = `${root.name.value}${narrowed}`;
    const { typeName } = operation.node;
    const records = this.relation({ path: [], through: 'population', typeName, agency, asks, keyedBy: null });
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
    const records = this.relation({
      path,
      through: 'list',
      typeName: field.object.typeName,
      agency,
      asks: `${parent.object.typeName}(${keyField}).${field.fieldName}`,
      keyedBy,
    });
    return this.keepPlace(path, field.object, records, null);
  }

  private entity(parent: Place, field: Below, path: readonly string[]): Place {
    const agency = this.answering(parent, field.fieldName, path);
    const keyField = this.providers.keyFieldOf(field.object.typeName, agency);
    if (keyField === null)
      throw refusal(path, `\`${field.object.typeName}\` is not found by one key field there`);
    const name = `${path.at(-1) ?? ''}.${keyField}`;
    const column = { name, field: `${field.fieldName}.${keyField}`, typeName: 'ID' };
    const at = this.keepColumn(this.partAt(parent, agency, path), column);
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
            field: fieldName,
            typeName,
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
    const { typeName } = place.object;
    const asks = `${typeName}(${keyField})`;
    const part = this.relation({ path: place.path, through: 'entity', typeName, agency, asks, keyedBy });
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

  private relation(described: Omit<SweepRelation, 'id' | 'columns'>): Relation {
    const id = `${this.name}r${this.relations.length}`;
    const made: Relation = { ...described, id, columns: [] };
    this.relations.push(made);
    return made;
  }

  private keepColumn(relation: Relation, column: SweepColumn): ColumnRef {
    if (!relation.columns.some(({ name }) => name === column.name)) relation.columns.push(column);
    return { relation: relation.id, column: column.name };
  }
}

type Below = Exclude<SelectedField, { readonly kind: 'leaf' }>;

function refusal(path: readonly string[], reason: string): ReturnType<typeof auditInvalid> {
  return auditInvalid('operation', `\`${path.join('.')}\` can not be read over everybody at once: ${reason}`);
}
