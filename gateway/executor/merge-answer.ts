import {
  type AnswerList,
  type AnswerObject,
  type AnswerValue,
  emptyObject,
  isAnswerObject,
  typeNameOf,
} from './answer-tree.ts';
import type { AnswerShape, ShapeBranch, ShapeField } from './answer-shape.ts';
import type { Failure, Failures } from './failures.ts';
import type { TypeIndex } from '../planner/type-index.ts';

/** Everything a merge of one subgraph's answer needs beside the answer. */
export interface MergeContext {
  readonly types: TypeIndex;
  readonly failures: Failures;
  readonly source: string;
}

const MALFORMED = Symbol('malformed');

/**
 * Takes over from a subgraph's object what the fetch asked for, and nothing else, into the answer. What was asked for
 * and is missing or has the wrong shape becomes null with a SOURCE_ERROR at its place.
 */
export function mergeObject(
  target: AnswerObject,
  given: Readonly<Record<string, unknown>>,
  shape: AnswerShape,
  context: MergeContext,
  declaredType: string | null = null,
): void {
  mergeTypeName(target, given, context.types);
  const typeName = typeNameOf(target) ?? concrete(declaredType, context.types);
  for (const branch of shape.branches) {
    if (!applies(branch, typeName, context.types)) continue;
    for (const field of branch.fields) {
      if (field.to === '__typename') continue;
      if (Object.hasOwn(given, field.from)) mergeField(target, given[field.from], field, context);
      else if (branch.isCertain && field.isCertain && (typeName !== null || branch.conditions.length === 0))
        fail(target, field.to, context);
    }
  }
}

/**
 * Notes that nothing of a shape came for an object: each field that it still lacks is null because of the failure.
 */
export function failObject(
  target: AnswerObject,
  shape: AnswerShape,
  failure: Failure,
  context: MergeContext,
): void {
  for (const branch of shape.branches) {
    if (!applies(branch, typeNameOf(target), context.types)) continue;
    for (const field of branch.fields) {
      if (field.to === '__typename') continue;
      const value = target[field.to];
      if (value === undefined || value === null) {
        target[field.to] = null;
        context.failures.record(target, field.to, failure);
      } else if (field.below) failBelow(value, field.below, failure, context);
    }
  }
}

/**
 * Notes a subgraph's error at its place of the answer.
 * @param path from the object, in the subgraph's keys; where it is empty the whole object failed
 * @returns false where the path leads to nothing that was asked for
 */
export function failAt(
  target: AnswerObject,
  path: readonly (string | number)[],
  shape: AnswerShape,
  failure: Failure,
  context: MergeContext,
): boolean {
  const [key, ...rest] = path;
  if (key === undefined) {
    failObject(target, shape, failure, context);
    return true;
  }
  const fields = shape.branches
    .filter((branch) => applies(branch, typeNameOf(target), context.types))
    .flatMap((branch) => branch.fields)
    .filter((field) => field.from === key);
  const found = fields.map((field) => {
    const value = target[field.to];
    if (rest.length > 0 && Array.isArray(value)) return failInList(value, rest, field, failure, context);
    if (rest.length > 0 && isAnswerObject(value) && field.below)
      return failAt(value, rest, field.below, failure, context);
    target[field.to] = null;
    context.failures.record(target, field.to, failure);
    return true;
  });
  return found.includes(true);
}

function failInList(
  list: AnswerList,
  path: readonly (string | number)[],
  field: ShapeField,
  failure: Failure,
  context: MergeContext,
): boolean {
  const [index, ...rest] = path;
  if (typeof index !== 'number' || !(index in list)) return false;
  const item = list[index];
  if (rest.length > 0 && Array.isArray(item)) return failInList(item, rest, field, failure, context);
  if (rest.length > 0 && isAnswerObject(item) && field.below)
    return failAt(item, rest, field.below, failure, context);
  list[index] = null;
  context.failures.record(list, index, failure);
  return true;
}

function failBelow(value: AnswerValue, shape: AnswerShape, failure: Failure, context: MergeContext): void {
  if (Array.isArray(value)) for (const item of value) failBelow(item, shape, failure, context);
  else if (isAnswerObject(value)) failObject(value, shape, failure, context);
}

/** An object whose type is not known meets every condition: what it was not asked it does not have. */
function applies(branch: ShapeBranch, typeName: string | null, types: TypeIndex): boolean {
  return typeName === null || branch.conditions.every((condition) => types.isKindOf(typeName, condition));
}

function concrete(declaredType: string | null, types: TypeIndex): string | null {
  return declaredType !== null && !types.isAbstract(declaredType) ? declaredType : null;
}

/** The first concrete type stays: what an object is does not change because another agency says so. */
function mergeTypeName(
  target: AnswerObject,
  given: Readonly<Record<string, unknown>>,
  types: TypeIndex,
): void {
  const known = typeNameOf(target);
  const said = Object.hasOwn(given, '__typename') ? given['__typename'] : undefined;
  if (typeof said === 'string' && (known === null || types.isAbstract(known))) target['__typename'] = said;
}

function mergeField(target: AnswerObject, given: unknown, field: ShapeField, context: MergeContext): void {
  const merged = mergeValue(target[field.to], given, field, field.listDepth, context);
  if (merged === MALFORMED) fail(target, field.to, context);
  else target[field.to] = merged;
}

function mergeValue(
  known: AnswerValue | undefined,
  given: unknown,
  field: ShapeField,
  depth: number,
  context: MergeContext,
): AnswerValue | typeof MALFORMED {
  if (given === null) return known ?? null;
  if (depth > 0) return mergeList(known, given, field, depth, context);
  if (!field.below) return isLeafValue(given) ? given : MALFORMED;
  if (typeof given !== 'object' || Array.isArray(given)) return MALFORMED;
  const object = isAnswerObject(known) ? known : emptyObject();
  mergeObject(object, given as Readonly<Record<string, unknown>>, field.below, context, field.type);
  return object;
}

function mergeList(
  known: AnswerValue | undefined,
  given: unknown,
  field: ShapeField,
  depth: number,
  context: MergeContext,
): AnswerValue | typeof MALFORMED {
  if (!Array.isArray(given)) return MALFORMED;
  // Two agencies that share a value type must agree on how many there are: pairing them by position is a guess else.
  if (Array.isArray(known) && known.length !== given.length) return MALFORMED;
  const list: AnswerList = Array.isArray(known) ? known : [];
  given.forEach((item: unknown, index) => {
    const merged = mergeValue(list[index], item, field, depth - 1, context);
    list[index] = merged === MALFORMED ? null : merged;
    if (merged === MALFORMED) context.failures.record(list, index, malformed(context));
  });
  return list;
}

/** The graph has no scalar that is an object or a list in JSON; one that comes is no answer to what was asked. */
function isLeafValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function fail(target: AnswerObject, key: string, context: MergeContext): void {
  target[key] = null;
  context.failures.record(target, key, malformed(context));
}

function malformed({ source }: MergeContext): Failure {
  return { code: 'SOURCE_ERROR', source, everywhere: false };
}
