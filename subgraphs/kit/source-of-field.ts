import { RECORD_COLUMNS } from './record-columns.ts';
import type { Join } from './subgraph-object.ts';
import type { FieldSource, RowTypeMapping, TypeMapping } from './source-mapping.ts';

/** How a field is read: as mapped, and where no mapping says (key fields, those of `SourceRecord`), by its column. */
export function sourceOfField(owner: TypeMapping, field: string): FieldSource | undefined {
  if (owner.kind === 'stub')
    return owner.keyFields.includes(field) ? { kind: 'column', column: field } : owner.fields[field];
  if (field === 'recordKey') return recordKey(owner);
  const keyColumn = owner.key?.[field] ?? recordColumn(field);
  return owner.fields[field] ?? (keyColumn === undefined ? undefined : { kind: 'column', column: keyColumn });
}

const recordColumn = (field: string): string | undefined =>
  Object.hasOwn(RECORD_COLUMNS, field) ? RECORD_COLUMNS[field as keyof typeof RECORD_COLUMNS] : undefined;

/** A record's number is unique in its relation only; evidence must name it among all of an agency's. */
const recordKey = ({ relation, recordColumn }: RowTypeMapping): FieldSource => ({
  kind: 'computed',
  columns: [recordColumn],
  compute: (values) => `${relation}:${String(values[recordColumn])}`,
});

const keyJoins = new WeakMap<RowTypeMapping, Join>();

/** How an entity's row is found by its key: one join a type, so that all who ask share a statement. */
export function keyJoin(type: string, owner: RowTypeMapping): Join {
  let join = keyJoins.get(owner);
  if (!join) keyJoins.set(owner, (join = { type, columns: Object.values(owner.key ?? {}) }));
  return join;
}

/** Key fields are masked at the gateway, never here: the plan needs them as they are. */
export const isKeyField = (owner: TypeMapping, field: string): boolean =>
  owner.kind === 'stub' ? owner.keyFields.includes(field) : Object.hasOwn(owner.key ?? {}, field);

/** The columns of its own row that a field is made of. */
export function columnsOfField(source: FieldSource): readonly string[] {
  switch (source.kind) {
    case 'column':
      return [source.column];
    case 'entity':
      return Object.values(source.key);
    case 'one':
    case 'list':
      return Object.values(source.on);
    case 'lists':
      return source.of.flatMap(({ on }) => Object.values(on));
    case 'exists':
      return source.of.flatMap(({ on }) => Object.values(on));
    case 'derived':
      return source.requires;
    case 'work':
      return source.columns ?? [];
    case 'variant':
      return [source.column, ...Object.values(source.cases).flatMap(({ key }) => Object.values(key))];
    case 'computed':
      return source.columns;
  }
}
