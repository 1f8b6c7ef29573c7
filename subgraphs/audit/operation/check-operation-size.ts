import {
  Kind,
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { auditInvalid, positionOf } from '../definition/audit-invalid.ts';

export const MAX_OPERATION_LENGTH = 20_000;
const MAX_SELECTIONS = 1_000;
const MAX_DEPTH = 15;

interface Size {
  /** Fields with every fragment written out, as often as it is spread. */
  readonly selections: number;
  /** Fields one below the other. */
  readonly depth: number;
}

/**
 * Bounds what the validator and everything after it have to walk. Each fragment is measured once, so a short text that
 * stands for an exponentially large tree is refused in time proportional to the text.
 * @throws SluiceError AUDIT_INVALID
 */
export function checkOperationSize(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Size>();
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue;
    const { selections, depth } = sizeOf(definition.selectionSet, fragments, measured);
    if (selections > MAX_SELECTIONS) throw tooLarge(definition, `more than ${MAX_SELECTIONS} fields`);
    if (depth > MAX_DEPTH) throw tooLarge(definition, `fields more than ${MAX_DEPTH} deep`);
  }
}

function sizeOf(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  measured: Map<string, Size>,
): Size {
  let selections = 0;
  let depth = 0;
  for (const selection of set.selections) {
    let below: Size = { selections: 0, depth: 0 };
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      below = sizeOfFragment(selection.name.value, fragments, measured);
    else if (selection.selectionSet !== undefined)
      below = sizeOf(selection.selectionSet, fragments, measured);
    const own = selection.kind === Kind.FIELD ? 1 : 0;
    selections += own + below.selections;
    depth = Math.max(depth, own + below.depth);
  }
  return { selections, depth };
}

function sizeOfFragment(
  name: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  measured: Map<string, Size>,
): Size {
  const known = measured.get(name);
  if (known !== undefined) return known;
  const fragment = fragments.get(name);
  // A fragment that spreads itself counts as nothing there; the validator refuses it, as it does an unknown one.
  measured.set(name, { selections: 0, depth: 0 });
  if (fragment === undefined) return { selections: 0, depth: 0 };
  const size = sizeOf(fragment.selectionSet, fragments, measured);
  measured.set(name, size);
  return size;
}

function tooLarge(node: ASTNode, what: string): Error {
  return auditInvalid('operation', `the operation has ${what}, fragments written out`, positionOf(node));
}
