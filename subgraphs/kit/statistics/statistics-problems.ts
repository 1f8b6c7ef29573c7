import {
  getNamedType,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLNamedInputType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { directiveArguments } from '../../../policies/use-binding.ts';
import { bothWays } from '../mapping-problems.ts';
import type { QueryMapping, SourceMapping } from '../source-mapping.ts';
import { statisticsQuery } from './statistics-query.ts';

type StatisticsMapping = Extract<QueryMapping, { kind: 'statistics' }>;

/** What every statistic shows beside its dimensions and measures. */
const COUNTS = ['people', 'isRemainder'];

/** In what a statistics query's mapping and the schema disagree, in words. */
export function statisticsProblems(
  mapping: SourceMapping,
  name: string,
  query: StatisticsMapping,
  field: GraphQLField<unknown, unknown>,
): readonly string[] {
  const where = `Query.${name}`;
  const statistic = getNamedType(field.type);
  const typeOf = (argument: string): GraphQLNamedInputType | undefined => {
    const arg = field.args.find((each) => each.name === argument);
    return arg && getNamedType(arg.type);
  };
  const filter = typeOf('filter');
  const shown = [...Object.values(query.dimensions), ...Object.values(query.measures), ...COUNTS];
  return [
    ...bothWays(
      Object.keys(query.filters),
      isInputObjectType(filter) ? Object.keys(filter.getFields()) : [],
      (each) => `${where}: the filter ${each}`,
    ),
    ...namedProblems(where, query, query.dimensions, typeOf('by'), 'group'),
    ...namedProblems(where, query, query.measures, typeOf('of'), 'aggregate'),
    ...bothWays(
      shown,
      isObjectType(statistic) ? Object.keys(statistic.getFields()) : [],
      (each) => `${statistic.name}.${each}`,
    ),
    ...readingProblem(mapping, query, where, statistic.name),
  ];
}

/** Each value of an enum is mapped to the very field that its `@use` lets be decided. */
function namedProblems(
  where: string,
  { type }: StatisticsMapping,
  mapped: Readonly<Record<string, string>>,
  named: GraphQLNamedInputType | undefined,
  use: 'group' | 'aggregate',
): readonly string[] {
  const values = isEnumType(named) ? named.getValues() : [];
  const names = bothWays(
    Object.keys(mapped),
    values.map((value) => value.name),
    (each) => `${where}: \`${each}\``,
  );
  return [
    ...names,
    ...values.flatMap((value) => bindingProblem(where, value, `${type}.${mapped[value.name]}`, use)),
  ];
}

function bindingProblem(
  where: string,
  { name, astNode }: ReturnType<GraphQLEnumType['getValues']>[number],
  of: string,
  as: string,
): readonly string[] {
  const directive = astNode?.directives?.find((each) => each.name.value === 'use');
  const bound = directive ? directiveArguments(directive) : {};
  return bound['of'] === of && bound['as'] === as
    ? []
    : [`${where}: \`${name}\` is not bound by @use(of: "${of}", as: "${as}")`];
}

function readingProblem(
  mapping: SourceMapping,
  query: StatisticsMapping,
  where: string,
  statistic: string,
): readonly string[] {
  try {
    statisticsQuery(mapping, query, statistic);
    return [];
  } catch (error) {
    return [`${where}: ${error instanceof Error ? error.message : 'it can not be read'}`];
  }
}
