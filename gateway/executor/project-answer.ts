import {
  getNamedType,
  getNullableType,
  type GraphQLOutputType,
  isAbstractType,
  isListType,
  isNonNullType,
} from 'graphql';
import type {
  CanonicalOperation,
  ShownCondition,
  ShownField,
  ShownSelection,
} from '../planner/canonical-document.ts';
import { CONCLUSION_TYPE } from '../../policies/conclusion.ts';
import type { PathError } from '../stages/stage-types.ts';
import {
  type AnswerList,
  type AnswerObject,
  type AnswerValue,
  emptyObject,
  isAnswerObject,
  typeNameOf,
} from './answer-tree.ts';
import { conclusionInstead, isConclusion } from './conclusion-instead.ts';
import type { Failures } from './failures.ts';

/** An answer in the caller's own shape, and why values of it are missing. */
export interface ProjectedAnswer {
  readonly data: AnswerObject | null;
  readonly errors: readonly PathError[];
}

/**
 * Gives an answer the shape that was asked for: the caller's aliases, order and fragments, nothing that only the plan
 * needed, `null` where a value is missing. An object at an abstract position carries its `__typename` even where it
 * was not asked for: masks depend on it. A null in a non-null position takes its parent along, as GraphQL says. A
 * conclusion that nobody drew says so itself, except where it was left out of the plan.
 * @param input.leftOut places, as response keys, that no agency was asked for because their plan was not covered
 */
export function projectAnswer(input: {
  readonly canonical: CanonicalOperation;
  readonly answer: AnswerObject;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly failures: Failures;
  readonly leftOut?: readonly (readonly string[])[];
}): ProjectedAnswer {
  const leftOut = new Set((input.leftOut ?? []).map((path) => path.join('.')));
  const projection = new Projection(input.variables, input.failures, leftOut);
  const standing = { typeName: input.canonical.rootType, isAbstract: false };
  const data = projection.object(input.answer, input.canonical.shown, standing, []);
  return { data, errors: projection.errors };
}

/** Whether what the condition guards is asked for. */
export function holds(
  { variable, shownWhen }: ShownCondition,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  return (variables[variable] === true) === shownWhen;
}

type Path = readonly (string | number)[];

/** A path without list indexes. */
const placeOf = (path: Path): readonly string[] => path.filter((step) => typeof step === 'string');

/** What is known of an object's type where it stands. */
interface Standing {
  readonly typeName: string | null;
  readonly isAbstract: boolean;
}

/** A value with the place it was read from. */
interface Read {
  readonly parent: AnswerObject | AnswerList;
  readonly key: string | number;
  readonly value: AnswerValue | undefined;
}

/** One response key with everything selected under it. */
interface Gathered {
  readonly field: ShownField;
  readonly selections: ShownSelection[];
}

class Projection {
  readonly errors: PathError[] = [];
  private readonly variables: Readonly<Record<string, unknown>>;
  private readonly failures: Failures;
  private readonly leftOut: ReadonlySet<string>;
  private readonly told = new Set<string>();

  constructor(
    variables: Readonly<Record<string, unknown>>,
    failures: Failures,
    leftOut: ReadonlySet<string>,
  ) {
    this.variables = variables;
    this.failures = failures;
    this.leftOut = leftOut;
  }

  /** Null where a non-null field of the object is null. */
  object(
    from: AnswerObject,
    selections: readonly ShownSelection[],
    standing: Standing,
    path: Path,
  ): AnswerObject | null {
    const gathered = new Map<string, Gathered>();
    this.gather(gathered, selections, standing);
    const shown = emptyObject();
    let isWhole = true;
    if (standing.isAbstract && standing.typeName !== null) shown['__typename'] = standing.typeName;
    for (const [responseKey, { field, selections: below }] of gathered) {
      if (field.key === '__typename') {
        shown[responseKey] = standing.typeName;
        continue;
      }
      const read = { parent: from, key: field.key, value: from[field.key] };
      const value = this.value(read, field.type, below, [...path, responseKey]);
      if (value === null && isNonNullType(field.type)) isWhole = false;
      shown[responseKey] = value;
    }
    return isWhole ? shown : null;
  }

  private gather(
    into: Map<string, Gathered>,
    selections: readonly ShownSelection[],
    standing: Standing,
  ): void {
    for (const selection of selections) {
      if (!selection.conditions.every((condition) => holds(condition, this.variables))) continue;
      if (selection.kind === 'fragment') {
        const { types } = selection;
        if (types === null || (standing.typeName !== null && types.has(standing.typeName)))
          this.gather(into, selection.selections, standing);
        continue;
      }
      const known = into.get(selection.responseKey);
      if (known) known.selections.push(...(selection.selections ?? []));
      else
        into.set(selection.responseKey, {
          field: selection,
          selections: [...(selection.selections ?? [])],
        });
    }
  }

  private value(
    read: Read,
    type: GraphQLOutputType,
    selections: readonly ShownSelection[],
    path: Path,
  ): AnswerValue {
    const { value } = read;
    if (value === undefined || value === null) {
      const instead = isConclusion(type) ? this.conclusion(read, selections, path) : null;
      if (!instead) this.tell(read, path);
      return instead;
    }
    const bare = getNullableType(type);
    if (isListType(bare))
      return Array.isArray(value) ? this.list(value, bare.ofType, selections, path) : null;
    if (!isAnswerObject(value)) return value;
    const named = getNamedType(bare);
    const isAbstract = isAbstractType(named);
    const typeName = isAbstract ? typeNameOf(value) : named.name;
    return this.object(value, selections, { typeName, isAbstract }, path);
  }

  private conclusion(
    { parent, key }: Read,
    selections: readonly ShownSelection[],
    path: Path,
  ): AnswerObject | null {
    if (this.leftOut.has(placeOf(path).join('.'))) return null;
    const conclusion = conclusionInstead(this.failures.at(parent, key));
    if (!conclusion) return null;
    const gathered = new Map<string, Gathered>();
    this.gather(gathered, selections, { typeName: CONCLUSION_TYPE, isAbstract: false });
    const values: AnswerObject = {
      ...conclusion,
      reasons: [...conclusion.reasons],
      __typename: CONCLUSION_TYPE,
    };
    const shown = emptyObject();
    for (const [responseKey, { field }] of gathered) shown[responseKey] = values[field.name] ?? null;
    return shown;
  }

  private list(
    list: AnswerList,
    type: GraphQLOutputType,
    selections: readonly ShownSelection[],
    path: Path,
  ): AnswerValue {
    const shown = list.map((item, index) =>
      this.value({ parent: list, key: index, value: item }, type, selections, [...path, index]),
    );
    return isNonNullType(type) && shown.includes(null) ? null : shown;
  }

  private tell({ parent, key }: Read, path: Path): void {
    const failure = this.failures.at(parent, key);
    if (!failure) return;
    // One error says for all objects of a list that the fetch for them failed: its path leaves the indexes out.
    const told = failure.everywhere ? placeOf(path) : path;
    const error: PathError = {
      code: failure.code,
      path: told,
      detail: { ...failure.detail, source: failure.source },
    };
    const text = JSON.stringify(error);
    if (this.told.has(text)) return;
    this.told.add(text);
    this.errors.push(error);
  }
}
