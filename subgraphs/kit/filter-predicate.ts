import type { Predicate, SourceValue } from '../../connectors/contract.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import { regionPrefix } from '../../identifiers/division.ts';

type Conditions = Readonly<Record<string, unknown>>;

/**
 * What the rows of a filter satisfy; every condition that is given must hold, and one that is null was not given.
 * @param columns filter field → column
 * @throws SluiceError VARIABLES_INVALID where a division code is none
 */
export function filterPredicates(
  filter: unknown,
  columns: Readonly<Record<string, string>>,
): readonly Predicate[] {
  if (!isObject(filter)) return [];
  return Object.entries(filter).flatMap(([field, conditions]) => {
    const column = columns[field];
    // WHY: a condition that were silently left out would answer with more than was asked for.
    if (column === undefined) throw new Error(`the filter \`${field}\` is not mapped`);
    return isObject(conditions) ? conditionsOn(column, conditions) : [];
  });
}

function conditionsOn(column: string, conditions: Conditions): readonly Predicate[] {
  return Object.entries(conditions).flatMap(([condition, value]): readonly Predicate[] => {
    if (value === null || value === undefined) return [];
    switch (condition) {
      case 'eq':
        return [{ kind: 'compare', column, op: '=', value: value as SourceValue }];
      case 'in':
        return [{ kind: 'in', column, values: value as readonly SourceValue[] }];
      case 'gte':
        return [{ kind: 'compare', column, op: '>=', value: value as SourceValue }];
      case 'lt':
        return [{ kind: 'compare', column, op: '<', value: value as SourceValue }];
      case 'within':
        return [{ kind: 'prefix', column, prefixes: [prefixOf(value)] }];
      default:
        throw new Error(`the condition \`${condition}\` is not known`);
    }
  });
}

function prefixOf(division: unknown): string {
  try {
    return regionPrefix(String(division));
  } catch (cause) {
    throw new SluiceError('VARIABLES_INVALID', { reason: 'not a division code' }, { cause });
  }
}

const isObject = (value: unknown): value is Conditions => typeof value === 'object' && value !== null;
