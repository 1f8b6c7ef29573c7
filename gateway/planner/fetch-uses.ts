import { getNamedType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { type OperationUse, usesOfOperation } from '../../policies/operation-uses.ts';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import type { FetchNode, Requirement } from './query-plan.ts';
import { possibleTypes } from '../operation/positions.ts';

/** What one fetch asks its subgraph for. */
export interface FetchUses {
  readonly fetch: FetchNode;
  /** What its operation selects, filters and orders by. */
  readonly asked: readonly OperationUse[];
  /** What it tells the subgraph of each object, by the part that does: keys, and inputs of `@requires`. */
  readonly required: readonly RequiredUse[];
}

export interface RequiredUse {
  readonly coordinate: FieldCoordinate;
  /** Index into `fetch.parts`. */
  readonly part: number;
  /** The type of the entities of which it is told, and the field of theirs that it is or stands below. */
  readonly entity: string;
  readonly field: string;
}

/**
 * Reads every use that a fetch makes of any field.
 * @param view the subgraph's own schema, as the supergraph tells it
 * @param variables the caller's, so that a filter counts for what it holds
 * @throws SluiceError PLAN_FAILED where the fetch does not fit the subgraph
 */
export function usesOfFetch(
  fetch: FetchNode,
  view: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
): FetchUses {
  try {
    const asked = usesOfOperation({ schema: view, document: fetch.document, variables });
    const required = fetch.parts.flatMap((part, index) =>
      part.kind === 'entities'
        ? part.requires.flatMap((each) =>
            requiredUses(view, each, { type: null, entity: null, field: null, part: index }),
          )
        : [],
    );
    return { fetch, asked, required };
  } catch (cause) {
    throw new SluiceError('PLAN_FAILED', { reason: 'a fetch does not fit its subgraph' }, { cause });
  }
}

/** Where a requirement stands: on which type, and below which field of which entity. */
interface RequirementPlace {
  readonly type: GraphQLNamedType | null;
  readonly entity: string | null;
  readonly field: string | null;
  readonly part: number;
}

function requiredUses(
  view: GraphQLSchema,
  requirement: Requirement,
  place: RequirementPlace,
): readonly RequiredUse[] {
  if (requirement.kind === 'fragment') {
    const type = view.getType(requirement.type);
    if (!type) throw new Error(`no type ${requirement.type}`);
    return requirement.requires.flatMap((each) => requiredUses(view, each, { ...place, type }));
  }
  if (requirement.name === '__typename') return [];
  if (!place.type) throw new Error('a requirement stands outside of any type');
  return possibleTypes(view, place.type).flatMap((type) => {
    const field = type.getFields()[requirement.name];
    if (!field) throw new Error(`no field ${type.name}.${requirement.name}`);
    const top = { entity: place.entity ?? type.name, field: place.field ?? requirement.name };
    const below = { ...place, ...top, type: getNamedType(field.type) };
    return [
      { coordinate: `${type.name}.${requirement.name}` as FieldCoordinate, part: place.part, ...top },
      ...(requirement.requires ?? []).flatMap((each) => requiredUses(view, each, below)),
    ];
  });
}
