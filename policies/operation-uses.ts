import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { SluiceError } from '../errors/sluice-error.ts';
import { reportArgumentUses, type VariableScope } from './argument-uses.ts';
import { reportRepresentationUses } from './representation-uses.ts';
import { useBindingOf } from './use-binding.ts';
import type { FieldCoordinate, Use } from './vocabulary.ts';

/** One use of one field that an operation makes at one place. */
export interface OperationUse {
  /** The field whose value is touched. */
  readonly coordinate: FieldCoordinate;
  readonly use: Use;
  /** Response path (aliases; list indexes left out) of the selected field that makes this use. */
  readonly path: readonly string[];
  /**
   * The selected field on its concrete type, so on which type of an abstract position the use counts. Equal to
   * `coordinate` for a selection; the field that carries the argument for a filter, an ordering or a group.
   */
  readonly selected: FieldCoordinate;
}

export interface OperationToRead {
  /** A supergraph's API schema or a subgraph's own, with the directives in its AST. */
  readonly schema: GraphQLSchema;
  /** Valid against the schema. */
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  /**
   * As given by the caller, before or after coercion. Left out, the answer holds for all variables: every branch of
   * `@skip` and `@include` counts, and every use that some value of a variable's type could make.
   */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Every use of every field that an operation makes, in the order of the document, each once per place:
 * selections are `project` (on an abstract type: for every type that the position can have), fields of `Mutation`
 * are `invoke`, arguments, input fields, enum values and fields that tell of other fields (counts) are what their
 * `@use` says, and key or required fields in representations given to `_entities` are `join-key`. Introspection, `__typename` and `_service` use nothing.
 * @throws SluiceError OPERATION_NAME, OPERATION_INVALID, SUBSCRIPTION_UNSUPPORTED
 */
export function usesOfOperation(input: OperationToRead): readonly OperationUse[] {
  const operation = operationOf(input.document, input.operationName);
  if (operation.operation === OperationTypeNode.SUBSCRIPTION)
    throw new SluiceError('SUBSCRIPTION_UNSUPPORTED');
  const root = input.schema.getRootType(operation.operation);
  if (!root) throw new SluiceError('OPERATION_INVALID', { reason: `no ${operation.operation} is served` });
  const walk = new SelectionWalk(input, operation);
  walk.selections(operation.selectionSet, [root], []);
  return [...walk.uses.values()];
}

function operationOf(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const chosen = name === undefined ? operations : operations.filter((each) => each.name?.value === name);
  const [operation] = chosen;
  if (!operation || chosen.length > 1) throw new SluiceError('OPERATION_NAME');
  return operation;
}

class SelectionWalk {
  readonly uses = new Map<string, OperationUse>();
  private readonly schema: GraphQLSchema;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly scope: VariableScope;
  private readonly projection: Use;
  /** Fragments already read at a place: reading them again adds nothing, and a document can repeat them 2^n times. */
  private readonly readFragments = new Set<string>();

  constructor({ schema, document, variables }: OperationToRead, operation: OperationDefinitionNode) {
    this.schema = schema;
    this.fragments = new Map(
      document.definitions
        .filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
    this.scope = {
      definitions: new Map(
        operation.variableDefinitions?.map((definition) => [definition.variable.name.value, definition]),
      ),
      values: variables,
    };
    this.projection = operation.operation === OperationTypeNode.MUTATION ? 'invoke' : 'project';
  }

  /** @param position the object types that the parent can have */
  selections(
    { selections }: SelectionSetNode,
    position: readonly GraphQLObjectType[],
    path: readonly string[],
  ): void {
    for (const selection of selections) {
      if (this.isLeftOut(selection.directives ?? [])) continue;
      switch (selection.kind) {
        case Kind.FIELD:
          this.field(selection, position, path);
          break;
        case Kind.INLINE_FRAGMENT:
          this.selections(
            selection.selectionSet,
            this.narrow(position, selection.typeCondition?.name.value),
            path,
          );
          break;
        case Kind.FRAGMENT_SPREAD:
          this.spread(selection.name.value, position, path);
          break;
      }
    }
  }

  private spread(name: string, position: readonly GraphQLObjectType[], path: readonly string[]): void {
    const fragment = this.fragments.get(name);
    if (!fragment) throw new SluiceError('OPERATION_INVALID', { fragment: name });
    const place = JSON.stringify([name, path, position.map((type) => type.name)]);
    if (this.readFragments.has(place)) return;
    this.readFragments.add(place);
    this.selections(fragment.selectionSet, this.narrow(position, fragment.typeCondition.name.value), path);
  }

  private field(
    node: FieldNode,
    position: readonly GraphQLObjectType[],
    parentPath: readonly string[],
  ): void {
    const name = node.name.value;
    if (name.startsWith('__') || position.length === 0) return;
    const path = [...parentPath, node.alias?.value ?? name];
    const isRoot = parentPath.length === 0;
    if (isRoot && name === '_service') return;
    const below = new Set<GraphQLObjectType>();
    for (const parent of position) {
      const field = parent.getFields()[name];
      if (!field) throw new SluiceError('OPERATION_INVALID', { field: `${parent.name}.${name}` });
      const selected = `${parent.name}.${name}` as FieldCoordinate;
      const report = (coordinate: FieldCoordinate, use: Use) => this.add({ coordinate, use, path, selected });
      if (isRoot && name === '_entities')
        reportRepresentationUses(this.schema, node, this.scope, (coordinate) =>
          report(coordinate, 'join-key'),
        );
      else this.ordinary(node, field, selected, isRoot ? this.projection : 'project', report);
      for (const type of this.possible(getNamedType(field.type))) below.add(type);
    }
    if (node.selectionSet) this.selections(node.selectionSet, [...below], path);
  }

  private ordinary(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    selected: FieldCoordinate,
    use: Use,
    report: (coordinate: FieldCoordinate, use: Use) => void,
  ): void {
    report(selected, use);
    const own = useBindingOf(this.schema, field.astNode);
    for (const coordinate of own?.coordinates ?? []) report(coordinate, own?.use ?? use);
    reportArgumentUses(this.schema, node, field.args, this.scope, (binding) => {
      for (const coordinate of binding.coordinates) report(coordinate, binding.use);
    });
  }

  private add(use: OperationUse): void {
    const key = JSON.stringify([use.path, use.coordinate, use.use, use.selected]);
    if (!this.uses.has(key)) this.uses.set(key, use);
  }

  private possible(type: GraphQLNamedType): readonly GraphQLObjectType[] {
    if (isObjectType(type)) return [type];
    return isAbstractType(type) ? this.schema.getPossibleTypes(type) : [];
  }

  private narrow(
    position: readonly GraphQLObjectType[],
    condition: string | undefined,
  ): readonly GraphQLObjectType[] {
    if (condition === undefined) return position;
    const type = this.schema.getType(condition);
    if (!type) throw new SluiceError('OPERATION_INVALID', { type: condition });
    const allowed = new Set(this.possible(type));
    return position.filter((each) => allowed.has(each));
  }

  /** Whether `@skip` or `@include` is known to leave the selection out; what is not known counts as asked. */
  private isLeftOut(directives: readonly DirectiveNode[]): boolean {
    return directives.some(({ name, arguments: given }) => {
      const outcome = name.value === 'skip' ? true : name.value === 'include' ? false : null;
      const condition = given?.find((argument) => argument.name.value === 'if')?.value;
      if (outcome === null || !condition) return false;
      if (condition.kind === Kind.BOOLEAN) return condition.value === outcome;
      return condition.kind === Kind.VARIABLE && this.booleanVariable(condition.name.value) === outcome;
    });
  }

  private booleanVariable(name: string): unknown {
    const { values, definitions } = this.scope;
    if (!values) return null;
    if (Object.hasOwn(values, name) && values[name] !== undefined) return values[name];
    const fallback = definitions.get(name)?.defaultValue;
    return fallback?.kind === Kind.BOOLEAN ? fallback.value : null;
  }
}
