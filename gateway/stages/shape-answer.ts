import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { FieldCoordinate, Subject } from '../../policies/vocabulary.ts';
import { cursorScopeOf } from '../cursors/cursor-scope.ts';
import type { CursorScope, CursorSeal } from '../cursors/cursor-seal.ts';
import { answerFormOf, type FormField, type ObjectForm } from './answer-form.ts';
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

type RawObject = Readonly<Record<string, unknown>>;

/** The answer to a decided operation, shaped from raw data in the shape of the rewritten one. Null where nothing can be. */
export function shapeAnswer(raw: RawObject, shaping: AnswerShaping): RawObject | null {
  const { schema, decided } = shaping;
  const root = schema.getRootType(decided.read.operation.operation);
  return root ? new Shaper(shaping).object(raw, root, answerFormOf(schema, decided), null) : null;
}

class Shaper {
  private readonly given: AnswerShaping;
  /** Where the walk is. */
  private readonly path: (string | number)[] = [];

  constructor(given: AnswerShaping) {
    this.given = given;
  }

  /**
   * Null only where a non-null field has no value; the schema has none that could be withheld.
   * @param list the list that is paged through here
   */
  object(
    raw: RawObject,
    type: GraphQLObjectType,
    form: ObjectForm,
    list: CursorScope | null,
  ): RawObject | null {
    const answer: Record<string, unknown> = {};
    for (const field of form.fieldsOf(type)) {
      this.path.push(field.key);
      const value = this.field(raw, field, list);
      this.path.pop();
      if (value === null && field.isRequired) return null;
      answer[field.key] = value;
    }
    return answer;
  }

  private field(raw: RawObject, field: FormField, list: CursorScope | null): unknown {
    const { kind, node, parent, from, type } = field;
    const value = raw[from];
    switch (kind) {
      case 'typename':
        return parent.name;
      case 'nothing':
        return null;
      case 'pseudonym':
        return typeof value === 'string' ? this.given.conceal(value) : null;
      case 'value': {
        const { decided, subject } = this.given;
        const scope = field.isPaged ? cursorScopeOf({ node, parent, read: decided.read, subject }) : list;
        return type ? this.complete(value, type, field, scope) : null;
      }
    }
  }

  private complete(
    value: unknown,
    type: GraphQLOutputType,
    field: FormField,
    list: CursorScope | null,
  ): unknown {
    if (value === null || value === undefined) return null;
    if (isNonNullType(type)) return this.complete(value, type.ofType, field, list);
    if (isListType(type)) {
      if (!Array.isArray(value)) return this.wrong();
      const items = value.map((item: unknown, index) => {
        this.path.push(index);
        const completed = this.complete(item, type.ofType, field, list);
        this.path.pop();
        return completed;
      });
      return isNonNullType(type.ofType) && items.includes(null) ? null : items;
    }
    if (isLeafType(type)) return this.leaf(value, field, list);
    const runtimeType = isObject(value) ? this.runtimeTypeOf(value, getNamedType(type).name) : null;
    if (!runtimeType) return this.wrong();
    return this.object(value as RawObject, runtimeType, field.below, list);
  }

  private leaf(value: unknown, { leaf, enumType, coordinate }: FormField, list: CursorScope | null): unknown {
    const isPlain =
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isFinite(value));
    if (!isPlain) return this.wrong();
    if (leaf === 'Cursor') {
      if (typeof value !== 'string' || !list) return this.wrong();
      return this.given.cursors.seal(value, list);
    }
    const masked = this.given.maskOf(coordinate, value);
    if (masked === value && enumType && enumType.getValue(String(value)) === undefined) return this.wrong();
    return masked ?? null;
  }

  private runtimeTypeOf(value: RawObject, declared: string): GraphQLObjectType | null {
    const { schema } = this.given;
    const type = schema.getType(declared);
    if (isObjectType(type)) return type;
    const named = schema.getType(typeof value['__typename'] === 'string' ? value['__typename'] : '');
    return isAbstractType(type) && isObjectType(named) && schema.isSubType(type, named) ? named : null;
  }

  private wrong(): null {
    this.given.fault([...this.path]);
    return null;
  }
}

function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
