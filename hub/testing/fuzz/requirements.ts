import { Kind, parse, type SelectionSetNode } from 'graphql';
import { directiveArguments } from '../../../policies/use-binding.ts';
import type { FieldCoordinate } from '../../../policies/vocabulary.ts';

/** Computed field → the fields of the same entity that a plan reads for it, as the supergraph's `@join__field` says. */
export function requirementsOf(
  supergraphSdl: string,
): ReadonlyMap<FieldCoordinate, readonly FieldCoordinate[]> {
  const found = new Map<FieldCoordinate, readonly FieldCoordinate[]>();
  for (const definition of parse(supergraphSdl).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const type = definition.name.value;
    for (const field of definition.fields ?? []) {
      const required = (field.directives ?? [])
        .filter(({ name }) => name.value === 'join__field')
        .map((directive) => directiveArguments(directive)['requires'])
        .filter((requires) => typeof requires === 'string');
      if (required.length === 0) continue;
      const inputs = required.flatMap((text) => fieldsAt(selectionOf(text)).map((name) => `${type}.${name}`));
      found.set(`${type}.${field.name.value}` as FieldCoordinate, inputs as FieldCoordinate[]);
    }
  }
  return found;
}

function selectionOf(text: string): SelectionSetNode | null {
  const [definition] = parse(`{${text}}`).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : null;
}

function fieldsAt(selections: SelectionSetNode | null): readonly string[] {
  return (selections?.selections ?? []).flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  );
}
