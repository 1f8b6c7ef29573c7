import {
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ParameterValue } from '../definition/audit-definition.ts';
import { auditInvalid, positionOf } from '../definition/audit-invalid.ts';

/** A field with its selections, fragments inlined, equal response names merged, conditions resolved. */
export interface ResolvedField {
  readonly node: FieldNode;
  /** 0 at the root. */
  readonly depth: number;
  readonly fields: readonly ResolvedField[];
}

interface Scope {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly values: ReadonlyMap<string, ParameterValue>;
}

/**
 * The selections of a valid operation as a plain tree.
 * @throws SluiceError AUDIT_INVALID for a directive other than @skip and @include, and for a condition that the
 * parameters do not decide
 */
export function resolveSelections(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: ReadonlyMap<string, ParameterValue>,
): readonly ResolvedField[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return resolve([operation.selectionSet], { fragments, values }, 0);
}

function resolve(sets: readonly SelectionSetNode[], scope: Scope, depth: number): readonly ResolvedField[] {
  const merged = new Map<string, { readonly node: FieldNode; readonly sets: SelectionSetNode[] }>();
  const spread = new Set<string>();
  for (const set of sets) collect(set, scope, merged, spread);
  return [...merged.values()].map(({ node, sets: below }) => ({
    node,
    depth,
    fields: resolve(below, scope, depth + 1),
  }));
}

function collect(
  set: SelectionSetNode,
  scope: Scope,
  merged: Map<string, { readonly node: FieldNode; readonly sets: SelectionSetNode[] }>,
  /** Fragments already collected for this object: a second time they add nothing but work. */
  spread: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!isIncluded(selection.directives ?? [], scope.values)) continue;
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      const fragment = scope.fragments.get(name);
      if (fragment === undefined || spread.has(name)) continue;
      spread.add(name);
      collect(fragment.selectionSet, scope, merged, spread);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, scope, merged, spread);
    } else {
      const name = responseNameOf(selection);
      const known = merged.get(name) ?? { node: selection, sets: [] };
      if (selection.selectionSet !== undefined) known.sets.push(selection.selectionSet);
      merged.set(name, known);
    }
  }
}

/** What a field is called in the answer. */
export function responseNameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function isIncluded(
  directives: readonly DirectiveNode[],
  values: ReadonlyMap<string, ParameterValue>,
): boolean {
  return directives.every((directive) => {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include')
      throw auditInvalid('operation', `\`@${name}\` has no meaning in an audit`, positionOf(directive));
    const condition = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const value =
      condition?.kind === Kind.VARIABLE
        ? values.get(condition.name.value)
        : condition?.kind === Kind.BOOLEAN && condition.value;
    if (typeof value !== 'boolean')
      throw auditInvalid(
        'operation',
        `the condition of \`@${name}\` must be a constant or a parameter`,
        positionOf(directive),
      );
    return value === (name === 'include');
  });
}
