import type { ChangeEvent, EntityKey } from './change-event.ts';

const INSTANT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z`;
const COMMITTED_AT = new RegExp(`^${INSTANT}$`, 'u');
/** Of a change read from a log, and of one found by asking. */
const POSITIONS = [
  /^[0-9a-f]{16}\.[0-9]{9}$/u,
  new RegExp(`^${INSTANT} (?:[^ ]+ .+ (?:written|superseded))?$`, 'u'),
];
const AGENCY = /^[a-z][a-z0-9-]*$/u;
const LONGEST_POSITION = 500;

/** The event that a value of a stream is; null where it has not the form of one. */
export function parseEvent(value: unknown): ChangeEvent | null {
  if (!isRecord(value)) return null;
  const { agency, position, kind, relation, types, keys, committedAt } = value;
  if (!isText(agency) || !AGENCY.test(agency) || !isPosition(position)) return null;
  if (!isText(committedAt) || !COMMITTED_AT.test(committedAt) || Number.isNaN(Date.parse(committedAt)))
    return null;
  if (!isListOf(types, isText) || !isListOf(keys, isEntityKey)) return null;
  if (kind === 'CHANGE' && isText(relation))
    return { agency, position, kind, relation, types, keys, committedAt };
  if (kind === 'RESYNC' && relation === null)
    return { agency, position, kind, relation, types, keys, committedAt };
  return null;
}

function isPosition(value: unknown): value is string {
  return isText(value) && value.length <= LONGEST_POSITION && POSITIONS.some((form) => form.test(value));
}

function isEntityKey(value: unknown): value is EntityKey {
  return isRecord(value) && isText(value['type']) && isText(value['key']);
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
