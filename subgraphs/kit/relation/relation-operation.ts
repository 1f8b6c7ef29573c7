import { coerceInputValue, type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { RelationRead } from '../../../policies/relation-wire.ts';
import { fieldsOfCondition } from './relation-condition.ts';

/** The operation that would ask for the same, record by record. */
export interface RelationOperation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * A read of a relation as the operation of the graph that it stands for. What it touches is then what the operation
 * touches, and whether a grant covers it is told by the one function that tells it of operations.
 * @throws SluiceError OPERATION_INVALID for what the schema does not have; VARIABLES_INVALID for a filter that is none
 */
export function relationOperation(schema: GraphQLSchema, read: RelationRead): RelationOperation {
  const selection = `... on ${read.type} { ${selectionsOf(read).join(' ')} }`;
  const { text, variables } =
    read.through.kind === 'root'
      ? rootOperation(schema, read, read.through.field, selection)
      : entityOperation(read.through, selection);
  const document = parse(text, { noLocation: true });
  if (validate(schema, document).length > 0) throw new SluiceError('OPERATION_INVALID');
  return { text, document, variables };
}

/** Everything of a record that is shown, or that decides whether it is. */
function selectionsOf({ columns, where, having }: RelationRead): readonly string[] {
  const fields = new Set([
    '__typename',
    ...columns,
    ...(where ? fieldsOfCondition(where) : []),
    ...(having?.field ? [having.field] : []),
  ]);
  return [...fields].map((each) => {
    const [field = '', key] = each.split('.');
    return key === undefined ? field : `${field} { ${key} }`;
  });
}

type Bare = Pick<RelationOperation, 'text' | 'variables'>;

function rootOperation(
  schema: GraphQLSchema,
  { filter }: RelationRead,
  field: string,
  selection: string,
): Bare {
  if (filter === null) return { text: `{ ${field} { nodes { ${selection} } } }`, variables: {} };
  const root = schema.getQueryType()?.getFields()[field];
  const argument = root?.args.find(({ name }) => name === 'filter');
  if (!argument) throw new SluiceError('OPERATION_INVALID');
  const coerced: unknown = coerceInputValue(filter, argument.type, (_path, _value, error) => {
    throw new SluiceError('VARIABLES_INVALID', { argument: 'filter' }, { cause: error });
  });
  return {
    text: `query ($filter: ${String(argument.type)}) { ${field}(filter: $filter) { nodes { ${selection} } } }`,
    variables: { filter: coerced },
  };
}

function entityOperation(
  { type, keyField, field }: Extract<RelationRead['through'], { kind: 'parent' }>,
  selection: string,
): Bare {
  const below = field === null ? selection : `... on ${type} { ${field} { ${selection} } }`;
  return {
    text: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${below} } }`,
    // What the keys are makes no difference to what is used.
    variables: { representations: [{ __typename: type, [keyField]: '' }] },
  };
}
