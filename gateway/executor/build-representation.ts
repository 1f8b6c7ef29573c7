import type { InputRewrite, Requirement } from '../planner/query-plan.ts';
import {
  type AnswerObject,
  type AnswerValue,
  emptyObject,
  isAnswerObject,
  typeNameOf,
} from './answer-tree.ts';
import type { Failure, Failures } from './failures.ts';
import { findPlaces } from './find-places.ts';
import type { TypeIndex } from '../planner/type-index.ts';

/**
 * What a subgraph is told about one object, or why it is not asked. `absent`: there is nothing to ask about, so what
 * it would have said is null. `failed`: something the question needs is unknown, so the answer is unknown too.
 */
export type Representation =
  | { readonly kind: 'ready'; readonly value: AnswerObject }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly failure: Failure };

const ABSENT: Representation = { kind: 'absent' };

/** Reads from an object what an entity fetch requires of it. */
export function buildRepresentation(input: {
  readonly object: AnswerObject;
  readonly requires: readonly Requirement[];
  readonly rewrites: readonly InputRewrite[];
  readonly types: TypeIndex;
  readonly failures: Failures;
}): Representation {
  const reader = new RequirementReader(input.types, input.failures);
  const value = emptyObject();
  const isComplete = reader.into(value, input.object, input.requires);
  if (reader.failure) return { kind: 'failed', failure: reader.failure };
  if (!isComplete || typeNameOf(value) === null) return ABSENT;
  // A record whose key the source left empty is nobody: there is no one to ask about.
  if (Object.entries(value).every(([key, part]) => key === '__typename' || part === null)) return ABSENT;
  for (const rewrite of input.rewrites) applyRewrite(value, rewrite, input.types);
  return { kind: 'ready', value };
}

class RequirementReader {
  failure: Failure | null = null;
  private readonly types: TypeIndex;
  private readonly failures: Failures;

  constructor(types: TypeIndex, failures: Failures) {
    this.types = types;
    this.failures = failures;
  }

  /** False where the object lacks something that is required. */
  into(target: AnswerObject, object: AnswerObject, requires: readonly Requirement[]): boolean {
    const typeName = typeNameOf(object);
    return requires.every((requirement) => {
      if (requirement.kind === 'fragment') {
        const applies = typeName === null || this.types.isKindOf(typeName, requirement.type);
        return !applies || this.into(target, object, requirement.requires);
      }
      const value = object[requirement.from];
      if (value === undefined || value === null) this.failure ??= this.failures.at(object, requirement.from);
      if (value === undefined) return false;
      const read = requirement.requires ? this.below(value, requirement.requires) : value;
      if (read === undefined) return false;
      target[requirement.name] = read;
      return true;
    });
  }

  private below(value: AnswerValue, requires: readonly Requirement[]): AnswerValue | undefined {
    if (Array.isArray(value)) {
      const items = value.map((item, index) => {
        if (item === null) this.failure ??= this.failures.at(value, index);
        return this.below(item, requires);
      });
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    if (!isAnswerObject(value)) return value;
    const read = emptyObject();
    return this.into(read, value, requires) ? read : undefined;
  }
}

function applyRewrite(value: AnswerObject, rewrite: InputRewrite, types: TypeIndex): void {
  for (const object of findPlaces(value, rewrite.path, types)) {
    if (rewrite.kind === 'set') object[rewrite.key] = rewrite.value as AnswerValue;
    else if (object[rewrite.key] !== undefined) {
      object[rewrite.to] = object[rewrite.key];
      object[rewrite.key] = undefined;
    }
  }
}
