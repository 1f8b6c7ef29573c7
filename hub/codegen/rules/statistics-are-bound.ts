import {
  getNamedType,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLSchema,
  isEnumType,
  isObjectType,
} from 'graphql';
import { useBindingOf } from '../../../policies/use-binding.ts';
import type { Use } from '../../../policies/vocabulary.ts';
import { objectTypes } from './project-types.ts';
import type { SupergraphRule } from './rule.ts';

const STATISTIC = /Statistic$/u;
/** What every statistic shows of itself. */
const COUNTS = ['people', 'isRemainder'];

/**
 * A statistic tells of records, so asking for one is an `aggregate` use of them; its dimensions group by fields of the
 * same type of record, its measures aggregate them, and it shows nothing that neither names. (That they are bound at
 * all is the rule of all inputs.)
 */
export const statisticsAreBound: SupergraphRule = (schema) =>
  objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => STATISTIC.test(getNamedType(field.type).name))
      .flatMap((field) => problemsOf(schema, `${type.name}.${field.name}`, field)),
  );

function problemsOf(
  schema: GraphQLSchema,
  place: string,
  field: GraphQLField<unknown, unknown>,
): readonly string[] {
  const counted = field.astNode ? bound(schema, field) : null;
  if (counted?.use !== 'aggregate')
    return [`${place} counts records and is not bound to them by @use(as: "aggregate")`];
  const [record = ''] = counted.of.split('.');
  const dimensions = valuesOf(field, 'by');
  const measures = valuesOf(field, 'of');
  if (dimensions.length === 0) return [`${place} has no dimensions: \`by\` takes no enum`];
  const statistic = getNamedType(field.type);
  const shown = isObjectType(statistic) ? Object.keys(statistic.getFields()) : [];
  const told = [...dimensions, ...measures].map((value) => bound(schema, value)?.of.split('.')[1] ?? '');
  return [
    ...dimensions.flatMap((value) => misbound(schema, `${place}(by:)`, value, record, 'group')),
    ...measures.flatMap((value) => misbound(schema, `${place}(of:)`, value, record, 'aggregate')),
    ...shown
      .filter((name) => !COUNTS.includes(name) && !told.includes(name))
      .map((name) => `${statistic.name}.${name} is no dimension and no measure of ${place}`),
  ];
}

function valuesOf(field: GraphQLField<unknown, unknown>, name: string): readonly GraphQLEnumValue[] {
  const argument = field.args.find((each) => each.name === name);
  const type = argument && getNamedType(argument.type);
  return isEnumType(type) ? type.getValues() : [];
}

function misbound(
  schema: GraphQLSchema,
  place: string,
  value: GraphQLEnumValue,
  record: string,
  use: Use,
): readonly string[] {
  const binding = bound(schema, value);
  if (!binding) return [];
  return binding.use === use && binding.of.startsWith(`${record}.`)
    ? []
    : [`${place} → ${value.name} is not bound to ${record} by @use(as: "${use}")`];
}

/** Null where nothing, or something that can not be read, is said; the rule of inputs tells of that. */
function bound(
  schema: GraphQLSchema,
  { astNode }: GraphQLEnumValue | GraphQLField<unknown, unknown>,
): { readonly of: string; readonly use: Use } | null {
  try {
    const binding = useBindingOf(schema, astNode);
    const [of] = binding?.coordinates ?? [];
    return binding && of !== undefined ? { of, use: binding.use } : null;
  } catch {
    return null;
  }
}
