import {
  type FieldNode,
  getNamedType,
  type GraphQLEnumType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { isPaged } from '../cursors/cursor-scope.ts';
import { responseKeyOf } from '../operation/normal-form.ts';
import { deniedPlaces, placeOf } from './decide.ts';
import { internalKeyOf, PSEUDONYM_FIELDS } from './rewrite-selections.ts';
import type { DecidedOperation, FieldDecision } from './stage-types.ts';

/** One field of an object as it is answered: everything about it that no value changes. */
export interface FormField {
  readonly key: string;
  readonly node: FieldNode;
  readonly parent: GraphQLObjectType;
  readonly coordinate: FieldCoordinate;
  /** What its value is: its type's name, null because it is denied, a pseudonym made from a key, or what came back. */
  readonly kind: 'typename' | 'nothing' | 'pseudonym' | 'value';
  /** Under which key of the raw object the value stands. */
  readonly from: string;
  readonly type: GraphQLOutputType | null;
  readonly isRequired: boolean;
  readonly isPaged: boolean;
  /** The named type of its leaves. */
  readonly leaf: string;
  readonly enumType: GraphQLEnumType | null;
  /** Of the objects below it. */
  readonly below: ObjectForm;
}

/** All selections of one response key: they are asked of one object. */
type Same = [FieldNode, ...FieldNode[]];

interface Context {
  readonly schema: GraphQLSchema;
  readonly decisions: readonly FieldDecision[];
}

/** The form of the objects at one place of the answer, found once for each type that they have. */
export class ObjectForm {
  private readonly context: Context;
  private readonly sets: readonly SelectionSetNode[];
  private readonly place: readonly string[];
  private readonly byType = new Map<GraphQLObjectType, readonly FormField[]>();

  constructor(context: Context, sets: readonly SelectionSetNode[], place: readonly string[]) {
    this.context = context;
    this.sets = sets;
    this.place = place;
  }

  /** The fields of an object of this type, in the order of their first mention. */
  fieldsOf(type: GraphQLObjectType): readonly FormField[] {
    let fields = this.byType.get(type);
    if (!fields) {
      fields = [...this.collect(this.sets, type)].map(([key, nodes]) => this.field(key, nodes, type));
      this.byType.set(type, fields);
    }
    return fields;
  }

  private field(key: string, nodes: Readonly<Same>, parent: GraphQLObjectType): FormField {
    const { decisions } = this.context;
    const [node] = nodes;
    const name = node.name.value;
    const place = [...this.place, key];
    const coordinate = `${parent.name}.${name}` as FieldCoordinate;
    const type = parent.getFields()[name]?.type ?? null;
    const leaf = type && getNamedType(type);
    const keyField = PSEUDONYM_FIELDS[coordinate];
    const isDenied = deniedPlaces(decisions).has(placeOf(place, coordinate));
    const shown = keyField === undefined ? 'value' : 'pseudonym';
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return {
      key,
      node,
      parent,
      coordinate,
      kind: name === '__typename' ? 'typename' : isDenied || !type ? 'nothing' : shown,
      from: keyField === undefined ? key : internalKeyOf(keyField),
      type,
      isRequired: isNonNullType(type),
      isPaged: isPaged(parent, name),
      leaf: leaf?.name ?? '',
      enumType: isEnumType(leaf) ? leaf : null,
      below: new ObjectForm(this.context, sets, place),
    };
  }

  /** The fields asked of an object of this type, by response key. */
  private collect(
    sets: readonly SelectionSetNode[],
    type: GraphQLObjectType,
    fields = new Map<string, Same>(),
  ): Map<string, Same> {
    for (const { selections } of sets)
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) {
          const key = responseKeyOf(selection);
          const nodes = fields.get(key);
          if (nodes) nodes.push(selection);
          else fields.set(key, [selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT && this.applies(selection.typeCondition, type))
          this.collect([selection.selectionSet], type, fields);
      }
    return fields;
  }

  private applies(
    condition: { readonly name: { readonly value: string } } | undefined,
    type: GraphQLObjectType,
  ) {
    if (!condition || condition.name.value === type.name) return true;
    const wanted = this.context.schema.getType(condition.name.value);
    return isAbstractType(wanted) && this.context.schema.isSubType(wanted, type);
  }
}

/** INVARIANT: one list of decisions is of one operation's text over one graph (`KnownDecisions`), as the form is. */
const forms = new WeakMap<readonly FieldDecision[], ObjectForm>();

/** The form of the answer to a decided operation. */
export function answerFormOf(schema: GraphQLSchema, { read, decisions }: DecidedOperation): ObjectForm {
  let form = forms.get(decisions);
  if (!form) {
    form = new ObjectForm({ schema, decisions }, [read.operation.selectionSet], []);
    forms.set(decisions, form);
  }
  return form;
}
