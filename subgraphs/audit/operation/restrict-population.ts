import {
  isInputObjectType,
  Kind,
  parse,
  print,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type ObjectFieldNode,
  type OperationDefinitionNode,
} from 'graphql';
import { auditInvalid } from '../definition/audit-invalid.ts';
import type { GraphCatalogue } from './graph-catalogue.ts';
import type { SavedOperation } from './saved-operation.ts';

/** The variable that takes the keys of the cases; no parameter can be called so. */
export const CASE_KEYS_VARIABLE = '_caseKeys';

/**
 * The operation over some cases only: its population is filtered by the key of its type, beside whatever the author
 * filters by. Answered as text that takes the keys as `$_caseKeys`.
 * @throws SluiceError AUDIT_INVALID where the population can not be filtered so, or the author filters by the key already
 */
export function restrictPopulation(operation: SavedOperation, graph: GraphCatalogue): string {
  const document = parse(operation.text, { noLocation: true });
  const [definition] = document.definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION)
    throw auditInvalid('operation', 'there is no operation');
  const [root] = definition.selectionSet.selections;
  if (root?.kind !== Kind.FIELD) throw auditInvalid('operation', 'select a population');
  const keyField = keyFilterOf(root, operation, graph);
  return print(withKeys(document, definition, root, keyField));
}

/** The field of the population's filter that is named like the key of its type and takes a list. */
function keyFilterOf(root: FieldNode, operation: SavedOperation, graph: GraphCatalogue): string {
  const field = graph.schema.getQueryType()?.getFields()[root.name.value];
  const filter = field?.args.find(({ name }) => name === 'filter')?.type;
  const key = graph.keyFieldOf(operation.node.typeName);
  const byKey = isInputObjectType(filter) && key !== null ? filter.getFields()[key] : undefined;
  if (key === null || String(byKey?.type) !== 'IdFilter')
    throw auditInvalid('operation', `\`${root.name.value}\` can not be asked for single cases`);
  return key;
}

function withKeys(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  root: FieldNode,
  keyField: string,
): DocumentNode {
  const keys = {
    kind: Kind.OBJECT_FIELD,
    name: { kind: Kind.NAME, value: keyField },
    value: {
      kind: Kind.OBJECT,
      fields: [
        {
          kind: Kind.OBJECT_FIELD,
          name: { kind: Kind.NAME, value: 'in' },
          value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: CASE_KEYS_VARIABLE } },
        },
      ],
    },
  } as const satisfies ObjectFieldNode;
  const given = root.arguments?.find(({ name }) => name.value === 'filter');
  if (given !== undefined && given.value.kind !== Kind.OBJECT)
    throw auditInvalid('operation', 'write the filter of the population out');
  const fields = given?.value.kind === Kind.OBJECT ? given.value.fields : [];
  if (fields.some(({ name }) => name.value === keyField))
    throw auditInvalid('operation', 'the population is filtered by its key already');
  const filter: ArgumentNode = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: 'filter' },
    value: { kind: Kind.OBJECT, fields: [...fields, keys] },
  };
  const others = (root.arguments ?? []).filter((argument) => argument !== given);
  const restricted: OperationDefinitionNode = {
    ...definition,
    variableDefinitions: [
      ...(definition.variableDefinitions ?? []),
      {
        kind: Kind.VARIABLE_DEFINITION,
        variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: CASE_KEYS_VARIABLE } },
        type: {
          kind: Kind.LIST_TYPE,
          type: {
            kind: Kind.NON_NULL_TYPE,
            type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'ID' } },
          },
        },
      },
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [{ ...root, arguments: [...others, filter] }] },
  };
  return { ...document, definitions: [restricted] };
}
