import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';

/** How much one operation may be. Checked before anything expensive looks at it. */
export interface OperationLimits {
  readonly maxBodyBytes: number;
  readonly maxTokens: number;
  /** Nesting of fields, fragments followed. */
  readonly maxDepth: number;
  readonly maxAliases: number;
  /** Fields once fragments are inlined: a fragment spread twice counts twice. */
  readonly maxFields: number;
  /** Values that the answer could hold, see `operation-cost.ts`. */
  readonly maxCost: number;
}

export const DEFAULT_LIMITS: OperationLimits = {
  maxBodyBytes: 262_144,
  maxTokens: 4_000,
  maxDepth: 16,
  maxAliases: 100,
  maxFields: 1_500,
  maxCost: 1_000_000,
};

/** Deeper than any question about the data, because a type reference is: `MaxIntrospectionDepthRule` bounds the rest. */
const INTROSPECTION_DEPTH = 24;

interface Extent {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
}

/**
 * Refuses a document with an operation that is too deep, too wide or has too many aliases, fragments followed.
 * Time is linear in the text: each fragment is measured once, however often it is spread.
 * @throws SluiceError OPERATION_TOO_DEEP, OPERATION_TOO_MANY_ALIASES, OPERATION_TOO_LARGE
 */
export function assertWithinLimits(document: DocumentNode, limits: OperationLimits): void {
  const measure = measurer(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields, aliases } = measure(definition.selectionSet);
    const maxDepth = asksForSchema(definition)
      ? Math.max(limits.maxDepth, INTROSPECTION_DEPTH)
      : limits.maxDepth;
    if (depth > maxDepth) throw new SluiceError('OPERATION_TOO_DEEP', { limit: maxDepth });
    if (aliases > limits.maxAliases)
      throw new SluiceError('OPERATION_TOO_MANY_ALIASES', { limit: limits.maxAliases });
    if (fields > limits.maxFields)
      throw new SluiceError('OPERATION_TOO_LARGE', {
        fields: Number.isFinite(fields) ? fields : 'endless',
        limit: limits.maxFields,
      });
  }
}

function asksForSchema({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.every(
    (selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'),
  );
}

function measurer(document: DocumentNode): (set: SelectionSetNode) => Extent {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<string, Extent>();
  const nothing: Extent = { depth: 0, fields: 0, aliases: 0 };

  const spread = (name: string): Extent => {
    const known = measured.get(name);
    if (known) return known;
    // WHY: a fragment that spreads itself measures as nothing here and is refused by validation.
    measured.set(name, nothing);
    const fragment = fragments.get(name);
    const extent = fragment ? measure(fragment.selectionSet) : nothing;
    measured.set(name, extent);
    return extent;
  };
  const measure = (set: SelectionSetNode): Extent => {
    let [depth, fields, aliases] = [0, 0, 0];
    for (const selection of set.selections) {
      const isField = selection.kind === Kind.FIELD;
      const below =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? spread(selection.name.value)
          : selection.selectionSet
            ? measure(selection.selectionSet)
            : nothing;
      depth = Math.max(depth, below.depth + (isField ? 1 : 0));
      fields += below.fields + (isField ? 1 : 0);
      aliases += below.aliases + (isField && selection.alias ? 1 : 0);
    }
    return { depth, fields, aliases };
  };
  return measure;
}
