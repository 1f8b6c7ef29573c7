import { isDeepStrictEqual } from 'node:util';
import type { AnswerPath } from '../../kit/following/ask-hub.ts';
import type { ErrorPaths } from './error-paths.ts';
import { RECORD_FIELDS } from '../rules/binding-step.ts';
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

/**
 * Follows single objects from a record to the value of the last name. Of a record without its key, which its agency does
 * not hold, nothing is known; what hangs on it at other agencies may be.
 */
export function valueAt(record: CaseRecord, fields: readonly string[], errors: ErrorPaths): FoundValue {
  const [name, ...rest] = fields;
  if (name === undefined || !record.known) return { state: 'unknown' };
  const value = record.values[name];
  if (value === null || value === undefined) {
    const isRefused = value === undefined || errors.covers([...record.path, name]);
    const says = !isRefused && rest.length === 0 && isHeld(record);
    return says ? { state: 'none', parent: record } : { state: 'unknown' };
  }
  if (rest.length > 0) return valueAt(childRecord(record, name, value), rest, errors);
  const isLeaf = record.object.fields.get(name)?.kind === 'leaf';
  return isLeaf && !isHeld(record) ? { state: 'unknown' } : { state: 'present', value, parent: record };
}

/** Whether an agency holds the record: one that is selected with its key has it. */
export function isHeld(record: CaseRecord): boolean {
  if (!record.known) return false;
  return !record.object.fields.has(RECORD_FIELDS.key) || typeof record.values[RECORD_FIELDS.key] === 'string';
}

/** The object that single edges lead to; unknown where one of them is null or refused. */
export function objectBelow(record: CaseRecord, fields: readonly string[]): CaseRecord {
  return fields.reduce<CaseRecord>(
    (above, name) => (above.known ? childRecord(above, name, above.values[name]) : above),
    record,
  );
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
  return withoutDoubles(
    found.value.map((item: unknown, index) =>
      isObject(item)
        ? { known: true, values: item, object: step.object, path: [...found.parent.path, name, index] }
        : unknown,
    ),
  );
}

/** A record that a source gives twice counts once; where the two differ, it is not known. */
function withoutDoubles(records: readonly CaseRecord[]): readonly CaseRecord[] {
  const kept = new Map<unknown, CaseRecord>();
  for (const record of records) {
    const key = record.known && isHeld(record) ? record.values[RECORD_FIELDS.key] : undefined;
    const known = key === undefined ? undefined : kept.get(key);
    const differs = known?.known && record.known && !isDeepStrictEqual(known.values, record.values);
    if (known === undefined) kept.set(key ?? Symbol('without key'), record);
    else if (differs) kept.set(key, { known: false, object: record.object });
  }
  return [...kept.values()];
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
