import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  Kind,
} from 'graphql';
import { CONCLUSION_TYPE } from '../../policies/conclusion.ts';
import { isExternal } from './is-external.ts';
import { bothWays, missing } from './mapping-problems.ts';
import type {
  FieldSource,
  QueryMapping,
  SourceMapping,
  SubgraphWork,
  TypeMapping,
} from './source-mapping.ts';
import { sourceOfField } from './source-of-field.ts';
import { workFields } from './work-field.ts';
import { statisticsProblems } from './statistics/statistics-problems.ts';

/**
 * Everything in which a schema and its mapping disagree, in words; nothing where they fit. What is answered is then
 * known to be mapped before the first request, not found out by one.
 */
export function validateMapping(
  schema: GraphQLSchema,
  mapping: SourceMapping,
  work: SubgraphWork | null,
): readonly string[] {
  const carried = new Set<string>();
  return [
    ...Object.entries(mapping.queries).flatMap(([name, query]) =>
      queryProblems(schema, mapping, name, query, carried),
    ),
    ...unmappedRoots(schema, mapping, work),
    ...Object.keys(mapping.types).flatMap((name) => typeProblems(schema, mapping, name)),
    ...unmappedTypes(schema, mapping, carried),
  ];
}

function queryProblems(
  schema: GraphQLSchema,
  mapping: SourceMapping,
  name: string,
  query: QueryMapping,
  carried: Set<string>,
): readonly string[] {
  const field = schema.getQueryType()?.getFields()[name];
  const where = `Query.${name}`;
  if (!field) return [`${where} is mapped and not in the schema`];
  const owner = mapping.types[query.type];
  if (!owner) return [`${where} names the type ${query.type}, which is not mapped`];
  const args = field.args.map((arg) => arg.name);
  if (query.kind === 'statistics') {
    carried.add(getNamedType(field.type).name);
    return statisticsProblems(mapping, name, query, field);
  }
  const typeOf = (name: string): GraphQLNamedInputType | undefined => {
    const arg = field.args.find((each) => each.name === name);
    return arg && getNamedType(arg.type);
  };
  if (query.kind === 'one') {
    const known = owner.kind === 'stub' ? new Set(owner.keyFields) : null;
    return [
      ...missing(Object.keys(query.by), new Set(args), (arg) => `${where} has no argument ${arg}`),
      ...missing(args, new Set(Object.keys(query.by)), (arg) => `${where}(${arg}) is not mapped`),
      ...(known ? missing(Object.values(query.by), known, (key) => `${query.type} has no key ${key}`) : []),
    ];
  }
  for (const type of connectionTypes(field)) carried.add(type);
  const filterType = typeOf('filter');
  const orderType = typeOf('orderBy');
  const chosen = isInputObjectType(orderType) ? orderType.getFields()['field'] : undefined;
  const orderings = chosen && getNamedType(chosen.type);
  return [
    ...(owner.kind === 'rows' ? [] : [`${where} pages through ${query.type}, which has no rows`]),
    ...bothWays(
      Object.keys(query.filters),
      isInputObjectType(filterType) ? Object.keys(filterType.getFields()) : [],
      (each) => `${where}: the filter ${each}`,
    ),
    ...bothWays(
      Object.keys(query.orderings),
      isEnumType(orderings) ? orderings.getValues().map((value) => value.name) : [],
      (each) => `${where}: the ordering ${each}`,
    ),
  ];
}

/** A connection and its edge are filled by the kit; they need no mapping. */
function connectionTypes(field: GraphQLField<unknown, unknown>): readonly string[] {
  const connection = getNamedType(field.type);
  if (!isObjectType(connection)) return [];
  const edges = connection.getFields()['edges'];
  return [connection.name, ...(edges ? [getNamedType(edges.type).name] : [])];
}

function unmappedRoots(
  schema: GraphQLSchema,
  mapping: SourceMapping,
  work: SubgraphWork | null,
): readonly string[] {
  const queries = Object.keys(schema.getQueryType()?.getFields() ?? {}).filter(
    (name) => !name.startsWith('_'),
  );
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  return [
    ...missing(queries, new Set(Object.keys(mapping.queries)), (name) => `Query.${name} is not mapped`),
    // Composition reads a schema without starting its subgraph's work.
    ...(work ? bothWays(Object.keys(work.mutations), mutations, (name) => `Mutation.${name}`) : []),
    ...(work
      ? bothWays(Object.keys(work.fields ?? {}), workFields(mapping), (name) => `the work of ${name}`)
      : []),
  ];
}

function typeProblems(schema: GraphQLSchema, mapping: SourceMapping, name: string): readonly string[] {
  const type = schema.getType(name);
  const owner = mapping.types[name];
  if (!isObjectType(type) || !owner) return [`${name} is mapped and no object type of the schema`];
  const fields = type.getFields();
  const keys = owner.kind === 'stub' ? owner.keyFields : Object.keys(owner.key ?? {});
  return [
    ...missing(
      Object.keys(owner.fields),
      new Set(Object.keys(fields)),
      (each) => `${name}.${each} is mapped and not in the schema`,
    ),
    ...missing(keys, new Set(Object.keys(fields)), (each) => `the key ${name}.${each} is not in the schema`),
    ...Object.values(fields)
      .filter((field) => !isExternal(field))
      .flatMap((field) => {
        const where = `${name}.${field.name}`;
        const source = sourceOfField(owner, field.name);
        if (!source) return [`${where} is not mapped`];
        const knownColumns = owner.kind === 'stub' ? new Set(owner.keyFields) : null;
        return [
          ...edgeProblems(mapping, where, source, knownColumns),
          ...conclusionProblems(where, source, field, owner),
          ...(source.kind === 'work' && (owner.kind === 'rows') !== (source.columns !== undefined)
            ? [`${where} is answered by work, which is told columns of a row, and the key of a stub`]
            : []),
        ];
      }),
  ];
}

function edgeProblems(
  mapping: SourceMapping,
  where: string,
  source: FieldSource,
  stubKeys: ReadonlySet<string> | null,
): readonly string[] {
  const entity = (type: string, key: Readonly<Record<string, string>>): readonly string[] => {
    const target = mapping.types[type];
    if (!target) return [`${where} names the type ${type}, which is not mapped`];
    const keys = target.kind === 'stub' ? target.keyFields : Object.keys(target.key ?? {});
    return bothWays(Object.keys(key), keys, (each) => `${where}: the key ${type}.${each}`);
  };
  const join = (type: string, on: Readonly<Record<string, string>>): readonly string[] => [
    ...(mapping.types[type]?.kind === 'rows' ? [] : [`${where} joins ${type}, which has no rows here`]),
    ...(Object.keys(on).length > 0 ? [] : [`${where} joins ${type} on nothing`]),
    ...(stubKeys ? missing(Object.values(on), stubKeys, (each) => `${where}: there is no key ${each}`) : []),
  ];
  switch (source.kind) {
    case 'column':
    case 'computed':
      return [];
    case 'entity':
      return entity(source.type, source.key);
    case 'variant':
      return Object.values(source.cases).flatMap(({ type, key }) => entity(type, key));
    case 'one':
    case 'list':
      return join(source.type, source.on);
    case 'lists':
    case 'exists':
      return source.of.flatMap(({ type, on }) => join(type, on));
    case 'derived':
    case 'work':
      return [];
  }
}

/** A conclusion is answered by a conclusion, and told by its agency's neighbours exactly what it says it requires. */
function conclusionProblems(
  where: string,
  source: FieldSource,
  field: GraphQLField<unknown, unknown>,
  owner: TypeMapping,
): readonly string[] {
  if (source.kind !== 'exists' && source.kind !== 'derived') return [];
  const answers =
    getNamedType(field.type).name === CONCLUSION_TYPE
      ? []
      : [`${where} concludes and is no ${CONCLUSION_TYPE}`];
  if (source.kind === 'exists') return answers;
  return [
    ...answers,
    ...(owner.kind === 'stub' ? [] : [`${where} is derived, and its type has rows of its own here`]),
    ...bothWays(source.requires, requiredFields(field), (each) => `${where}: the input ${each}`),
  ];
}

function requiredFields({ astNode }: GraphQLField<unknown, unknown>): readonly string[] {
  const [requires] = (astNode?.directives ?? []).filter(({ name }) => name.value === 'requires');
  const [fields] = requires?.arguments ?? [];
  return fields?.value.kind === Kind.STRING ? fields.value.value.split(/[\s,]+/u).filter(Boolean) : [];
}

/** Object types whose fields nobody resolves, except values that only computed fields and work answer with. */
function unmappedTypes(
  schema: GraphQLSchema,
  mapping: SourceMapping,
  carried: ReadonlySet<string>,
): readonly string[] {
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  const isResolved = (type: GraphQLObjectType): boolean =>
    type.name in mapping.types || carried.has(type.name) || roots.has(type);
  const objects = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('_'),
  );
  const reached = objects.filter(isResolved).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) => {
      const target = getNamedType(field.type);
      const owner = mapping.types[type.name];
      const kind = owner && sourceOfField(owner, field.name)?.kind;
      const isAnswered = kind === 'computed' || kind === 'work';
      const isCarried = target.name === CONCLUSION_TYPE;
      return isCompositeType(target) && isObjectType(target) && owner && !isAnswered && !isCarried
        ? [target]
        : [];
    }),
  );
  return [...new Set(reached)]
    .filter((type) => !isResolved(type))
    .map((type) => `${type.name} is not mapped`);
}
