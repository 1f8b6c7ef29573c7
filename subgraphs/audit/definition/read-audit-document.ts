import { Ajv, type JSONSchemaType } from 'ajv';
import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { RULE_NATURES, type AuditDefinition } from './audit-definition.ts';
import { auditInvalid } from './audit-invalid.ts';
import { shapeRefusal, type PlaceOf } from './audit-shape-refusal.ts';

const text = { type: 'string', minLength: 1 } as const;

/** Names of audits, rules and bindings end up in URLs, file names and expressions. */
const auditName = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 } as const;
const ruleId = { type: 'string', pattern: '^[a-z0-9]+([.-][a-z0-9]+)*$', maxLength: 120 } as const;
const bindingName = { type: 'string', pattern: '^[a-z][A-Za-z0-9]*$', maxLength: 40 } as const;

const personPath = {
  type: 'string',
  pattern: '^[a-z][A-Za-z0-9]*([.][a-zA-Z][A-Za-z0-9]*)*$',
  maxLength: 200,
} as const;
const day = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' } as const;
const textOrNull = { type: ['string', 'null'], minLength: 1, default: null } as const;

const exemption = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'statute', 'statement', 'statementChinese', 'when'],
  properties: { id: ruleId, statute: text, statement: text, statementChinese: text, when: text },
} as const;

const forEach = {
  type: 'array',
  maxItems: 8,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['binding', 'path'],
    properties: { binding: bindingName, path: text },
  },
} as const;

const collection = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'forEach', 'take'],
  properties: {
    name: bindingName,
    forEach,
    where: textOrNull,
    take: { enum: ['count', 'sum', 'min', 'max'] },
    of: textOrNull,
  },
} as const;

const decisionTable = {
  type: 'object',
  nullable: true,
  default: null,
  additionalProperties: false,
  required: ['inputs', 'rows', 'otherwise'],
  properties: {
    inputs: { type: 'array', minItems: 1, maxItems: 8, items: text },
    rows: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['cells', 'then'],
        properties: { cells: { type: 'array', items: text }, then: text },
      },
    },
    otherwise: text,
  },
} as const;

const definedPart = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: bindingName, expression: textOrNull, table: decisionTable },
} as const;

const rule = {
  type: 'object',
  additionalProperties: false,
  required: [
    ...[
      'id',
      'version',
      'statute',
      'statement',
      'statementChinese',
      'nature',
      'owner',
      'validFrom',
      'maxAgeHours',
    ],
    ...['forEach', 'about', 'when'],
  ],
  properties: {
    id: ruleId,
    version: { type: 'integer', minimum: 1 },
    statute: text,
    statement: text,
    statementChinese: text,
    nature: { enum: RULE_NATURES },
    owner: text,
    validFrom: day,
    validTo: { ...day, type: ['string', 'null'], default: null },
    maxAgeHours: {
      type: 'object',
      additionalProperties: { type: 'integer', minimum: 1, maximum: 100_000 },
      propertyNames: { pattern: '^[A-Z][A-Za-z0-9]*$' },
      maxProperties: 30,
    },
    forEach,
    collect: { type: 'array', maxItems: 20, items: collection, default: [] },
    define: { type: 'array', maxItems: 30, items: definedPart, default: [] },
    about: personPath,
    when: text,
    exempt: { type: 'array', maxItems: 20, items: exemption, default: [] },
    evidence: { type: 'array', maxItems: 50, items: text, default: [] },
  },
} as const;

const AUDIT_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'title', 'titleChinese', 'owner', 'purpose', 'operation', 'rules'],
  properties: {
    name: auditName,
    title: text,
    titleChinese: text,
    owner: text,
    purpose: text,
    operation: text,
    parameters: {
      type: 'array',
      maxItems: 20,
      default: [],
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'type', 'default'],
        properties: { name: text, type: text, default: { type: ['string', 'number', 'boolean', 'null'] } },
      },
    },
    rules: { type: 'array', maxItems: 20, items: rule },
  },
} as unknown as JSONSchemaType<AuditDefinition>;

const validate = new Ajv({
  useDefaults: true,
  allowUnionTypes: true,
  allErrors: true,
  verbose: true,
}).compile(AUDIT_SCHEMA);

/**
 * An audit from the text of its YAML file; unknown keys are refused, with line and column in the file.
 * @throws SluiceError AUDIT_INVALID
 */
export function readAuditDocument(yaml: string): AuditDefinition {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw auditInvalid('file', error.message, placeAt(lines, error.pos[0]));
  return checkAuditShape(document.toJS(), (pointer, key) => {
    const path = pointer === '' ? [] : pointer.slice(1).split('/');
    const node = document.getIn(path, true);
    const named = key !== null && isMap(node) ? node.items.find((pair) => String(pair.key) === key) : null;
    const found: unknown = named?.key ?? node;
    return isNode(found) && found.range ? placeAt(lines, found.range[0]) : null;
  });
}

/**
 * An audit from a plain value, lists that were left out made empty.
 * @param placeOf where its parts stand in the author's text
 * @throws SluiceError AUDIT_INVALID
 */
export function checkAuditShape(value: unknown, placeOf: PlaceOf = () => null): AuditDefinition {
  const copy: unknown = structuredClone(value);
  if (validate(copy)) return copy;
  throw shapeRefusal(validate.errors ?? [], placeOf);
}

function placeAt(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
