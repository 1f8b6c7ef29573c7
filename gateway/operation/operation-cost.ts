import {
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { DEFAULT_PAGE } from '../../policies/page-size.ts';
import { fieldOf, type NormalForm } from './normal-form.ts';

/** How long a complete list is taken to be: a family, the vehicles of a person, the payments of a year. */
const ASSUMED_LIST = 5;

/**
 * How many values the answer could hold: each field counts once for every object it is asked of, pages with the size
 * the caller gives, complete lists with an assumed one. An estimate made before anything is read.
 */
export function operationCost(schema: GraphQLSchema, { operation, variables }: NormalForm): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const cost = (set: SelectionSetNode, parent: GraphQLCompositeType, page: number | null): number => {
    let total = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = schema.getType(selection.typeCondition?.name.value ?? parent.name);
        if (isCompositeType(narrowed)) total += cost(selection.selectionSet, narrowed, page);
        continue;
      }
      const field = fieldOf(schema, parent, selection.name.value);
      total += 1;
      const type = field ? getNamedType(field.type) : null;
      if (!field || !selection.selectionSet || !isCompositeType(type)) continue;
      const isPaged = field.args.some(({ name }) => name === 'first');
      const first = selection.arguments?.find(({ name }) => name.value === 'first')?.value;
      const size = first?.kind === Kind.VARIABLE ? variables[first.name.value] : null;
      const below = isPaged ? (typeof size === 'number' ? Math.max(size, 1) : DEFAULT_PAGE) : null;
      const times = isListType(getNullableType(field.type)) ? (page ?? ASSUMED_LIST) : 1;
      total += times * cost(selection.selectionSet, type, below);
    }
    return total;
  };
  return cost(operation.selectionSet, root, null);
}
