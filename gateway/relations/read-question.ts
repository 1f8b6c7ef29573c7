import {
  MAX_RELATION_KEYS,
  type RelationCondition,
  type RelationHaving,
  type RelationQuestion,
} from '../../policies/relation-wire.ts';
import { isRecord } from '../is-record.ts';
import { relationInvalid } from './relation-invalid.ts';

/** A question and the lines of keys that follow it; null where it has none. */
export interface ReadQuestion {
  readonly question: RelationQuestion;
  readonly keyLines: Buffer | null;
}

/** Bytes of the line with the question. */
const LONGEST_QUESTION = 1_048_576;
const DEEPEST_CONDITION = 16;
const MOST_VALUES = 1_000;
const NEW_LINE = 0x0a;
const MEMBERS = ['query', 'variables', 'keys', 'where', 'having'];

/**
 * The question at the head of a body. What it asks of the graph is not looked at yet.
 * @throws SluiceError RELATION_INVALID
 */
export function readQuestion(body: Buffer): ReadQuestion {
  const end = body.indexOf(NEW_LINE);
  const head = end < 0 ? body : body.subarray(0, end);
  if (head.length > LONGEST_QUESTION) throw relationInvalid('the question is too long');
  const question = questionIn(head);
  const rest = end < 0 ? Buffer.alloc(0) : body.subarray(end + 1);
  if (question.keys === null && rest.length > 0)
    throw relationInvalid('keys follow that it does not speak of');
  return { question, keyLines: question.keys === null ? null : rest };
}

function questionIn(head: Buffer): RelationQuestion {
  const value = parsed(head);
  if (!isRecord(value) || Object.keys(value).some((name) => !MEMBERS.includes(name)))
    throw relationInvalid('the first line is no question');
  const { query, variables, keys = null, where = null, having = null } = value;
  if (typeof query !== 'string' || !isRecord(variables))
    throw relationInvalid('the first line has no `query` or no `variables`');
  if (keys !== null && !isCount(keys))
    throw relationInvalid(`\`keys\` is no number up to ${MAX_RELATION_KEYS}`);
  if (where !== null && !isCondition(where, DEEPEST_CONDITION))
    throw relationInvalid('`where` is no condition');
  if (having !== null && !isHaving(having)) throw relationInvalid('`having` is no condition of sums');
  return { query, variables, keys, where, having };
}

function parsed(head: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(head));
  } catch {
    // WHY: the parser's message quotes the body.
    throw relationInvalid('the first line is no JSON');
  }
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_RELATION_KEYS;
}

const COMPARISONS: readonly unknown[] = ['=', '<>', '<', '<=', '>', '>='];

function isCondition(value: unknown, depth: number): value is RelationCondition {
  if (!isRecord(value) || depth === 0) return false;
  const { kind, of, field, op, value: compared, values } = value;
  switch (kind) {
    case 'all':
    case 'any':
      return isListOf(of, (each) => isCondition(each, depth - 1)) && has(value, ['kind', 'of']);
    case 'not':
      return isCondition(of, depth - 1) && has(value, ['kind', 'of']);
    case 'compare':
      return (
        typeof field === 'string' &&
        COMPARISONS.includes(op) &&
        (typeof compared === 'boolean' || isPlain(compared)) &&
        has(value, ['kind', 'field', 'op', 'value'])
      );
    case 'in':
      return (
        typeof field === 'string' && isListOf(values, isPlain) && has(value, ['kind', 'field', 'values'])
      );
    case 'is-null':
      return typeof field === 'string' && has(value, ['kind', 'field']);
    default:
      return false;
  }
}

function isHaving(value: unknown): value is RelationHaving {
  if (!isRecord(value) || !has(value, ['measure', 'field', 'op', 'value'])) return false;
  const { measure, field, op, value: compared } = value;
  const isMeasure = measure === 'count' ? field === null : measure === 'sum' && typeof field === 'string';
  return (
    isMeasure && (op === '>' || op === '>=') && typeof compared === 'number' && Number.isFinite(compared)
  );
}

function isListOf(value: unknown, isOne: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= MOST_VALUES && value.every(isOne);
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

function has(value: Readonly<Record<string, unknown>>, members: readonly string[]): boolean {
  const names = Object.keys(value);
  return names.length === members.length && members.every((name) => names.includes(name));
}
