import { type DocumentNode, Kind } from 'graphql';

/**
 * Fields that several agencies share and catalogue differently. This one is asked of the composed document, since no
 * schema can be built where a directive that may stand once stands twice.
 */
export function agenciesAgree(supergraph: DocumentNode): readonly string[] {
  return supergraph.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
      ? (definition.fields ?? [])
          .filter(
            ({ directives = [] }) => directives.filter(({ name }) => name.value === 'catalogue').length > 1,
          )
          .map(
            ({ name }) =>
              `the agencies that share ${definition.name.value}.${name.value} catalogue it differently`,
          )
      : [],
  );
}
