import { getNamedType, type GraphQLObjectType, isLeafType } from 'graphql';
import { applyMask } from '../../../policies/obligations/apply-mask.ts';
import type { FieldCoordinate } from '../../../policies/vocabulary.ts';
import type { SubgraphContext } from '../subgraph-context.ts';
import type { Statistic } from './read-statistics.ts';

type StatisticResolver = (row: Statistic, args: unknown, context: SubgraphContext) => unknown;

/**
 * The resolvers of the rows of a statistic: what was counted, masked where the grant says so.
 * @throws Error where a field is no value: there would be nothing to count it by
 */
export function statisticResolvers(type: GraphQLObjectType): Readonly<Record<string, StatisticResolver>> {
  return Object.fromEntries(
    Object.values(type.getFields()).map((field) => {
      if (!isLeafType(getNamedType(field.type)))
        throw new Error(`\`${type.name}.${field.name}\` is no value`);
      const coordinate = `${type.name}.${field.name}` as FieldCoordinate;
      const resolve: StatisticResolver = (row, _, { grant, masking }) => {
        const mask = grant.masks[coordinate];
        const value = row[field.name] ?? null;
        return mask === undefined ? value : applyMask(mask, value, masking);
      };
      return [field.name, resolve];
    }),
  );
}
