import { Kind, type TypeDefinitionNode, visit } from 'graphql';

/** The names of the types that a caller can come to from these roots, arguments and interface members included. */
export function reachableTypes(
  definitions: ReadonlyMap<string, TypeDefinitionNode>,
  roots: readonly string[],
): ReadonlySet<string> {
  const implementers = implementersOf(definitions);
  const reached = new Set<string>();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = definitions.get(name);
    if (!definition || reached.has(name)) continue;
    reached.add(name);
    open.push(...namesIn(definition), ...(implementers.get(name) ?? []));
  }
  return reached;
}

function namesIn(definition: TypeDefinitionNode): readonly string[] {
  const names: string[] = [];
  visit(definition, { NamedType: (node) => void names.push(node.name.value) });
  return names;
}

function implementersOf(
  definitions: ReadonlyMap<string, TypeDefinitionNode>,
): ReadonlyMap<string, readonly string[]> {
  const implementers = new Map<string, string[]>();
  for (const { name, kind, ...rest } of definitions.values()) {
    if (kind !== Kind.OBJECT_TYPE_DEFINITION || !('interfaces' in rest)) continue;
    for (const parent of rest.interfaces ?? [])
      implementers.set(parent.name.value, [...(implementers.get(parent.name.value) ?? []), name.value]);
  }
  return implementers;
}
