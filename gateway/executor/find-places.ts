import type { PlacePath } from '../planner/query-plan.ts';
import { type AnswerObject, type AnswerValue, isAnswerObject, typeNameOf } from './answer-tree.ts';
import type { TypeIndex } from '../planner/type-index.ts';

/** The objects of an answer that a path leads to; lists at any depth are walked through, nulls left out. */
export function findPlaces(root: AnswerObject, path: PlacePath, types: TypeIndex): readonly AnswerObject[] {
  const found: AnswerObject[] = [];
  walk(root, 0);
  return found;

  function walk(value: AnswerValue | undefined, depth: number): void {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, depth);
      return;
    }
    if (!isAnswerObject(value)) return;
    const step = path[depth];
    if (!step) found.push(value);
    else if (step.kind === 'field') walk(value[step.name], depth + 1);
    else {
      const typeName = typeNameOf(value);
      if (typeName === null || step.names.some((name) => types.isKindOf(typeName, name)))
        walk(value, depth + 1);
    }
  }
}
