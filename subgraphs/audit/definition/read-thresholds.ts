import { readFileSync, readdirSync } from 'node:fs';
import { Ajv, type JSONSchemaType } from 'ajv';
import { parse } from 'yaml';
import { isCalendarDay } from '../../../identifiers/calendar-day.ts';
import { isDivisionCode } from '../../../identifiers/division.ts';
import { MAX_SCALE } from '../operation/measure.ts';
import { wholeNumber } from '../rules/rule-value.ts';
import { PERIODS, UNITS } from '../rules/typed-expression.ts';
import type { ThresholdDefinition } from './audit-definition.ts';
import { auditInvalid } from './audit-invalid.ts';
import { thresholdsOf, type Thresholds } from './thresholds.ts';

const text = { type: 'string', minLength: 1 } as const;

const THRESHOLDS_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'title', 'titleChinese', 'unit', 'values'],
    properties: {
      name: { type: 'string', pattern: '^[a-z][A-Za-z0-9]*$', maxLength: 60 },
      title: text,
      titleChinese: text,
      unit: { enum: UNITS },
      per: { enum: [...PERIODS, null], default: null },
      scale: { type: 'integer', minimum: 0, maximum: MAX_SCALE, default: 0 },
      values: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['division', 'validFrom', 'value', 'statute'],
          properties: {
            division: text,
            validFrom: text,
            validTo: { type: ['string', 'null'], default: null },
            value: { type: 'string', pattern: '^[0-9]+([.][0-9]+)?$' },
            statute: text,
          },
        },
      },
    },
  },
} as unknown as JSONSchemaType<ThresholdDefinition[]>;

const validate = new Ajv({ useDefaults: true, allowUnionTypes: true }).compile(THRESHOLDS_SCHEMA);

/**
 * The thresholds of one YAML file, which is a list of them; unknown keys are refused.
 * @throws SluiceError AUDIT_INVALID
 */
export function readThresholdDocument(yaml: string): readonly ThresholdDefinition[] {
  const document: unknown = parse(yaml);
  if (!validate(document)) {
    const [error] = validate.errors ?? [];
    throw auditInvalid(
      `thresholds ${error?.instancePath ?? ''}`,
      error?.message ?? 'is no list of thresholds',
    );
  }
  document.forEach(checkValues);
  return document;
}

/**
 * All thresholds of a folder of YAML files.
 * @throws SluiceError AUDIT_INVALID
 */
export function readThresholds(folder: URL): Thresholds {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return thresholdsOf(
    files.sort().flatMap((name) => readThresholdDocument(readFileSync(new URL(name, folder), 'utf8'))),
  );
}

function checkValues({ name, unit, per, scale, values }: ThresholdDefinition): void {
  const part = `threshold ${name}`;
  if ((unit === 'FEN') !== (per !== null))
    throw auditInvalid(part, 'money has a period, and nothing else has');
  for (const [index, { division, validFrom, validTo, value }] of values.entries()) {
    if (!isDivisionCode(division)) throw auditInvalid(part, `\`${division}\` is no division`);
    if (!isCalendarDay(validFrom) || !(validTo === null || (isCalendarDay(validTo) && validTo > validFrom)))
      throw auditInvalid(part, `the time in force of its value ${value} is none`);
    if (wholeNumber(value, scale) === null)
      throw auditInvalid(part, `${value} has more than ${scale} decimals`);
    const other = values
      .slice(0, index)
      .find(
        (each) =>
          each.division === division &&
          (each.validTo === null || each.validTo > validFrom) &&
          (validTo === null || each.validFrom < validTo),
      );
    if (other !== undefined)
      throw auditInvalid(part, `two of its values are in force in ${division} at a time, from ${validFrom}`);
  }
}
