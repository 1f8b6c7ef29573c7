import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { isCalendarDay } from '../../../identifiers/calendar-day.ts';
import { isDivisionCode } from '../../../identifiers/division.ts';
import { PRIORITY_GROUPS } from '../market/priority-group.ts';
import { PRIORITY_DATASETS } from './priority-facts.ts';
import type { PriorityRule } from './priority-rule.ts';

const text = { type: 'string', minLength: 1 } as const;
const years = { type: 'integer', minimum: 1, maximum: 120 } as const;
const months = { type: 'integer', minimum: 1, maximum: 600 } as const;

const only = (key: string, value: object): object => ({
  type: 'object',
  additionalProperties: false,
  required: [key],
  properties: { [key]: value },
});
const conditions = { type: 'array', minItems: 1, items: { $ref: '#/definitions/condition' } } as const;

const RULES_SCHEMA = {
  definitions: {
    condition: {
      oneOf: [
        only('all', conditions),
        only('any', conditions),
        only('sex', { enum: ['MALE', 'FEMALE'] }),
        only('ageFrom', years),
        only('ageBelow', years),
        only('registeredUnemployed', { const: true }),
        only('unemployedMonths', months),
        only('graduatedWithinMonths', months),
        only('holds', { enum: ['disability', 'dibao', 'landless'] }),
        only('householdWithoutWork', {
          type: 'object',
          additionalProperties: false,
          required: ['settings', 'workingAgeFrom', 'workingAgeBelow'],
          properties: {
            settings: { type: 'array', minItems: 1, items: { enum: ['URBAN', 'RURAL'] } },
            workingAgeFrom: years,
            workingAgeBelow: years,
          },
        }),
      ],
    },
  },
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: [
      'id',
      'group',
      'division',
      'validFrom',
      'statute',
      'words',
      'wordsChinese',
      'evidence',
      'when',
    ],
    properties: {
      id: { type: 'string', pattern: '^[a-z0-9]+([.-][a-z0-9]+)*$' },
      group: { enum: PRIORITY_GROUPS },
      division: text,
      validFrom: text,
      validTo: { type: ['string', 'null'], default: null },
      statute: text,
      words: text,
      wordsChinese: text,
      evidence: { type: 'array', minItems: 1, items: { enum: Object.keys(PRIORITY_DATASETS) } },
      when: { $ref: '#/definitions/condition' },
    },
  },
};

const validate = new Ajv({ useDefaults: true, allowUnionTypes: true }).compile<PriorityRule[]>(RULES_SCHEMA);

/** The rules that ship. */
export function readPriorityRules(folder: URL = new URL('rules/', import.meta.url)): readonly PriorityRule[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return checkTogether(
    files.sort().flatMap((name) => parsePriorityRules(readFileSync(new URL(name, folder), 'utf8'))),
  );
}

/**
 * The rules of one YAML file, which is a list of them; unknown keys are refused.
 * @throws Error for a list that is none, a place, a time or a name that can not be
 */
export function parsePriorityRules(yaml: string): readonly PriorityRule[] {
  const document: unknown = parse(yaml);
  if (!validate(document)) {
    const [error] = validate.errors ?? [];
    throw new Error(
      `priority rules ${error?.instancePath ?? ''}: ${error?.message ?? 'are no list of rules'}`,
    );
  }
  for (const { id, division, validFrom, validTo } of document) {
    if (!isDivisionCode(division) || division.length !== 6)
      throw new Error(`${id}: ${division} is no division`);
    if (!isCalendarDay(validFrom) || !(validTo === null || (isCalendarDay(validTo) && validTo > validFrom)))
      throw new Error(`${id}: its time in force is none`);
  }
  return checkTogether(document);
}

/** Of one group and division one rule at a time is in force, and an id means one rule. */
function checkTogether(rules: readonly PriorityRule[]): readonly PriorityRule[] {
  for (const [index, rule] of rules.entries())
    for (const other of rules.slice(0, index)) {
      if (other.id === rule.id) throw new Error(`two priority rules are called ${rule.id}`);
      if (other.group === rule.group && other.division === rule.division && overlap(other, rule))
        throw new Error(`${other.id} and ${rule.id} are in force at a time`);
    }
  return rules;
}

function overlap(one: PriorityRule, other: PriorityRule): boolean {
  return (
    (one.validTo === null || one.validTo > other.validFrom) &&
    (other.validTo === null || other.validTo > one.validFrom)
  );
}
