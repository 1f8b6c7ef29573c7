import { getNamedType, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import type { Catalogue } from '../../../policies/catalogue.ts';
import type { FieldCoordinate } from '../../../policies/vocabulary.ts';
import type { Permissions } from './permissions.ts';

/** The graph as far as somebody's permits lead through it. */
export interface Reach {
  /** Whether any permitted way leads from the root to objects of the type. */
  isReached(type: string): boolean;
  /** Whether a field can be asked for: permitted, on a type that is reached. */
  isShown(coordinate: FieldCoordinate): boolean;
  /** Whether a permitted field of the subgraph, other than the type's own keys, yields objects of the type. */
  isEntered(type: string, subgraph: string): boolean;
  /**
   * Whether a plan may carry the entity's key from one agency to another: it is permitted as a key or shown bare, or some
   * field that is shown is made of it.
   */
  isCarried(type: string): boolean;
}

export interface ReachParts {
  readonly schema: GraphQLSchema;
  readonly catalogue: Catalogue;
  readonly keyFields: ReadonlySet<FieldCoordinate>;
  readonly requirements: ReadonlyMap<FieldCoordinate, readonly FieldCoordinate[]>;
}

/** A field that the gateway makes from a key, so that asking for it reads the key. */
const PSEUDONYM = 'Person.pseudonym' as FieldCoordinate;

export function reachOf(permissions: Permissions, parts: ReachParts): Reach {
  const { schema, catalogue, keyFields } = parts;
  const reached = reachedTypes(permissions, schema);
  const isShown = (coordinate: FieldCoordinate): boolean =>
    reached.has(coordinate.split('.')[0] ?? '') && permissions.permits(coordinate, 'project') !== null;
  const yields = (output: string): readonly string[] => {
    const type = schema.getType(output);
    return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [output];
  };
  const entered = new Set(
    [...catalogue].flatMap(([coordinate, { output, providers }]) =>
      isShown(coordinate) ? yields(output).flatMap((type) => providers.map((each) => `${each} ${type}`)) : [],
    ),
  );
  return {
    isReached: (type) => reached.has(type),
    isShown,
    isEntered: (type, subgraph) => entered.has(`${subgraph} ${type}`),
    isCarried: (type) => {
      const keys = [...keyFields].filter((key) => key.startsWith(`${type}.`));
      return keys.every(
        (key) =>
          permissions.permits(key, 'join-key') !== null ||
          permissions.permits(key, 'project')?.mask === null ||
          [...parts.requirements.keys()].some((out) => isShown(out) && permissions.inputsOf(out).has(key)) ||
          (key === 'Person.id' && isShown(PSEUDONYM)),
      );
    },
  };
}

function reachedTypes(permissions: Permissions, schema: GraphQLSchema): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [schema.getQueryType()?.name ?? ''];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const type = schema.getType(name);
    if (reached.has(name)) continue;
    if (isAbstractType(type)) waiting.push(...schema.getPossibleTypes(type).map((each) => each.name));
    if (!isObjectType(type)) continue;
    reached.add(name);
    for (const field of Object.values(type.getFields()))
      if (permissions.permits(`${name}.${field.name}` as FieldCoordinate, 'project') !== null)
        waiting.push(getNamedType(field.type).name);
  }
  return reached;
}
