import { entityKey, type EntityKey } from '../../../stream/change-event.ts';
import type { FieldSource, JoinedSource, RowTypeMapping, SourceMapping } from '../source-mapping.ts';

/** What a changed row of one relation concerns. */
export interface RelationKeys {
  /** The types of the graph whose objects are rows of the relation. */
  readonly types: readonly string[];
  readonly keys: readonly KeyColumns[];
}

/** An entity that rows name: its type, and key field → column. */
interface KeyColumns {
  readonly type: string;
  readonly columns: Readonly<Record<string, string>>;
}

/**
 * Relation → the entities that its rows belong to: the entity that the row itself is, its data subject, every entity
 * that it names, and every entity of which the row stands in a list. Whoever read something of a row has come by one of
 * these.
 */
export function relationKeys({ types }: SourceMapping): ReadonlyMap<string, RelationKeys> {
  const found = new Map<string, { readonly types: Set<string>; readonly keys: Map<string, KeyColumns> }>();
  const note = (relation: string, key: KeyColumns): void => {
    found.get(relation)?.keys.set(JSON.stringify([key.type, key.columns]), key);
  };
  const rows = Object.entries(types).filter(isRows);
  for (const [name, { relation }] of rows) {
    const known = found.get(relation) ?? { types: new Set<string>(), keys: new Map<string, KeyColumns>() };
    found.set(relation, known);
    known.types.add(name);
  }
  for (const [name, mapping] of rows) for (const key of ownKeys(name, mapping)) note(mapping.relation, key);
  for (const [name, mapping] of Object.entries(types)) {
    for (const source of Object.values(mapping.fields)) {
      for (const { type, on } of joinsOf(source)) {
        const target = types[type];
        const key = keyThroughJoin(keyFieldOf(mapping), on);
        if (target?.kind === 'rows' && key !== null) note(target.relation, { type: name, columns: key });
      }
    }
  }
  return new Map(
    [...found].map(([relation, { types: names, keys }]) => [
      relation,
      { types: [...names], keys: [...keys.values()] },
    ]),
  );
}

/** The entities that versions of a row belong to, each once. */
export function keysOfRows(
  { keys }: RelationKeys,
  rows: readonly (Readonly<Record<string, unknown>> | null)[],
): readonly EntityKey[] {
  const found = new Map<string, EntityKey>();
  for (const row of rows) {
    if (row === null) continue;
    for (const { type, columns } of keys) {
      const values = Object.entries(columns).map(([field, column]) => [field, row[column]]);
      const key = entityKey(type, Object.fromEntries(values) as Readonly<Record<string, unknown>>);
      if (key !== null) found.set(`${key.type} ${key.key}`, key);
    }
  }
  return [...found.values()];
}

function isRows(entry: [string, SourceMapping['types'][string]]): entry is [string, RowTypeMapping] {
  return entry[1].kind === 'rows';
}

function ownKeys(name: string, mapping: RowTypeMapping): readonly KeyColumns[] {
  const keys: KeyColumns[] = [];
  if (mapping.key !== undefined) keys.push({ type: name, columns: mapping.key });
  if (mapping.subjectColumn !== null) keys.push({ type: 'Person', columns: { id: mapping.subjectColumn } });
  for (const source of Object.values(mapping.fields)) {
    if (source.kind === 'entity') keys.push({ type: source.type, columns: source.key });
    if (source.kind === 'variant')
      keys.push(...Object.values(source.cases).map(({ type, key }) => ({ type, columns: key })));
  }
  return keys;
}

function joinsOf(source: FieldSource): readonly JoinedSource[] {
  if (source.kind === 'one' || source.kind === 'list') return [source];
  return source.kind === 'lists' || source.kind === 'exists' ? source.of : [];
}

/** Key field → what a join calls it: the column of a row, the field itself of a stub. */
function keyFieldOf(mapping: SourceMapping['types'][string]): Readonly<Record<string, string>> {
  if (mapping.kind === 'rows') return mapping.key ?? {};
  return Object.fromEntries(mapping.keyFields.map((field) => [field, field]));
}

/** The columns of the joined row that hold the whole key of the entity it hangs on; null where the join is by more or less. */
function keyThroughJoin(
  key: Readonly<Record<string, string>>,
  on: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | null {
  const targetOf = new Map(Object.entries(on).map(([target, own]) => [own, target]));
  const columns = Object.entries(key).map(([field, own]) => [field, targetOf.get(own)] as const);
  if (columns.length === 0 || columns.some(([, column]) => column === undefined)) return null;
  return Object.fromEntries(columns) as Readonly<Record<string, string>>;
}
