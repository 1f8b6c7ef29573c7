import type { AnswerPath, ErrorPaths } from './error-paths.ts';
import { ruleValueOf, ValueUnknown } from '../rules/rule-language.ts';
import type { SelectedField, SelectedObject } from '../operation/saved-operation.ts';

/** An object of an answer, or the knowledge that it could not be had. */
export type CaseRecord =
  | {
      readonly known: true;
      readonly values: Readonly<Record<string, unknown>>;
      readonly object: SelectedObject;
      readonly path: AnswerPath;
    }
  | { readonly known: false; readonly object: SelectedObject };

/** A value below a record: `none` is a null that the source gave, `unknown` one that an error explains. */
export type FoundValue =
  | { readonly state: 'present'; readonly value: unknown; readonly parent: CaseRecord & { known: true } }
  | { readonly state: 'none'; readonly parent: CaseRecord & { known: true } }
  | { readonly state: 'unknown' };

/** Follows single objects from a record to the value of the last name. */
export function valueAt(record: CaseRecord, fields: readonly string[], errors: ErrorPaths): FoundValue {
  const [name, ...rest] = fields;
  if (name === undefined || !record.known) return { state: 'unknown' };
  const value = record.values[name];
  if (value === null || value === undefined) {
    const isRefused = value === undefined || errors.covers([...record.path, name]);
    return isRefused || rest.length > 0 ? { state: 'unknown' } : { state: 'none', parent: record };
  }
  if (rest.length === 0) return { state: 'present', value, parent: record };
  return valueAt(childRecord(record, name, value), rest, errors);
}

/** The objects that a step leads to: those of a list, or the one; an unknown record where it can not be told. */
export function recordsAt(
  record: CaseRecord,
  step: { readonly fields: readonly string[]; readonly object: SelectedObject; readonly each: boolean },
  errors: ErrorPaths,
): readonly CaseRecord[] {
  const unknown: CaseRecord = { known: false, object: step.object };
  const found = valueAt(record, step.fields, errors);
  // WHY: an edge or a list that is null without an error (a person whose number is unsound) says nothing either.
  if (found.state !== 'present') return [unknown];
  const name = step.fields.at(-1) ?? '';
  if (!step.each) return [childRecord(found.parent, name, found.value)];
  if (!Array.isArray(found.value)) return [unknown];
  return found.value.map((item: unknown, index) =>
    isObject(item)
      ? { known: true, values: item, object: step.object, path: [...found.parent.path, name, index] }
      : unknown,
  );
}

/** A record as rules see it: a property per value; reading one that is not known throws `ValueUnknown`. */
export function ruleObjectOf(record: CaseRecord, errors: ErrorPaths): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [name, field] of record.object.fields) {
    if (field.kind === 'list') continue;
    const found = valueAt(record, [name], errors);
    // A null that the source gave is an absent property: `has()` is false, and any other use undecided.
    if (found.state === 'none') continue;
    Object.defineProperty(result, name, {
      enumerable: true,
      get: () => {
        if (found.state === 'unknown') {
          if (field.kind === 'leaf') throw new ValueUnknown();
          return ruleObjectOf({ known: false, object: field.object }, errors);
        }
        return field.kind === 'leaf'
          ? ruleValueOf(field.typeName, found.value)
          : ruleObjectOf(childRecord(found.parent, name, found.value), errors);
      },
    });
  }
  return result;
}

function childRecord(parent: CaseRecord & { known: true }, name: string, value: unknown): CaseRecord {
  const object = objectOf(parent.object.fields.get(name));
  if (object === null) return { known: false, object: parent.object };
  return isObject(value)
    ? { known: true, values: value, object, path: [...parent.path, name] }
    : { known: false, object };
}

function objectOf(field: SelectedField | undefined): SelectedObject | null {
  return field === undefined || field.kind === 'leaf' ? null : field.object;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
