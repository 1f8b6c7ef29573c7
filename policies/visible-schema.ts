import {
  buildASTSchema,
  type DefinitionNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  OperationTypeNode,
  type TypeDefinitionNode,
  type TypeNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import { reachableTypes } from './reachable-types.ts';
import { type BindableNode, useBindingOf } from './use-binding.ts';
import type { DecisionTable, FieldCoordinate, Use } from './vocabulary.ts';

type Definitions = ReadonlyMap<string, TypeDefinitionNode>;

/**
 * The part of an API schema that some of these tables lets its subject see: fields that may be selected (mutations:
 * invoked) and what they tell of other fields too, arguments, input fields and enum values whose uses are permitted, and no type that is left empty or can
 * not be reached. An interface shows the fields that all of its visible types show. Introspection answers from it
 * and clients are generated from it; what it leaves out is refused all the same when asked for.
 *
 * Where nothing at all is visible, the schema has a `Query` without fields: it can be introspected, not queried.
 */
export function visibleSchema(schema: GraphQLSchema, tables: readonly DecisionTable[]): GraphQLSchema {
  const mutation = schema.getMutationType()?.name;
  const isPermitted = (coordinate: FieldCoordinate, use: Use) =>
    tables.some((table) => table.decide(coordinate, use).effect === 'permit');
  const pruner = new Pruner(
    schema,
    (type, field) =>
      isPermitted(`${type}.${field}` as FieldCoordinate, type === mutation ? 'invoke' : 'project'),
    (node) => {
      const binding = useBindingOf(schema, node);
      return !binding || binding.coordinates.some((coordinate) => isPermitted(coordinate, binding.use));
    },
  );
  return schemaOf(schema, pruner.untilStable());
}

/** Builds the schema again from the definitions that are left; roots that lost everything leave too. */
function schemaOf(schema: GraphQLSchema, definitions: Definitions): GraphQLSchema {
  const query = schema.getQueryType()?.name ?? 'Query';
  const roots = [OperationTypeNode.QUERY, OperationTypeNode.MUTATION].flatMap((operation) => {
    const name = schema.getRootType(operation)?.name;
    return name !== undefined && (name === query || definitions.has(name)) ? [{ operation, name }] : [];
  });
  const reachable = reachableTypes(
    definitions,
    roots.map(({ name }) => name),
  );
  const types = [...definitions.values()].filter(({ name }) => reachable.has(name.value));
  const empty: ObjectTypeDefinitionNode = {
    kind: Kind.OBJECT_TYPE_DEFINITION,
    name: nameNode(query),
    fields: [],
  };
  const document: readonly DefinitionNode[] = [
    {
      kind: Kind.SCHEMA_DEFINITION,
      operationTypes: roots.map(({ operation, name }) => ({
        kind: Kind.OPERATION_TYPE_DEFINITION,
        operation,
        type: { kind: Kind.NAMED_TYPE, name: nameNode(name) },
      })),
    },
    ...schema.getDirectives().flatMap(({ astNode }) => astNode ?? []),
    ...(definitions.has(query) ? types : [empty, ...types]),
  ];
  return buildASTSchema(
    { kind: Kind.DOCUMENT, definitions: document },
    definitions.has(query) ? {} : { assumeValid: true, assumeValidSDL: true },
  );
}

const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const;

/** Takes away, again and again, what may not be seen and what is of no use without it. */
class Pruner {
  private readonly definitions = new Map<string, TypeDefinitionNode>();
  private readonly isVisible: (type: string, field: string) => boolean;
  private readonly isUsable: (node: BindableNode) => boolean;

  constructor(
    schema: GraphQLSchema,
    isVisible: (type: string, field: string) => boolean,
    isUsable: (node: BindableNode) => boolean,
  ) {
    this.isVisible = isVisible;
    this.isUsable = isUsable;
    for (const type of Object.values(schema.getTypeMap()))
      if (type.astNode) this.definitions.set(type.name, type.astNode);
  }

  untilStable(): Definitions {
    for (let isChanged = true; isChanged;) {
      isChanged = false;
      for (const [name, definition] of this.definitions) {
        const pruned = this.prune(definition);
        if (pruned === definition) continue;
        isChanged = true;
        if (pruned) this.definitions.set(name, pruned);
        else this.definitions.delete(name);
      }
    }
    return this.definitions;
  }

  /** The definition without what must go: itself where nothing must, null where nothing is left. */
  private prune(definition: TypeDefinitionNode): TypeDefinitionNode | null {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
        return this.pruneObject(definition);
      case Kind.INTERFACE_TYPE_DEFINITION:
        return this.pruneInterface(definition);
      case Kind.UNION_TYPE_DEFINITION:
        return this.pruneUnion(definition);
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return this.pruneInput(definition);
      case Kind.ENUM_TYPE_DEFINITION:
        return this.pruneEnum(definition);
      case Kind.SCALAR_TYPE_DEFINITION:
        return definition;
    }
  }

  private pruneObject(definition: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode | null {
    const type = definition.name.value;
    const fields = mapKept(definition.fields ?? [], (field) =>
      this.isVisible(type, field.name.value) && this.isUsable(field) ? this.pruneField(field) : null,
    );
    const interfaces = mapKept(definition.interfaces ?? [], (node) => this.keep(node));
    return rebuilt(definition, fields, { fields, interfaces });
  }

  private pruneInterface(definition: InterfaceTypeDefinitionNode): InterfaceTypeDefinitionNode | null {
    const name = definition.name.value;
    const members = [...this.definitions.values()].filter(
      (each) =>
        each.kind === Kind.OBJECT_TYPE_DEFINITION &&
        each.interfaces?.some((parent) => parent.name.value === name),
    ) as readonly ObjectTypeDefinitionNode[];
    if (members.length === 0) return null;
    const fields = mapKept(definition.fields ?? [], (field) => {
      const isShared = members.every((member) =>
        member.fields?.some((own) => own.name.value === field.name.value),
      );
      return isShared ? this.pruneField(field) : null;
    });
    const interfaces = mapKept(definition.interfaces ?? [], (node) => this.keep(node));
    return rebuilt(definition, fields, { fields, interfaces });
  }

  private pruneUnion(definition: UnionTypeDefinitionNode): UnionTypeDefinitionNode | null {
    const types = mapKept(definition.types ?? [], (node) => this.keep(node));
    return rebuilt(definition, types, { types });
  }

  private pruneEnum(definition: EnumTypeDefinitionNode): EnumTypeDefinitionNode | null {
    const values = mapKept(definition.values ?? [], (value) => (this.isUsable(value) ? value : null));
    return rebuilt(definition, values, { values });
  }

  private pruneInput(definition: InputObjectTypeDefinitionNode): InputObjectTypeDefinitionNode | null {
    const fields = this.pruneInputs(definition.fields ?? []);
    return fields && rebuilt(definition, fields, { fields });
  }

  private pruneField(field: FieldDefinitionNode): FieldDefinitionNode | null {
    if (!this.definesTypeOf(field.type)) return null;
    const given = field.arguments ?? [];
    const kept = this.pruneInputs(given);
    return kept === null ? null : kept === given ? field : { ...field, arguments: kept };
  }

  /** Null where an input that must be given may not be used: what takes it can not be asked. */
  private pruneInputs(
    inputs: readonly InputValueDefinitionNode[],
  ): readonly InputValueDefinitionNode[] | null {
    const kept = mapKept(inputs, (input) =>
      this.isUsable(input) && this.definesTypeOf(input.type) ? input : null,
    );
    const isMissingNeeded = inputs.some(
      (input) => !kept.includes(input) && input.type.kind === Kind.NON_NULL_TYPE && !input.defaultValue,
    );
    return isMissingNeeded ? null : kept;
  }

  private keep(node: NamedTypeNode): NamedTypeNode | null {
    return this.definitions.has(node.name.value) ? node : null;
  }

  private definesTypeOf(type: TypeNode): boolean {
    const name = namedTypeOf(type);
    return BUILT_IN.has(name) || this.definitions.has(name);
  }
}

const BUILT_IN = new Set(['Int', 'Float', 'String', 'Boolean', 'ID']);

/** The name inside lists and non-null. */
function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

/** As map and filter in one; the very list where nothing changed, so that a change can be seen. */
function mapKept<T>(items: readonly T[], keep: (item: T) => T | null): readonly T[] {
  const kept = items.flatMap((item) => keep(item) ?? []);
  return kept.length === items.length && kept.every((item, index) => item === items[index]) ? items : kept;
}

/** The definition with these parts; itself where they are its own, null where its essential part is empty. */
function rebuilt<T extends TypeDefinitionNode>(
  definition: T,
  essential: readonly unknown[],
  parts: Partial<T>,
): T | null {
  if (essential.length === 0) return null;
  const isChanged = Object.entries(parts).some(([key, value]) => {
    const own: unknown = definition[key as keyof T];
    return own !== value && !(own === undefined && Array.isArray(value) && value.length === 0);
  });
  return isChanged ? { ...definition, ...parts } : definition;
}
