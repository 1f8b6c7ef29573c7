import { getNamedType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { measureOf } from '../../../subgraphs/audit/operation/measure.ts';
import { objectTypes } from './project-types.ts';
import type { SupergraphRule } from './rule.ts';

/** Numbers of these types mean nothing without a measure; a whole number may also be a grade or a version. */
const AMOUNTS = ['Fen', 'Float'];

/**
 * Every amount says by `@measure` what it measures and for how long, so that no rule can take a yearly one for a monthly
 * one: money has a period, whole numbers have no decimals, and what says which month it is of is a month beside it.
 */
export const amountsAreMeasured: SupergraphRule = (schema) =>
  objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) => {
      const problem = problemOf(type, field);
      return problem === null ? [] : [`${type.name}.${field.name} ${problem}`];
    }),
  );

function problemOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string | null {
  const typeName = getNamedType(field.type).name;
  const isMeasured = field.astNode?.directives?.some(({ name }) => name.value === 'measure') === true;
  if (!isMeasured) return AMOUNTS.includes(typeName) ? 'does not say by @measure what it measures' : null;
  const measure = measureOf(field);
  if (measure === null) return 'has a @measure that can not be read';
  if (typeName === 'Fen' && (measure.unit !== 'FEN' || measure.per === null))
    return 'is money: its unit is FEN, and it belongs to a period';
  if (typeName !== 'Float' && measure.scale > 0) return `is a whole number, which has no decimals`;
  const fields = type.getFields();
  const others = measure.months.filter((name) => fields[name]?.type.toString() !== 'Month');
  if (others.length > 0)
    return `is said to be of the month ${others.join(', ')}, which is no month beside it`;
  return measure.months.length > 0 && measure.per !== 'MONTH'
    ? 'is said to be of a month and belongs to none'
    : null;
}
