import { getNamedType, type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import type { SourceRow, SourceValue } from '../../connectors/contract.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import { CONCLUSION_TYPE } from '../../policies/conclusion.ts';
import { conclusionFieldResolver, entityObject, fieldResolver } from './field-resolver.ts';
import { isExternal } from './is-external.ts';
import { readConnection } from './read-connection.ts';
import type { QueryMapping, SourceMapping, SubgraphWork } from './source-mapping.ts';
import { keyJoin } from './source-of-field.ts';
import { answeredResolvers, answeredTypes } from './work-field.ts';
import { sourceScalars } from './source-scalars.ts';
import { readStatistics } from './statistics/read-statistics.ts';
import { statisticResolvers } from './statistics/statistic-resolvers.ts';
import { statisticsQuery } from './statistics/statistics-query.ts';
import type { SubgraphContext } from './subgraph-context.ts';
import type { Join, SubgraphObject } from './subgraph-object.ts';

type Arguments = Readonly<Record<string, unknown>>;
type RootResolver = (root: unknown, args: Arguments, context: SubgraphContext) => unknown;

/** Resolvers by type and field, as @apollo/subgraph takes them. */
export type Resolvers = Record<string, unknown>;

/**
 * Every resolver of a subgraph, from its mapping.
 * @param schema the subgraph's own, without resolvers
 */
export function deriveResolvers(
  schema: GraphQLSchema,
  mapping: SourceMapping,
  work: SubgraphWork | null,
): Resolvers {
  const resolvers: Resolvers = { ...sourceScalars };
  if (schema.getType(CONCLUSION_TYPE)) resolvers[CONCLUSION_TYPE] = conclusionResolvers;
  for (const name of Object.keys(mapping.types)) {
    const type = schema.getType(name);
    if (isObjectType(type)) resolvers[name] = typeResolvers(mapping, type, work);
  }
  for (const name of answeredTypes(schema, mapping)) resolvers[name] = answeredResolvers(schema, name);
  const answers = schema.getQueryType()?.getFields() ?? {};
  const queries = Object.entries(mapping.queries).map(([name, query]) => {
    const answer = answers[name] && getNamedType(answers[name].type);
    if (query.kind !== 'statistics') return [name, queryResolver(mapping, query)] as const;
    if (!isObjectType(answer)) throw new Error(`\`Query.${name}\` answers with no type of its own`);
    resolvers[answer.name] = statisticResolvers(answer);
    const asked = statisticsQuery(mapping, query, answer.name);
    const resolve: RootResolver = (_, args, context) => readStatistics(asked, args, context);
    return [name, resolve] as const;
  });
  const hasEntities = schema.getQueryType()?.getFields()['_entities'] !== undefined;
  resolvers['Query'] = {
    ...Object.fromEntries(queries),
    ...(hasEntities ? { _entities: entitiesResolver(mapping) } : {}),
  };
  const mutation = schema.getMutationType();
  if (mutation && work) resolvers[mutation.name] = mutationResolvers(mapping, mutation, work);
  return resolvers;
}

const conclusionResolvers = {
  answer: conclusionFieldResolver('answer'),
  reasons: conclusionFieldResolver('reasons'),
  source: conclusionFieldResolver('source'),
  asOf: conclusionFieldResolver('asOf'),
};

function typeResolvers(
  mapping: SourceMapping,
  type: GraphQLObjectType,
  work: SubgraphWork | null,
): Readonly<Record<string, unknown>> {
  const fields = Object.values(type.getFields())
    .filter((field) => !isExternal(field))
    .map((field) => [field.name, fieldResolver(mapping, type.name, field, work)] as const);
  return Object.fromEntries(fields);
}

/**
 * `_entities`, for all representations of a type at once: @apollo/subgraph's own resolver would make several promises
 * for each. A read that fails is the error of its own entities alone.
 */
function entitiesResolver(mapping: SourceMapping): RootResolver {
  return async (_, args, context) => {
    const representations = args['representations'] as readonly Arguments[];
    const places = new Map<string, number[]>();
    for (const [place, { __typename: type }] of representations.entries()) {
      const known = places.get(String(type));
      if (known) known.push(place);
      else places.set(String(type), [place]);
    }
    const entities: unknown[] = [];
    const reads = [...places].map(async ([type, at]) => {
      const found = await resolveReferences(
        mapping,
        type,
        at.map((place) => representations[place] ?? {}),
        context,
      ).catch((error: unknown) => at.map(() => error));
      for (const [index, place] of at.entries()) entities[place] = found[index];
    });
    await Promise.all(reads);
    return entities;
  };
}

async function resolveReferences(
  mapping: SourceMapping,
  type: string,
  references: readonly Arguments[],
  context: SubgraphContext,
): Promise<readonly unknown[]> {
  const owner = mapping.types[type];
  if (owner?.kind === 'stub')
    return references.map((reference): SubgraphObject => {
      keyOf(reference, owner.keyFields);
      // Inputs of `@requires` arrive beside the key and are there for computed fields.
      return { __typename: type, values: scalarsOf(reference), isWhole: true };
    });
  if (!owner?.key) throw new SluiceError('OPERATION_INVALID', { reason: 'no entity', type });
  const fields = Object.keys(owner.key);
  return context.records.ones(
    keyJoin(type, owner),
    references.map((reference) => keyOf(reference, fields)),
  );
}

/** @throws SluiceError OPERATION_INVALID where the representation lacks its key */
function keyOf(reference: Arguments, fields: readonly string[]): readonly SourceValue[] {
  return fields.map((field) => {
    const value = reference[field];
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new SluiceError('OPERATION_INVALID', { reason: 'a representation lacks its key', field });
    return value;
  });
}

function scalarsOf(reference: Arguments): SourceRow {
  const scalars = Object.entries(reference).filter(
    ([, value]) => value === null || typeof value !== 'object',
  );
  return Object.fromEntries(scalars) as SourceRow;
}

function queryResolver(
  mapping: SourceMapping,
  query: Exclude<QueryMapping, { kind: 'statistics' }>,
): RootResolver {
  const owner = mapping.types[query.type];
  switch (query.kind) {
    case 'connection':
      if (owner?.kind !== 'rows') throw new Error(`\`${query.type}\` has no rows to page through`);
      return (_, args, context) => readConnection(query, owner, args, context);
    case 'one': {
      const names = Object.keys(query.by);
      if (owner?.kind === 'rows') {
        const join: Join = { type: query.type, columns: Object.values(query.by) };
        return (_, args, context) => context.records.one(join, keyOf(args, names));
      }
      return (_, args) => {
        const values = keyOf(args, names);
        const key = Object.values(query.by).map((field, at) => [field, values[at] ?? null] as const);
        return entityObject(mapping, query.type, Object.fromEntries(key));
      };
    }
  }
}

function mutationResolvers(
  mapping: SourceMapping,
  mutation: GraphQLObjectType,
  work: SubgraphWork,
): Readonly<Record<string, RootResolver>> {
  const resolver = (name: string, run: SubgraphWork['mutations'][string]): RootResolver => {
    const answer = mutation.getFields()[name]?.type;
    if (!isObjectType(answer) || mapping.types[answer.name]?.kind !== 'rows')
      throw new Error(`the mutation \`${name}\` does not answer with rows of a mapped type`);
    return async (_, args, context) => {
      const values = await run(args, context);
      if (values === null) return null;
      const object: SubgraphObject = { __typename: answer.name, values, isWhole: true };
      context.records.disclose(answer.name, [object]);
      return object;
    };
  };
  return Object.fromEntries(Object.entries(work.mutations).map(([name, run]) => [name, resolver(name, run)]));
}
