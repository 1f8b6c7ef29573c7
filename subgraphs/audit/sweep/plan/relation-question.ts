import { Kind, parse, print, visit, type FieldNode, type OperationDefinitionNode } from 'graphql';
import type { SavedOperation, SelectedObject } from '../../operation/saved-operation.ts';
import type { SweepRelation } from './sweep-plan.ts';

/** The text of one relation's question, and which variables of the run it takes. */
export interface QuestionText {
  readonly text: string;
  readonly variables: readonly string[];
}

const PAGING = new Set(['first', 'after', 'orderBy']);

/**
 * The operation cut down to the one way from its root to the records of a relation, and to these fields of them, all by
 * the names of the graph. What narrows the population is said of the population alone: of all else the keys say it.
 */
export function questionTextOf(
  operation: SavedOperation,
  { path, keyedBy }: Pick<SweepRelation, 'path' | 'keyedBy'>,
  fields: readonly string[],
): QuestionText {
  const { definition, root, narrowed } = rootOf(operation);
  const variables = new Set<string>();
  if (keyedBy === null)
    for (const argument of narrowing(root))
      visit(argument, { Variable: ({ name }) => void variables.add(name.value) });
  const declared = (definition.variableDefinitions ?? []).filter(({ variable }) =>
    variables.has(variable.name.value),
  );
  const leaves = fields.map((field) => field.replace(/\.(.*)$/u, ' { $1 }')).join(' ');
  const below = wayDown(operation.node, path).reduceRight((inner, step) => `${step} { ${inner} }`, leaves);
  const head = declared.length === 0 ? '' : `(${declared.map(print).join(', ')})`;
  const population = `${root.name.value}${keyedBy === null ? narrowed : ''}`;
  return {
    text: `query ${operation.name}${head} { ${population} { nodes { ${below} } } }`,
    variables: [...variables],
  };
}

/** The field at the root of a checked operation, and the text of what narrows it. */
export function rootOf(operation: SavedOperation): {
  readonly definition: OperationDefinitionNode;
  readonly root: FieldNode;
  readonly narrowed: string;
} {
  const [definition] = parse(operation.text, { noLocation: true }).definitions;
  if (definition?.kind === Kind.OPERATION_DEFINITION) {
    const [root] = definition.selectionSet.selections;
    if (root?.kind === Kind.FIELD) {
      const given = narrowing(root).map(print);
      return { definition, root, narrowed: given.length === 0 ? '' : `(${given.join(', ')})` };
    }
  }
  throw new Error('a checked operation has one field at its root');
}

function narrowing({ arguments: given = [] }: FieldNode): NonNullable<FieldNode['arguments']> {
  return given.filter(({ name }) => !PAGING.has(name.value));
}

function wayDown(node: SelectedObject, path: readonly string[]): readonly string[] {
  let object = node;
  return path.map((name) => {
    const field = object.fields.get(name);
    if (field === undefined || field.kind === 'leaf') throw new Error(`\`${name}\` leads nowhere`);
    object = field.object;
    return field.fieldName;
  });
}
