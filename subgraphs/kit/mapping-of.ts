import type { RecordField } from './record-columns.ts';
import type { FieldSource, QueryMapping, RowTypeMapping, StubTypeMapping } from './source-mapping.ts';

/**
 * A source mapping that fits one schema: every type, every field, every filter and every ordering is mapped, none that
 * the schema does not have, and an edge names a type that the field can hold. The fields of `SourceRecord` are left out:
 * the kit knows them. `Answered` are the types that only
 * fields of kind `work` answer with. `Parents` and `Roots` are the generated `ResolversParentTypes` and `QueryResolvers`. What is no
 * compile error here (do the columns exist?) a contract test says.
 */
export interface MappingOf<Parents, Roots, Answered extends string = never> {
  readonly types: {
    readonly [Name in Exclude<ObjectNames<Parents>, Answered>]: TypeMappingOf<Parents[Name]>;
  };
  readonly queries: {
    readonly [Name in keyof Required<Roots>]: QueryMappingOf<Parents, ArgumentsOf<Roots[Name]>>;
  };
}

/** Connections, their edges, `PageInfo`, statistics and conclusions are the kit's own work; the roots have a part of their own. */
type Carried =
  'PageInfo' | 'Conclusion' | 'Query' | 'Mutation' | `${string}${'Connection' | 'Edge' | 'Statistic'}`;

type ObjectNames<Parents> = Exclude<
  {
    // An interface that no type of the subgraph implements has `never` for a parent.
    [Name in keyof Parents]: [Parents[Name]] extends [never]
      ? never
      : '__typename' extends keyof Parents[Name]
        ? Exclude<Parents[Name]['__typename'], undefined> extends Name
          ? Name
          : never
        : never;
  }[keyof Parents] &
    string,
  Carried
>;

type TypeMappingOf<Shape> =
  | (Omit<RowTypeMapping, 'fields'> & { readonly fields: FieldsOf<Whole<Shape>> })
  | (Omit<StubTypeMapping, 'fields' | 'keyFields'> & {
      readonly keyFields: readonly KeyFields<Shape>[];
      /** Key fields are echoed, so a stub maps only what it hangs on the entity. */
      readonly fields: Omit<FieldsOf<Whole<Shape>>, KeyFields<Shape>>;
    });

/** The generated parent of an entity is its own shape or a reference to it; a reference always names its type. */
type Whole<Shape> = Shape extends { readonly __typename: string } ? never : Shape;

type KeyFields<Shape> = Shape extends { readonly __typename: string }
  ? Exclude<keyof Shape, '__typename'> & string
  : never;

type FieldsOf<Shape> = {
  readonly [Field in Exclude<keyof Shape, '__typename' | RecordField>]-?:
    SourceOf<NonNullable<Shape[Field]>> | Computed | Worked;
};

type Computed = Extract<FieldSource, { kind: 'computed' }>;

type Worked = Extract<FieldSource, { kind: 'work' }>;

type Concluded = Extract<FieldSource, { kind: 'exists' | 'derived' }>;

type SourceOf<Value> = [Value] extends [readonly (infer Item)[]]
  ? ManyOf<NameOf<NonNullable<Item>>>
  : '__typename' extends keyof Value
    ? NameOf<Value> extends 'Conclusion'
      ? Concluded
      : OneOf<NameOf<Value>>
    : Extract<FieldSource, { kind: 'column' }>;

type NameOf<Value> = Value extends { readonly __typename?: infer Name }
  ? Exclude<Name, undefined> & string
  : never;

type Joined<Name> = { readonly type: Name; readonly on: Readonly<Record<string, string>> };

type Keyed<Name> = { readonly type: Name; readonly key: Readonly<Record<string, string>> };

type ManyOf<Name> =
  | (Joined<Name> & { readonly kind: 'list' })
  | { readonly kind: 'lists'; readonly of: readonly Joined<Name>[] };

type OneOf<Name> =
  | (Keyed<Name> & { readonly kind: 'entity' })
  | (Joined<Name> & { readonly kind: 'one' })
  | {
      readonly kind: 'variant';
      readonly column: string;
      readonly cases: Readonly<Record<string, Keyed<Name>>>;
    };

type ArgumentsOf<Root> =
  NonNullable<Root> extends infer Resolve
    ? Resolve extends (parent: never, args: infer Arguments, context: never, info: never) => unknown
      ? Arguments
      : never
    : never;

type QueryMappingOf<Parents, Arguments> = Arguments extends {
  readonly by: readonly (infer Dimension extends string)[];
  readonly of?: infer Measures;
  readonly filter?: infer Filter;
}
  ? Omit<Extract<QueryMapping, { kind: 'statistics' }>, 'type' | 'dimensions' | 'measures' | 'filters'> & {
      readonly type: ObjectNames<Parents>;
      readonly dimensions: Readonly<Record<Dimension, string>>;
      readonly measures: Readonly<Record<MembersOf<NonNullable<Measures>>, string>>;
      readonly filters: { readonly [Name in keyof NonNullable<Filter>]-?: string };
    }
  : PageOrLookUpOf<Parents, Arguments>;

type MembersOf<List> = List extends readonly (infer Member extends string)[] ? Member : never;

type PageOrLookUpOf<Parents, Arguments> = Arguments extends {
  readonly filter?: infer Filter;
  readonly orderBy?: infer Order;
}
  ? Omit<Extract<QueryMapping, { kind: 'connection' }>, 'type' | 'filters' | 'orderings'> & {
      readonly type: ObjectNames<Parents>;
      readonly filters: { readonly [Name in keyof NonNullable<Filter>]-?: string };
      readonly orderings: Readonly<Record<OrderFields<NonNullable<Order>>, string>>;
    }
  : Omit<Extract<QueryMapping, { kind: 'one' }>, 'type' | 'by'> & {
      readonly type: ObjectNames<Parents>;
      readonly by: { readonly [Name in keyof Arguments]-?: string };
    };

type OrderFields<Order> = Order extends { readonly field: infer Field extends string } ? Field : never;
