import {
  buildASTSchema,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  isTypeDefinitionNode,
  Kind,
  parse,
  visit,
} from 'graphql';
import { noteProviders } from './field-providers.ts';
import { noteKeys } from './key-fields.ts';

/** Names that belong to federation's machinery and to nobody's data. */
const MACHINERY = /^(?:join__|link__|core__|federation__|link$|core$|composeDirective$)/u;

/**
 * The schema that callers see: the supergraph without federation's machinery. Our own directives stay in the AST, so
 * the catalogue and the bindings of uses can be read from it.
 * @throws Error where the text is no supergraph, hides elements with `@inaccessible` (what may be seen is said in
 * policies and nowhere else), or hands values on by `@fromContext` (nothing counts them as read).
 */
export function apiSchemaOf(supergraphSdl: string): GraphQLSchema {
  const document = parse(supergraphSdl);
  const schema = buildASTSchema(withoutMachinery(document));
  noteProviders(schema, document);
  noteKeys(schema, document);
  return schema;
}

function withoutMachinery(document: DocumentNode): DocumentNode {
  const kept = document.definitions.filter((definition) => !isMachinery(definition));
  return visit({ ...document, definitions: kept }, { Directive: { enter: strip } });
}

/** Null takes a directive out; undefined leaves it. */
function strip({ name: { value: name }, arguments: given = [] }: DirectiveNode): null | undefined {
  if (name === 'inaccessible') throw new Error('a supergraph with @inaccessible is not served');
  // INVARIANT: what a field reads is what plan and representations say. `@fromContext` hands it over as an argument.
  if (name === 'join__field' && given.some((argument) => argument.name.value === 'contextArguments'))
    throw new Error('a supergraph with @fromContext is not served');
  return MACHINERY.test(name) ? null : undefined;
}

function isMachinery(definition: DefinitionNode): boolean {
  return (
    (isTypeDefinitionNode(definition) || definition.kind === Kind.DIRECTIVE_DEFINITION) &&
    MACHINERY.test(definition.name.value)
  );
}
