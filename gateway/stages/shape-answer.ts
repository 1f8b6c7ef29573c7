import {
  type FieldNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { FieldCoordinate, Subject } from '../../policies/vocabulary.ts';
import { cursorScopeOf, isPaged } from '../cursors/cursor-scope.ts';
import type { CursorScope, CursorSeal } from '../cursors/cursor-seal.ts';
import { responseKeyOf } from '../operation/normal-form.ts';
import { deniedPlaces, placeOf } from './decide.ts';
import { internalKeyOf, PSEUDONYM_FIELDS } from './rewrite-selections.ts';
import type { DecidedOperation } from './stage-types.ts';

export interface AnswerShaping {
  readonly schema: GraphQLSchema;
  readonly decided: DecidedOperation;
  readonly subject: Subject;
  readonly cursors: CursorSeal;
  readonly conceal: (personKey: string) => string;
  /** The value of a field as the gateway's own masks leave it. */
  readonly maskOf: (coordinate: FieldCoordinate, value: unknown) => unknown;
  /** Called where a source answered with something that its schema does not allow. */
  readonly fault: (path: readonly (string | number)[]) => void;
}

/** All selections of one response key: they are asked of one object. */
type Same = [FieldNode, ...FieldNode[]];
type RawObject = Readonly<Record<string, unknown>>;

/** Where the walk is: the answer's path with list indexes, the decisions' path without, and the list paged through. */
interface Spot {
  readonly path: readonly (string | number)[];
  readonly place: readonly string[];
  readonly list: CursorScope | null;
}

/** The answer to a decided operation, shaped from raw data in the shape of the rewritten one. Null where nothing can be. */
export function shapeAnswer(raw: RawObject, shaping: AnswerShaping): RawObject | null {
  const { operation } = shaping.decided.read;
  const root = shaping.schema.getRootType(operation.operation);
  if (!root) return null;
  return new Shaper(shaping).object(raw, root, [operation.selectionSet], { path: [], place: [], list: null });
}

class Shaper {
  private readonly given: AnswerShaping;
  private readonly denied: ReturnType<typeof deniedPlaces>;

  constructor(given: AnswerShaping) {
    this.given = given;
    this.denied = deniedPlaces(given.decided.decisions);
  }

  /** Null only where a non-null field has no value; the schema has none that could be withheld. */
  object(
    raw: RawObject,
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    spot: Spot,
  ): RawObject | null {
    const answer: Record<string, unknown> = {};
    for (const [key, nodes] of this.collect(sets, type)) {
      const [node] = nodes;
      if (node.name.value === '__typename') {
        answer[key] = type.name;
        continue;
      }
      const field = type.getFields()[node.name.value];
      const value = field ? this.field(raw, type, nodes, spot) : null;
      if (value === null && field && isNonNullType(field.type)) return null;
      answer[key] = value;
    }
    return answer;
  }

  /** The fields asked of an object of this type, by response key in the order of their first mention. */
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
    const wanted = this.given.schema.getType(condition.name.value);
    return isAbstractType(wanted) && this.given.schema.isSubType(wanted, type);
  }

  private field(
    raw: RawObject,
    parent: GraphQLObjectType,
    nodes: Readonly<Same>,
    { path, place, list }: Spot,
  ): unknown {
    const [node] = nodes;
    const { decided, subject, conceal } = this.given;
    const key = responseKeyOf(node);
    const coordinate = `${parent.name}.${node.name.value}` as FieldCoordinate;
    const below: Spot = {
      path: [...path, key],
      place: [...place, key],
      list: isPaged(parent, node.name.value)
        ? cursorScopeOf({ node, parent, read: decided.read, subject })
        : list,
    };
    if (this.denied.has(placeOf(below.place, coordinate))) return null;
    const keyField = PSEUDONYM_FIELDS[coordinate];
    if (keyField !== undefined) {
      const personKey = raw[internalKeyOf(keyField)];
      return typeof personKey === 'string' ? conceal(personKey) : null;
    }
    const type = parent.getFields()[node.name.value]?.type;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return type ? this.complete(raw[key], type, { sets, coordinate, spot: below }) : null;
  }

  private complete(
    value: unknown,
    type: GraphQLOutputType,
    at: {
      readonly sets: readonly SelectionSetNode[];
      readonly coordinate: FieldCoordinate;
      readonly spot: Spot;
    },
  ): unknown {
    if (value === null || value === undefined) return null;
    if (isNonNullType(type)) return this.complete(value, type.ofType, at);
    if (isListType(type)) {
      if (!Array.isArray(value)) return this.wrong(at.spot);
      const items = value.map((item: unknown, index): unknown =>
        this.complete(item, type.ofType, { ...at, spot: { ...at.spot, path: [...at.spot.path, index] } }),
      );
      return isNonNullType(type.ofType) && items.includes(null) ? null : items;
    }
    if (isLeafType(type)) return this.leaf(value, type.name, at.coordinate, at.spot);
    const runtimeType = isObject(value) ? this.runtimeTypeOf(value, getNamedType(type).name) : null;
    if (!runtimeType) return this.wrong(at.spot);
    return this.object(value as RawObject, runtimeType, at.sets, at.spot);
  }

  private leaf(value: unknown, typeName: string, coordinate: FieldCoordinate, spot: Spot): unknown {
    const isPlain =
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isFinite(value));
    if (!isPlain) return this.wrong(spot);
    if (typeName === 'Cursor') {
      if (typeof value !== 'string' || !spot.list) return this.wrong(spot);
      return this.given.cursors.seal(value, spot.list);
    }
    const type = this.given.schema.getType(typeName);
    const masked = this.given.maskOf(coordinate, value);
    if (masked === value && isEnumType(type) && type.getValue(String(value)) === undefined)
      return this.wrong(spot);
    return masked ?? null;
  }

  private runtimeTypeOf(value: RawObject, declared: string): GraphQLObjectType | null {
    const { schema } = this.given;
    const type = schema.getType(declared);
    if (isObjectType(type)) return type;
    const named = schema.getType(typeof value['__typename'] === 'string' ? value['__typename'] : '');
    return isAbstractType(type) && isObjectType(named) && schema.isSubType(type, named) ? named : null;
  }

  private wrong({ path }: Spot): null {
    this.given.fault(path);
    return null;
  }
}

function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
