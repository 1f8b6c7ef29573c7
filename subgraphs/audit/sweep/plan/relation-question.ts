import { Kind, parse, print, visit, type FieldNode, type OperationDefinitionNode } from 'graphql';
import type { SavedOperation, SelectedObject } from '../../operation/saved-operation.ts';
import { selectionOf } from './place-builder.ts';
import type { SweepRelation } from './sweep-plan.ts';

/** The text of one relation's question, and which variables of the run it takes. */
export interface QuestionText {
  readonly text: string;
  readonly variables: readonly string[];
}

const PAGING = new Set(['first', 'after', 'orderBy']);

/** The operation cut down to the one way from its root to the records of a relation, and to the columns asked. */
export function questionTextOf(operation: SavedOperation, relation: SweepRelation): QuestionText {
  const { definition, root } = rootOf(operation);
  const given = (root.arguments ?? []).filter(({ name }) => !PAGING.has(name.value));
  const variables = new Set<string>();
  for (const argument of given) visit(argument, { Variable: ({ name }) => void variables.add(name.value) });
  const declared = (definition.variableDefinitions ?? []).filter(({ variable }) =>
    variables.has(variable.name.value),
  );
  const leaves = relation.columns.map(({ selection }) => selection).join(' ');
  const below = wayDown(operation.node, relation.path).reduceRight(
    (inner, step) => `${step} { ${inner} }`,
    leaves,
  );
  const head = declared.length === 0 ? '' : `(${declared.map(print).join(', ')})`;
  const narrowed = given.length === 0 ? '' : `(${given.map(print).join(', ')})`;
  const field = selectionOf(root.alias?.value ?? root.name.value, root.name.value);
  return {
    text: `query ${operation.name}${head} { ${field}${narrowed} { nodes { ${below} } } }`,
    variables: [...variables],
  };
}

/** The field at the root of a checked operation. */
export function rootOf(operation: SavedOperation): {
  readonly definition: OperationDefinitionNode;
  readonly root: FieldNode;
} {
  const [definition] = parse(operation.text, { noLocation: true }).definitions;
  if (definition?.kind === Kind.OPERATION_DEFINITION) {
    const [root] = definition.selectionSet.selections;
    if (root?.kind === Kind.FIELD) return { definition, root };
  }
  throw new Error('a checked operation has one field at its root');
}

function wayDown(node: SelectedObject, path: readonly string[]): readonly string[] {
  let object = node;
  return path.map((name) => {
    const field = object.fields.get(name);
    if (field === undefined || field.kind === 'leaf') throw new Error(`\`${name}\` leads nowhere`);
    object = field.object;
    return selectionOf(name, field.fieldName);
  });
}
