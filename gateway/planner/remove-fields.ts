import {
  type DocumentNode,
  getNamedType,
  type GraphQLSchema,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { TypeIndex } from './type-index.ts';
import { fieldOf } from './field-names.ts';

/** A field of a canonical operation, by its response keys. */
export interface FieldPlace {
  readonly path: readonly string[];
  /** Only on objects that can be of this type; null for any. */
  readonly type: string | null;
}

/** An operation without some fields, and which of them it had. */
export interface Remainder {
  /** Null where nothing is left to ask. */
  readonly document: DocumentNode | null;
  readonly removed: readonly (readonly string[])[];
}

/** Takes fields out of a canonical operation. An object that loses all of its fields is still asked for its type. */
export function removeFields(
  schema: GraphQLSchema,
  types: TypeIndex,
  document: DocumentNode,
  places: readonly FieldPlace[],
): Remainder {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const root = operation ? schema.getRootType(operation.operation) : null;
  if (!operation || !root) return { document, removed: [] };
  const removed = new Map<string, readonly string[]>();
  const selections = remaining(operation.selectionSet, root.name, []);
  if (removed.size === 0) return { document, removed: [] };
  const rest = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
  return {
    document: selections.length > 0 ? { ...document, definitions: [rest] } : null,
    removed: [...removed.values()],
  };

  function remaining(
    set: SelectionSetNode,
    parent: string,
    path: readonly string[],
  ): readonly SelectionNode[] {
    return set.selections.flatMap((selection): readonly SelectionNode[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition?.name.value ?? parent;
        const below = remaining(selection.selectionSet, type, path);
        if (below.length === 0) return [];
        return [{ ...selection, selectionSet: { ...selection.selectionSet, selections: below } }];
      }
      const here = [...path, selection.alias?.value ?? selection.name.value];
      if (places.some((place) => isAt(place, here, parent))) {
        removed.set(here.join('\n'), here);
        return [];
      }
      const field = fieldOf(schema, parent, selection.name.value);
      if (!selection.selectionSet || !field) return [selection];
      const below = remaining(selection.selectionSet, getNamedType(field.type).name, here);
      return [
        {
          ...selection,
          selectionSet: { ...selection.selectionSet, selections: below.length > 0 ? below : [TYPENAME] },
        },
      ];
    });
  }

  function isAt({ path, type }: FieldPlace, here: readonly string[], parent: string): boolean {
    const isSame = path.length === here.length && path.every((key, index) => key === here[index]);
    return isSame && (type === null || types.isKindOf(type, parent) || types.isKindOf(parent, type));
  }
}

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
