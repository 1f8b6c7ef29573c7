import { isUtf8 } from 'node:buffer';
import { Ajv, type JSONSchemaType } from 'ajv';
import type { KeyBlock } from '../../../connectors/line-selection.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { MAX_RELATION_KEYS, type RelationRead } from '../../../policies/relation-wire.ts';

export interface ParsedRelationRead {
  readonly read: RelationRead;
  /** Null where the relation is read without keys. */
  readonly keys: KeyBlock | null;
}

const LINE_FEED = 10;
/** Of the first line. */
const MAX_QUESTION_BYTES = 1024 * 1024;

const name = { type: 'string', pattern: '^[_A-Za-z][_0-9A-Za-z]*$' } as const;
/** A leaf, or the key of an entity. */
const column = { type: 'string', pattern: '^[_A-Za-z][_0-9A-Za-z]*(\\.[_A-Za-z][_0-9A-Za-z]*)?$' } as const;
const ofKind = (kinds: readonly string[], properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  additionalProperties: false,
  required: ['kind', ...Object.keys(properties)],
  properties: { kind: { type: 'string', enum: kinds }, ...properties },
});
const closed = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const nullable = (schema: object) => ({ anyOf: [{ type: 'null' }, schema] });
const condition = { $ref: '#/definitions/condition' };
const conditions = { type: 'array', items: condition };
const value = { type: ['string', 'number', 'boolean'] };

const isRelationRead = new Ajv({ strict: true, allowUnionTypes: true }).compile<RelationRead>({
  definitions: {
    condition: {
      oneOf: [
        ofKind(['all', 'any'], { of: conditions }),
        ofKind(['not'], { of: condition }),
        ofKind(['compare'], { field: column, op: { enum: ['=', '<>', '<', '<=', '>', '>='] }, value }),
        ofKind(['in'], {
          field: column,
          values: { type: 'array', items: { type: ['string', 'number'] } },
        }),
        ofKind(['is-null'], { field: column }),
      ],
    },
  },
  ...closed({
    type: name,
    through: {
      oneOf: [
        ofKind(['root'], { field: name }),
        ofKind(['parent'], { type: name, keyField: name, field: nullable(name) }),
      ],
    },
    filter: nullable({ type: 'object' }),
    columns: { type: 'array', items: column },
    keys: nullable({ type: 'integer', minimum: 0, maximum: MAX_RELATION_KEYS }),
    where: nullable(condition),
    having: nullable(
      closed({
        measure: { enum: ['count', 'sum'] },
        field: nullable(column),
        op: { enum: ['>', '>='] },
        value: { type: 'number' },
      }),
    ),
    asOf: nullable({ type: 'string' }),
  }),
} as unknown as JSONSchemaType<RelationRead>);

/** @throws SluiceError BODY_MALFORMED where it is not a question, or not followed by as many keys as it says */
export function parseRelationRead(body: Buffer): ParsedRelationRead {
  const at = body.indexOf(LINE_FEED);
  const end = at < 0 ? body.length : at;
  if (end > MAX_QUESTION_BYTES || !isUtf8(body)) throw new SluiceError('BODY_MALFORMED');
  const read = parsed(body.toString('utf8', 0, end));
  if (!isRelationRead(read)) throw new SluiceError('BODY_MALFORMED');
  return { read, keys: keysIn(body.subarray(end + 1), read.keys) };
}

/** The keys as they came: nothing is done for each of them, of which there may be millions. */
function keysIn(lines: Buffer, count: number | null): KeyBlock | null {
  const bytes = lines.at(-1) === LINE_FEED ? lines.subarray(0, -1) : lines;
  // A text of PostgreSQL can not hold the zero byte.
  if (bytes.includes(0) || linesIn(bytes) !== (count ?? 0)) throw new SluiceError('BODY_MALFORMED');
  return count === null ? null : { count, bytes };
}

function linesIn(bytes: Buffer): number {
  if (bytes.length === 0) return 0;
  let lines = 1;
  // WHY by number: walking over the bytes as an iterable takes ten times as long.
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === LINE_FEED) lines += 1;
  return lines;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SluiceError('BODY_MALFORMED', {}, { cause });
  }
}
