import { isObjectType, Kind, type ConstDirectiveNode, type GraphQLSchema } from 'graphql';
import { directiveArguments } from '../../../policies/use-binding.ts';

/** Who answers for what, as the supergraph's `join__` directives say: what a sweep needs to ask a field of its agency. */
export interface GraphProviders {
  /** The subgraphs that have the field's values; empty for a field that none resolves. */
  providersOf(typeName: string, fieldName: string): readonly string[];
  /** By which single field a subgraph finds objects of a type; null where by none, or only by several together. */
  keyFieldOf(typeName: string, subgraph: string): string | null;
  /** Why no column can stand for a field, in words for an author; null where one can. */
  problemOf(typeName: string, fieldName: string): string | null;
}

/** Reads them from a schema built of the supergraph, machinery included. */
export function readGraphProviders(schema: GraphQLSchema): GraphProviders {
  const names = subgraphNames(schema);
  const joins = (
    node: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined,
    name: string,
  ): readonly Readonly<Record<string, unknown>>[] =>
    (node?.directives ?? []).filter((each) => each.name.value === name).map(directiveArguments);
  const typeNode = (typeName: string) => {
    const type = schema.getType(typeName);
    return isObjectType(type) ? type : null;
  };
  const subgraph = (graph: unknown): string => names.get(String(graph)) ?? String(graph);
  return {
    providersOf: (typeName, fieldName) => {
      const type = typeNode(typeName);
      const field = type?.getFields()[fieldName];
      if (!type || !field) return [];
      const own = joins(field.astNode, 'join__field');
      const among = own.length === 0 ? joins(type.astNode, 'join__type') : own;
      return [
        ...new Set(among.filter((each) => each['external'] !== true).map((each) => subgraph(each['graph']))),
      ];
    },
    keyFieldOf: (typeName, name) => {
      const keys = joins(typeNode(typeName)?.astNode, 'join__type')
        .filter((each) => subgraph(each['graph']) === name && typeof each['key'] === 'string')
        .map((each) => String(each['key']).trim());
      return keys.find((key) => /^\w+$/u.test(key)) ?? null;
    },
    problemOf: (typeName, fieldName) => {
      const field = typeNode(typeName)?.getFields()[fieldName];
      if (!field) return 'the graph has no such field';
      if (field.args.length > 0) return 'it takes arguments';
      if (joins(field.astNode, 'join__field').some((each) => each['requires'] !== undefined))
        return 'it is computed from fields of another agency';
      if (field.astNode?.directives?.some(({ name }) => name.value === 'concludes'))
        return 'its agency concludes it, and keeps no column of it';
      return null;
    },
  };
}

/** The names that subgraphs go by, for the names that the machinery gives them. */
function subgraphNames(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const type = schema.getType('join__Graph')?.astNode;
  if (type?.kind !== Kind.ENUM_TYPE_DEFINITION) return new Map();
  return new Map(
    (type.values ?? []).map((value) => {
      const [graph] = (value.directives ?? []).filter(({ name }) => name.value === 'join__graph');
      const name = graph === undefined ? undefined : directiveArguments(graph)['name'];
      return [value.name.value, typeof name === 'string' ? name : value.name.value];
    }),
  );
}
