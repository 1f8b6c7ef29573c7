import type { GraphQLField } from 'graphql';
import { directiveArguments } from '../../../policies/use-binding.ts';
import { PERIODS, UNITS, type Period, type Unit } from '../rules/typed-expression.ts';

/** What a number of the graph measures, as its `@measure` says. */
export interface Measure {
  readonly unit: Unit;
  /** The period that an amount belongs to; null for what belongs to none. */
  readonly per: Period | null;
  /** How many decimals it has. */
  readonly scale: number;
  /** The fields beside it that say which month it is of, or which first and last; empty where none do. */
  readonly months: readonly string[];
}

/** More decimals than any register keeps; products of two still fit into 64 bits. */
export const MAX_SCALE = 6;

/** The measure of a field; null where it has none, or none that can be read. */
export function measureOf(field: Pick<GraphQLField<unknown, unknown>, 'astNode'>): Measure | null {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'measure');
  if (directive === undefined) return null;
  const { unit, per = null, scale = 0, in: months = [] } = directiveArguments(directive);
  const knownUnit = UNITS.find((each) => each === unit);
  const knownPeriod = PERIODS.find((each) => each === per);
  if (knownUnit === undefined || (per !== null && knownPeriod === undefined)) return null;
  if (typeof scale !== 'number' || scale < 0 || scale > MAX_SCALE) return null;
  if (!Array.isArray(months) || !months.every((name) => typeof name === 'string')) return null;
  return { unit: knownUnit, per: knownPeriod ?? null, scale, months };
}
