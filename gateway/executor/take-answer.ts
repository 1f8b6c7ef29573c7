import type { ErrorCode } from '../../errors/error-table.ts';
import type { FetchPart } from '../planner/query-plan.ts';
import type { AnswerShape } from './answer-shape.ts';
import { type AnswerObject } from './answer-tree.ts';
import type { Failure } from './failures.ts';
import { failAt, failObject, type MergeContext, mergeObject } from './merge-answer.ts';
import type { SubgraphAnswer, SubgraphError } from './parse-answer.ts';
import { isRecord } from '../is-record.ts';

/** Where one part of a fetch belongs. */
export interface Target {
  readonly part: FetchPart;
  readonly shape: AnswerShape;
  /** By position in the subgraph's list of entities (a root part has one position): the objects it is about. */
  readonly objects: readonly (readonly AnswerObject[])[];
}

/** Merges a subgraph's answer into the objects that it is about and notes its errors at their places. */
export function takeAnswer(answer: SubgraphAnswer, targets: readonly Target[], context: MergeContext): void {
  const { data, errors } = answer;
  if (data === null) {
    failTargets(targets, errors[0]?.code ?? 'SOURCE_ERROR', context);
    return;
  }
  for (const target of targets) takePart(target, data, errors, context);
  for (const error of errors)
    // An error that belongs nowhere may belong anywhere: whatever is null is then not known to be nothing.
    if (!targets.some((target) => locate(target, error, context))) failTargets(targets, error.code, context);
}

/** Notes that a whole fetch failed. */
export function failTargets(targets: readonly Target[], code: ErrorCode, context: MergeContext): void {
  const failure: Failure = { code, source: context.source, everywhere: true };
  for (const { objects, shape } of targets)
    for (const object of objects.flat()) failObject(object, shape, failure, context);
}

function takePart(
  target: Target,
  data: Readonly<Record<string, unknown>>,
  errors: readonly SubgraphError[],
  context: MergeContext,
): void {
  const { part, shape, objects } = target;
  if (part.kind === 'root') {
    for (const object of objects.flat()) mergeObject(object, data, shape, context);
    return;
  }
  const entities = data[part.responseKey];
  if (!Array.isArray(entities) || entities.length !== objects.length) {
    const told = errors.find(({ path }) => path?.[0] === part.responseKey);
    failTargets([target], told?.code ?? 'SOURCE_ERROR', context);
    return;
  }
  entities.forEach((entity: unknown, index) => {
    // Null is an answer: the agency keeps no record of it.
    if (entity === null) return;
    for (const object of objects[index] ?? [])
      if (isRecord(entity)) mergeObject(object, entity, shape, context);
      else
        failObject(
          object,
          shape,
          { code: 'SOURCE_ERROR', source: context.source, everywhere: false },
          context,
        );
  });
}

/** Notes an error at every place it is about; false where its path leads to none. */
function locate(target: Target, error: SubgraphError, context: MergeContext): boolean {
  const { part, shape, objects } = target;
  if (error.path === null) return false;
  const { code, detail } = error;
  const failure: Failure = { code, detail, source: context.source, everywhere: false };
  if (part.kind === 'root') return failEach(objects.flat(), error.path, shape, failure, context);
  const [key, index, ...rest] = error.path;
  if (key !== part.responseKey || typeof index !== 'number') return false;
  return failEach(objects[index] ?? [], rest, shape, failure, context);
}

function failEach(
  objects: readonly AnswerObject[],
  path: readonly (string | number)[],
  shape: AnswerShape,
  failure: Failure,
  context: MergeContext,
): boolean {
  const found = objects.map((object) => failAt(object, path, shape, failure, context));
  return found.includes(true);
}
