import { type ConstDirectiveNode, type FieldNode, Kind, parse, print, visit } from 'graphql';

/**
 * Refuses a supergraph in which two `@requires` of a type read one field with different arguments. Both planners then
 * give both the same value, a wrong answer without an error: Apollo's (2.14.4) fetches the field once, the native one
 * (0.0.38) fetches both and tells the subgraph one of them twice.
 * @throws Error naming the field
 */
export function assertRequiresAgree(supergraphSdl: string): void {
  const document = parse(supergraphSdl, { noLocation: true });
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const argumentsOf = new Map<string, string>();
    for (const field of definition.fields ?? [])
      for (const directive of field.directives ?? [])
        for (const { path, text } of requiredFields(directive)) {
          const known = argumentsOf.get(path);
          if (known !== undefined && known !== text)
            throw new Error(`\`${definition.name.value}.${path}\` is required with different arguments`);
          argumentsOf.set(path, text);
        }
  }
}

function requiredFields(
  directive: ConstDirectiveNode,
): readonly { readonly path: string; readonly text: string }[] {
  if (directive.name.value !== 'join__field') return [];
  const requires = directive.arguments?.find(({ name }) => name.value === 'requires')?.value;
  if (requires?.kind !== Kind.STRING) return [];
  const found: { path: string; text: string }[] = [];
  const path: string[] = [];
  visit(parse(`{${requires.value}}`, { noLocation: true }), {
    Field: {
      enter(node: FieldNode) {
        path.push(node.name.value);
        found.push({ path: path.join('.'), text: (node.arguments ?? []).map(print).sort().join() });
      },
      leave() {
        path.pop();
      },
    },
  });
  return found;
}
