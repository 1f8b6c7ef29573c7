/**
 * What has been fetched so far, under canonical keys: plain objects and lists as they came in JSON. Made by the merge
 * only, so every key in it was asked for.
 */
export type AnswerValue = string | number | boolean | null | AnswerObject | AnswerList;
export type AnswerList = AnswerValue[];
export interface AnswerObject {
  [key: string]: AnswerValue | undefined;
}

export function isAnswerObject(value: unknown): value is AnswerObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type that came with an object, null where none did. */
export function typeNameOf(object: AnswerObject): string | null {
  const name = object['__typename'];
  return typeof name === 'string' ? name : null;
}

/** An object without a prototype: no key that a source sends can mean anything to the runtime. */
export function emptyObject(): AnswerObject {
  return Object.create(null) as AnswerObject;
}
