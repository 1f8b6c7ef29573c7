import DataLoader from 'dataloader';
import { getNamedType, type GraphQLSchema, isObjectType } from 'graphql';
import type { SourceRow } from '../../connectors/contract.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import { applyMask } from '../../policies/obligations/apply-mask.ts';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { filtersOf } from './row-scope.ts';
import type { FieldSource, SourceMapping, SubgraphWork, WorkField } from './source-mapping.ts';
import type { SubgraphContext } from './subgraph-context.ts';

type Arguments = Readonly<Record<string, unknown>>;
type WorkSource = Extract<FieldSource, { kind: 'work' }>;

/** One question of the work asks about no more objects. */
const MAX_BATCH = 100;

/** `Type.field` of every field that the subgraph's own work answers. */
export function workFields({ types }: SourceMapping): readonly string[] {
  return Object.entries(types).flatMap(([type, { fields }]) =>
    Object.entries(fields).flatMap(([field, { kind }]) => (kind === 'work' ? [`${type}.${field}`] : [])),
  );
}

/**
 * What a field that work answers is, told by the key of its object or by columns of its row: objects of one fetch are asked
 * about at once.
 */
export function workReader(
  type: string,
  field: string,
  { columns }: WorkSource,
  work: SubgraphWork | null,
): (values: SourceRow, args: Arguments, context: SubgraphContext) => Promise<unknown> {
  const coordinate = `${type}.${field}`;
  const answer = work?.fields?.[coordinate];
  // Composition makes resolvers of a schema without starting its subgraph's work.
  if (answer === undefined) return () => Promise.reject(new Error(`nothing answers ${coordinate}`));
  const byFetch = new WeakMap<SubgraphContext, Map<string, DataLoader<SourceRow, unknown, string>>>();
  return async (values, args, context) => {
    // WHY: work reads by itself; which objects the grant keeps out of sight it could not tell. A row that was read is in sight.
    if (columns === undefined && filtersOf(context.grant, type).length > 0)
      throw new SluiceError('GRANT_INVALID', { type });
    const loaders = byFetch.get(context) ?? new Map<string, DataLoader<SourceRow, unknown, string>>();
    byFetch.set(context, loaders);
    const asked = JSON.stringify(args);
    const loader = loaders.get(asked) ?? loaderOf(answer, args, context);
    loaders.set(asked, loader);
    return loader.load(columns === undefined ? values : only(values, columns));
  };
}

function only(values: SourceRow, columns: readonly string[]): SourceRow {
  return Object.fromEntries(columns.map((column) => [column, values[column] ?? null]));
}

function loaderOf(
  answer: WorkField,
  args: Arguments,
  context: SubgraphContext,
): DataLoader<SourceRow, unknown, string> {
  return new DataLoader(async (keys) => [...(await answer(keys, args, context))], {
    maxBatchSize: MAX_BATCH,
    cacheKeyFn: (key) => JSON.stringify(key),
  });
}

/** The names of the object types that only fields of kind `work` answer with. */
export function answeredTypes(schema: GraphQLSchema, mapping: SourceMapping): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string, field: string): void => {
    const answer = fieldsOf(schema, name)[field];
    if (answer === undefined || answer in mapping.types || found.has(answer)) return;
    const below = fieldsOf(schema, answer);
    if (Object.keys(below).length === 0) return;
    found.add(answer);
    for (const each of Object.keys(below)) visit(answer, each);
  };
  for (const coordinate of workFields(mapping)) {
    const [owner = '', field = ''] = coordinate.split('.');
    visit(owner, field);
  }
  return found;
}

/** Field → the name of the type that it answers with; none of what is no object type. */
function fieldsOf(schema: GraphQLSchema, name: string): Readonly<Record<string, string>> {
  const type = schema.getType(name);
  if (!isObjectType(type)) return {};
  return Object.fromEntries(
    Object.values(type.getFields()).map((field) => [field.name, getNamedType(field.type).name]),
  );
}

/** The fields of such a type, as its objects have them, masked where the grant says so. */
export function answeredResolvers(schema: GraphQLSchema, type: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(fieldsOf(schema, type)).map((name) => {
      const coordinate = `${type}.${name}` as FieldCoordinate;
      return [
        name,
        (object: Arguments, _: Arguments, { grant, masking }: SubgraphContext): unknown => {
          const kind = grant.masks[coordinate];
          return kind === undefined ? object[name] : applyMask(kind, object[name], masking);
        },
      ];
    }),
  );
}
