import {
  GraphQLError,
  isListType,
  isNullableType,
  isObjectType,
  isLeafType,
  Kind,
  OperationTypeNode,
  parse,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { SluiceError } from '../../../errors/sluice-error.ts';
import type { ParameterDefinition, ParameterValue } from '../definition/audit-definition.ts';
import { auditInvalid, positionOf } from '../definition/audit-invalid.ts';
import { checkResponseNames } from './check-response-names.ts';
import { checkOperationSize, MAX_OPERATION_LENGTH } from './check-operation-size.ts';
import type { GraphCatalogue } from './graph-catalogue.ts';
import { resolveSelections, responseNameOf, type ResolvedField } from './resolve-selections.ts';

/**
 * A saved operation in the checked subset: one population connection, paged by `$first` and `$after`; below it only
 * whole objects and complete lists. So it can be asked page by page, and later set by set, with one meaning.
 */
export interface SavedOperation {
  readonly name: string;
  /** The text that is sent: fragments inlined, @skip and @include resolved. */
  readonly text: string;
  /** The response name of the population connection. */
  readonly population: string;
  /** One object of the population, with everything selected below it. */
  readonly node: SelectedObject;
}

/** What an operation selects of one object. */
export interface SelectedObject {
  readonly typeName: string;
  /** By response name: aliases are the names that rules see. */
  readonly fields: ReadonlyMap<string, SelectedField>;
}

export type SelectedField =
  | { readonly kind: 'leaf'; readonly fieldName: string; readonly typeName: string }
  | { readonly kind: 'object'; readonly fieldName: string; readonly object: SelectedObject }
  | { readonly kind: 'list'; readonly fieldName: string; readonly object: SelectedObject };

const PAGING_ARGUMENTS = new Set(['first', 'after', 'last', 'before']);
const PAGING_VARIABLES: Readonly<Record<string, string>> = { first: 'Int', after: 'Cursor' };

/**
 * Checks an operation against the subset and resolves it for the given values of its parameters.
 * @throws SluiceError AUDIT_INVALID with the reason and the position in the operation's text
 */
export function readSavedOperation(
  text: string,
  parameters: readonly ParameterDefinition[],
  values: ReadonlyMap<string, ParameterValue>,
  graph: GraphCatalogue,
): SavedOperation {
  const document = parseOperation(text);
  checkOperationSize(document);
  validateOperation(document, graph);
  const operation = onlyQuery(document);
  checkVariables(operation, parameters);
  const [root, ...others] = resolveSelections(document, operation, values);
  if (root === undefined || others.length > 0)
    throw refusal(operation, 'select exactly one population: one field at the root');
  const queryType = graph.schema.getQueryType();
  if (!queryType) throw refusal(operation, 'the graph has no queries');
  const connection = connectionOf(queryType, root);
  const node = populationNode(connection, root);
  checkResponseNames([root]);
  return {
    name: operation.name?.value ?? '',
    text: print(withSelections(operation, root)),
    population: responseName(root),
    node,
  };
}

function parseOperation(text: string): DocumentNode {
  if (text.length > MAX_OPERATION_LENGTH)
    throw auditInvalid('operation', `the text is longer than ${MAX_OPERATION_LENGTH} characters`);
  try {
    return parse(text, { maxTokens: 5_000 });
  } catch (error) {
    if (error instanceof GraphQLError) throw fromGraphQL('does not parse', error);
    throw error;
  }
}

function validateOperation(document: DocumentNode, graph: GraphCatalogue): void {
  // Suggestions would tell of fields that the author may not see.
  const [error] = validate(graph.schema, document, undefined, { maxErrors: 1, hideSuggestions: true });
  if (error !== undefined) throw fromGraphQL('is not valid against the graph', error);
  const typeInfo = new TypeInfo(graph.schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      InlineFragment: (node) => {
        const named = node.typeCondition?.name.value;
        const parent = typeInfo.getParentType()?.name;
        if (named !== undefined && named !== parent)
          throw refusal(node, 'a fragment must be on the type it stands in');
      },
      FragmentDefinition: (node) => {
        if (!isObjectType(graph.schema.getType(node.typeCondition.name.value)))
          throw refusal(node, 'a fragment must be on an object type');
      },
    }),
  );
}

function onlyQuery(document: DocumentNode): OperationDefinitionNode {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation, another] = operations;
  if (operation === undefined) throw auditInvalid('operation', 'there is no operation');
  if (another !== undefined) throw refusal(another, 'save one operation at a time');
  if (operation.operation !== OperationTypeNode.QUERY) throw refusal(operation, 'only a query can be saved');
  if (operation.name === undefined) throw refusal(operation, 'name the operation');
  const [directive] = operation.directives ?? [];
  if (directive !== undefined) throw refusal(directive, 'an operation takes no directives');
  return operation;
}

function checkVariables(
  operation: OperationDefinitionNode,
  parameters: readonly ParameterDefinition[],
): void {
  const declared = new Map(parameters.map(({ name, type }) => [name, type]));
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = print(definition.type);
    if (definition.defaultValue !== undefined)
      throw refusal(definition, 'defaults belong to the parameters, not to the variables');
    const expected = PAGING_VARIABLES[name] ?? declared.get(name);
    if (expected === undefined) throw refusal(definition, `\`$${name}\` is not a parameter of the audit`);
    if (type !== expected && type !== `${expected}!`)
      throw refusal(definition, `\`$${name}\` must have the type \`${expected}\``);
  }
}

function connectionOf(queryType: GraphQLObjectType, root: ResolvedField): GraphQLObjectType {
  const type = queryType.getFields()[root.node.name.value]?.type;
  if (!isObjectType(type) || !isConnection(type))
    throw refusal(root.node, 'the population must be a connection');
  for (const [argument, variable] of [
    ['first', 'first'],
    ['after', 'after'],
  ] as const) {
    const value = root.node.arguments?.find((given) => given.name.value === argument)?.value;
    if (value?.kind !== Kind.VARIABLE || value.name.value !== variable)
      throw refusal(root.node, `page the population with \`${argument}: $${variable}\``);
  }
  return type;
}

function populationNode(connection: GraphQLObjectType, root: ResolvedField): SelectedObject {
  for (const field of root.fields) {
    const name = responseName(field);
    if (name !== field.node.name.value || (name !== 'nodes' && name !== 'pageInfo'))
      throw refusal(field.node, 'of a population select `nodes` and `pageInfo`, nothing else');
  }
  const pageInfo = root.fields.find((field) => field.node.name.value === 'pageInfo');
  for (const name of ['hasNextPage', 'endCursor']) {
    if (!pageInfo?.fields.some((field) => responseName(field) === name && field.node.name.value === name))
      throw refusal(root.node, `select \`pageInfo { hasNextPage endCursor }\``);
  }
  const nodes = root.fields.find((field) => field.node.name.value === 'nodes');
  if (nodes === undefined) throw refusal(root.node, 'select the `nodes` of the population');
  const selected = selectedField(connection, nodes);
  if (selected.kind !== 'list') throw refusal(nodes.node, '`nodes` must be a list');
  return selected.object;
}

function selectedField(parent: GraphQLObjectType, field: ResolvedField): SelectedField {
  const fieldName = field.node.name.value;
  const type = parent.getFields()[fieldName]?.type;
  if (type === undefined || !isNullableType(type))
    throw refusal(field.node, `\`${fieldName}\` can not be withheld, so it can not be audited`);
  if (field.depth > 1) checkPagingBelow(field.node, type);
  if (isLeafType(type)) return { kind: 'leaf', fieldName, typeName: type.name };
  if (isObjectType(type)) return { kind: 'object', fieldName, object: selectedObject(type, field) };
  if (isListType(type)) {
    const item: unknown = type.ofType;
    if (isObjectType(item)) return { kind: 'list', fieldName, object: selectedObject(item, field) };
    throw refusal(field.node, `\`${fieldName}\` is not a list of objects of one type`);
  }
  throw refusal(field.node, `\`${fieldName}\` can be of several types; rules need one`);
}

function selectedObject(type: GraphQLObjectType, field: ResolvedField): SelectedObject {
  const fields = new Map<string, SelectedField>();
  for (const child of field.fields) {
    if (child.node.name.value.startsWith('__'))
      throw refusal(child.node, 'introspection is no evidence; leave it out');
    fields.set(responseName(child), selectedField(type, child));
  }
  return { typeName: type.name, fields };
}

function checkPagingBelow(node: FieldNode, type: GraphQLOutputType): void {
  if (isObjectType(type) && isConnection(type))
    throw refusal(node, 'only the population is paged; below it take complete lists');
  const paging = node.arguments?.find((argument) => PAGING_ARGUMENTS.has(argument.name.value));
  if (paging !== undefined)
    throw refusal(paging, 'only the population is paged; below it take complete lists');
}

function isConnection(type: GraphQLObjectType): boolean {
  const fields = type.getFields();
  return fields['nodes'] !== undefined && fields['pageInfo'] !== undefined;
}

function withSelections(operation: OperationDefinitionNode, root: ResolvedField): OperationDefinitionNode {
  const set = (fields: readonly ResolvedField[]): SelectionSetNode => ({
    kind: Kind.SELECTION_SET,
    selections: fields.map(toNode),
  });
  const toNode = (field: ResolvedField): FieldNode => {
    const { selectionSet, ...rest } = field.node;
    return { ...rest, directives: [], ...(selectionSet ? { selectionSet: set(field.fields) } : {}) };
  };
  const selectionSet = set([root]);
  const used = new Set<string>();
  visit(selectionSet, { Variable: (node) => void used.add(node.name.value) });
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return { ...operation, variableDefinitions, selectionSet };
}

function responseName({ node }: ResolvedField): string {
  return responseNameOf(node);
}

function refusal(node: Parameters<typeof positionOf>[0], reason: string): SluiceError {
  return auditInvalid('operation', reason, positionOf(node));
}

function fromGraphQL(what: string, error: GraphQLError): SluiceError {
  return auditInvalid('operation', `${what}: ${error.message}`, error.locations?.[0] ?? null);
}
