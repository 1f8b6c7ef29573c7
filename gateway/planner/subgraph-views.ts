import {
  buildASTSchema,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isTypeDefinitionNode,
  Kind,
  OperationTypeNode,
  parse,
  type TypeDefinitionNode,
} from 'graphql';

/**
 * Each subgraph's schema as the supergraph tells it: the types, fields and members that this subgraph has, with our
 * directives, and `_entities`. What a fetch uses is read against it, so that an interface means the types that this
 * agency knows and no others.
 * @throws Error where the text is no supergraph, or has interface objects (their fields would belong to types that
 * the subgraph does not know, and would go uncounted)
 */
export function subgraphViewsOf(supergraphSdl: string): ReadonlyMap<string, GraphQLSchema> {
  const document = parse(supergraphSdl, { noLocation: true });
  const graphs = document.definitions.find(
    (each): each is EnumTypeDefinitionNode =>
      each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === 'join__Graph',
  );
  if (!graphs?.values?.length) throw new Error('the supergraph names no subgraphs');
  return new Map(
    graphs.values.map((value) => {
      const name = argumentOf(directivesOf(value, 'join__graph')[0], 'name');
      return [name ?? value.name.value, viewOf(document, value.name.value)];
    }),
  );
}

const MACHINERY = /^(?:join__|link__|core__)/u;

function viewOf(document: DocumentNode, graph: string): GraphQLSchema {
  const definitions = document.definitions.flatMap((definition): readonly DefinitionNode[] => {
    if (definition.kind === Kind.SCHEMA_DEFINITION)
      return [
        {
          ...definition,
          directives: [],
          operationTypes: definition.operationTypes.filter(({ type }) =>
            has(document, type.name.value, graph),
          ),
        },
      ];
    if (!isTypeDefinitionNode(definition)) return [];
    if (MACHINERY.test(definition.name.value) || !isOf(definition, graph)) return [];
    return [narrowed(definition, graph)];
  });
  return buildASTSchema(
    { kind: Kind.DOCUMENT, definitions: withEntities(definitions, graph, document) },
    { assumeValidSDL: true },
  );
}

function isOf(type: TypeDefinitionNode, graph: string): boolean {
  const own = directivesOf(type, 'join__type').filter((each) => argumentOf(each, 'graph') === graph);
  if (own.some((each) => argumentOf(each, 'isInterfaceObject') === 'true'))
    throw new Error(`\`${type.name.value}\` is an interface object; these are not served`);
  return own.length > 0 || type.kind === Kind.SCALAR_TYPE_DEFINITION;
}

function has(document: DocumentNode, name: string, graph: string): boolean {
  return document.definitions.some(
    (each) => isTypeDefinitionNode(each) && each.name.value === name && isOf(each, graph),
  );
}

/** A type with only what the subgraph has of it. */
function narrowed(type: TypeDefinitionNode, graph: string): TypeDefinitionNode {
  const names = (directive: string, argument: string) =>
    new Set(
      directivesOf(type, directive)
        .filter((each) => argumentOf(each, 'graph') === graph)
        .map((each) => argumentOf(each, argument)),
    );
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const interfaces = names('join__implements', 'interface');
      const fields = type.fields?.filter((field) => isIn(field, 'join__field', graph)) ?? [];
      return {
        ...type,
        directives: ownDirectives(type, graph),
        interfaces: type.interfaces?.filter(({ name }) => interfaces.has(name.value)) ?? [],
        fields: fields.map((field) => ({ ...field, directives: ownDirectives(field, graph) })),
      };
    }
    case Kind.UNION_TYPE_DEFINITION: {
      const members = names('join__unionMember', 'member');
      return { ...type, types: type.types?.filter(({ name }) => members.has(name.value)) ?? [] };
    }
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...type, values: type.values?.filter((value) => isIn(value, 'join__enumValue', graph)) ?? [] };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...type, fields: type.fields?.filter((field) => isIn(field, 'join__field', graph)) ?? [] };
    case Kind.SCALAR_TYPE_DEFINITION:
      return type;
  }
}

/** An element without a directive of its own is wherever its type is. */
function isIn(node: Annotated, directive: string, graph: string): boolean {
  const own = directivesOf(node, directive);
  return own.length === 0 || own.some((each) => argumentOf(each, 'graph') === graph);
}

function withEntities(
  definitions: readonly DefinitionNode[],
  graph: string,
  document: DocumentNode,
): readonly DefinitionNode[] {
  const entities = definitions
    .filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION)
    .filter((type) =>
      directivesOf(type, 'join__type').some(
        (each) => argumentOf(each, 'graph') === graph && argumentOf(each, 'key') !== null,
      ),
    )
    .map(({ name }) => name.value);
  if (entities.length === 0) return definitions;
  const added = parse(
    `scalar _Any union _Entity = ${entities.join(' | ')}
     type Query { _entities(representations: [_Any!]!): [_Entity]! }`,
    { noLocation: true },
  ).definitions;
  const root = queryNameOf(document);
  const field = added.flatMap((each): readonly FieldDefinitionNode[] =>
    each.kind === Kind.OBJECT_TYPE_DEFINITION ? (each.fields ?? []) : [],
  );
  const known = definitions.map((each) =>
    each.kind === Kind.OBJECT_TYPE_DEFINITION && each.name.value === root
      ? { ...each, fields: [...(each.fields ?? []), ...field] }
      : each,
  );
  return [...known, ...added.filter((each) => each.kind !== Kind.OBJECT_TYPE_DEFINITION)];
}

function queryNameOf(document: DocumentNode): string {
  const schema = document.definitions.find((each) => each.kind === Kind.SCHEMA_DEFINITION);
  const query = schema?.operationTypes.find(({ operation }) => operation === OperationTypeNode.QUERY);
  return query?.type.name.value ?? 'Query';
}

/** Without what the supergraph says of the element in other subgraphs. */
function ownDirectives(node: Annotated, graph: string): readonly ConstDirectiveNode[] {
  return (node.directives ?? []).filter(
    (each) => !MACHINERY.test(each.name.value) || argumentOf(each, 'graph') === graph,
  );
}

interface Annotated {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

function directivesOf(node: Annotated, name: string): readonly ConstDirectiveNode[] {
  return (node.directives ?? []).filter((each) => each.name.value === name);
}

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): string | null {
  const value: ConstValueNode | undefined = directive?.arguments?.find(
    (each) => each.name.value === name,
  )?.value;
  if (!value || !('value' in value)) return null;
  return typeof value.value === 'string' ? value.value : String(value.value);
}
