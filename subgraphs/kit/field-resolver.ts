import { getNamedType, type GraphQLField, type GraphQLFieldResolver, isLeafType } from 'graphql';
import type { SourceRow, SourceValue } from '../../connectors/contract.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import { type Conclusion, CONCLUSION_TYPE } from '../../policies/conclusion.ts';
import { applyMask } from '../../policies/obligations/apply-mask.ts';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { derivationReader, existenceReader } from './conclusion-reader.ts';
import { joinOf } from './join-of.ts';
import { filtersOf } from './row-scope.ts';
import { columnsOfField, isKeyField, keyJoin, sourceOfField } from './source-of-field.ts';
import type { FieldSource, JoinedSource, SourceMapping, SubgraphWork } from './source-mapping.ts';
import type { SubgraphContext } from './subgraph-context.ts';
import { workReader } from './work-field.ts';
import { type Join, joinKeyOf, type SubgraphObject } from './subgraph-object.ts';

const onValues =
  (fromValues: FromValues): FieldResolver =>
  ({ values }, args, context) =>
    fromValues(values, args, context);

/** A field made of more than the key waits for the row of an object that is known by its key alone. */
function onWholeRow(join: Join, source: FieldSource, fromValues: FromValues): FieldResolver {
  // WHY: of a row that nobody read yet it is not known whether the grant lets it be seen, which work relies on.
  const isKeyEnough =
    source.kind !== 'work' && columnsOfField(source).every((column) => join.columns.includes(column));
  const telling =
    source.kind === 'list' || source.kind === 'lists' || source.kind === 'one' || source.kind === 'exists';
  return (object, args, context) => {
    // WHY: what hangs on a row that the grant keeps out of sight is out of sight too, though the key would find it.
    const isNarrowed = telling && filtersOf(context.grant, join.type).length > 0;
    if (object.isWhole || (isKeyEnough && !isNarrowed)) return fromValues(object.values, args, context);
    const key = joinKeyOf(object.values, join.columns);
    if (!key) return null;
    // Null where the agency has no such row, or none that the grant lets be read.
    return context.records
      .one(join, key)
      .then((row) => (row === null ? null : fromValues(row.values, args, context)));
  };
}

type Arguments = Readonly<Record<string, unknown>>;
/** What a field is, told by the values of its object. */
type FromValues = (values: SourceRow, args: Arguments, context: SubgraphContext) => unknown;
export type FieldResolver = GraphQLFieldResolver<SubgraphObject, SubgraphContext, Arguments>;

/** The resolver of one field of a mapped type: its value, masked where the grant says so. */
export function fieldResolver(
  mapping: SourceMapping,
  type: string,
  field: GraphQLField<unknown, unknown>,
  work: SubgraphWork | null,
): FieldResolver {
  const owner = mapping.types[type];
  if (!owner) throw new Error(`\`${type}\` is not mapped`);
  const source = sourceOfField(owner, field.name);
  if (!source) throw new Error(`\`${type}.${field.name}\` is not mapped`);
  const fromValues =
    source.kind === 'work' ? workReader(type, field.name, source, work) : reader(source, type, mapping);
  const withRow =
    owner.kind === 'rows' ? onWholeRow(keyJoin(type, owner), source, fromValues) : onValues(fromValues);
  return isKeyField(owner, field.name)
    ? withRow
    : masked(`${type}.${field.name}` as FieldCoordinate, isLeafType(getNamedType(field.type)), withRow);
}

function reader(
  source: Exclude<FieldSource, { kind: 'work' }>,
  type: string,
  mapping: SourceMapping,
): FromValues {
  switch (source.kind) {
    case 'column':
      return (values) => values[source.column];
    case 'entity':
      return entityReader(source.type, source.key, mapping);
    case 'one':
      return oneReader(source, type, mapping);
    case 'list':
      return listReader(source, type, mapping);
    case 'lists': {
      const readers = source.of.map((each) => listReader(each, type, mapping));
      return async (values, args, context) => {
        const lists = await Promise.all(readers.map((read) => read(values, args, context)));
        return withoutRepeats(lists.flat(), mapping);
      };
    }
    case 'variant':
      return variantReader(source, mapping);
    case 'exists':
      return existenceReader(source, type, mapping);
    case 'derived':
      return derivationReader(source);
    case 'computed':
      return source.compute;
  }
}

/** The resolver of one field of a conclusion, masked where the grant says so; all of them are leaves. */
export function conclusionFieldResolver(field: keyof Conclusion) {
  const coordinate = `${CONCLUSION_TYPE}.${field}` as FieldCoordinate;
  return (conclusion: Conclusion, _: Arguments, { grant, masking }: SubgraphContext): unknown => {
    const kind = grant.masks[coordinate];
    return kind === undefined ? conclusion[field] : applyMask(kind, conclusion[field], masking);
  };
}

/** Null in a joining column joins nothing. */
function listReader(source: JoinedSource, parent: string, mapping: SourceMapping) {
  const join = joinOf(source, parent, mapping);
  const own = Object.values(source.on);
  return (values: SourceRow, _: Arguments, context: SubgraphContext): Promise<readonly SubgraphObject[]> => {
    const key = joinKeyOf(values, own);
    return key ? context.records.all(join, key) : Promise.resolve([]);
  };
}

function oneReader(source: JoinedSource, parent: string, mapping: SourceMapping): FromValues {
  const join = joinOf(source, parent, mapping);
  const own = Object.values(source.on);
  return (values, _, context) => {
    const key = joinKeyOf(values, own);
    return key && context.records.one(join, key);
  };
}

function withoutRepeats(
  objects: readonly SubgraphObject[],
  mapping: SourceMapping,
): readonly SubgraphObject[] {
  const seen = new Set<string>();
  return objects.filter(({ __typename, values }) => {
    const owner = mapping.types[__typename];
    if (owner?.kind !== 'rows') return true;
    const record = `${__typename}:${String(values[owner.recordColumn])}`;
    return !seen.has(record) && seen.add(record);
  });
}

function entityReader(
  type: string,
  key: Readonly<Record<string, string>>,
  mapping: SourceMapping,
): FromValues {
  const pairs = Object.entries(key);
  return (values) => {
    const known: Record<string, SourceValue> = {};
    for (const [field, column] of pairs) {
      const value = values[column];
      if (value === null || value === undefined) return null;
      known[field] = value;
    }
    return entityObject(mapping, type, known);
  };
}

/** An entity of which the key is known, by key field. */
export function entityObject(
  mapping: SourceMapping,
  type: string,
  key: Readonly<Record<string, SourceValue>>,
): SubgraphObject {
  const owner = mapping.types[type];
  if (owner?.kind !== 'rows') return { __typename: type, values: key, isWhole: true };
  const columns = Object.entries(owner.key ?? {});
  const values = Object.fromEntries(columns.map(([field, column]) => [column, key[field] ?? null]));
  return { __typename: type, values, isWhole: false };
}

function variantReader(
  source: Extract<FieldSource, { kind: 'variant' }>,
  mapping: SourceMapping,
): FromValues {
  const readers = new Map(
    Object.entries(source.cases).map(([value, { type, key }]) => [value, entityReader(type, key, mapping)]),
  );
  return (values, args, context) => {
    const chosen = values[source.column];
    if (chosen === null || chosen === undefined) return null;
    return readers.get(String(chosen))?.(values, args, context) ?? null;
  };
}

function masked(coordinate: FieldCoordinate, isLeaf: boolean, resolve: FieldResolver): FieldResolver {
  return (object, args, context, info) => {
    const kind = context.grant.masks[coordinate];
    const value = resolve(object, args, context, info);
    if (kind === undefined) return value;
    // WHY: only values can be masked; a mask on an object is an obligation that nobody here can fulfil.
    if (!isLeaf) throw new SluiceError('GRANT_INVALID', { field: coordinate, mask: kind });
    return value instanceof Promise
      ? value.then((settled: unknown) => applyMask(kind, settled, context.masking))
      : applyMask(kind, value, context.masking);
  };
}
