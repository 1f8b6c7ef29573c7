import { Ajv, type JSONSchemaType } from 'ajv';
import { parse } from 'yaml';
import type { SelectedField, SelectedObject } from '../operation/saved-operation.ts';
import type { AnswerPath } from '../../kit/following/ask-hub.ts';

/**
 * What the rules of one audit must say of cases, as data (`audits/cases/`), so that whoever writes a rule can write its
 * tests. `base` is one whole case of the population.
 */
export interface RuleCases {
  readonly audit: string;
  /** The day on which the cases are looked at. */
  readonly asOf: string;
  readonly base: CaseValues;
  readonly cases: readonly RuleCase[];
}

export type CaseValues = Readonly<Record<string, unknown>>;

/** One case: `base` with some places changed. */
export interface RuleCase {
  readonly name: string;
  /** The exemption for want of which the case would be a finding; null for other cases. */
  readonly exemption: string | null;
  /** Place (`members.0.person.id`) → what stands there instead. */
  readonly with: CaseValues;
  /** Places that the hub refused. */
  readonly refused: readonly string[];
  /** Rule → what it says: `YES`, or `CANNOT_TELL` and what is missing. A rule that is not named must say NO. */
  readonly expect: Readonly<Record<string, string | readonly string[]>>;
}

const text = { type: 'string', minLength: 1 } as const;
const outcome = { type: 'string', pattern: '^(YES|CANNOT_TELL [^ ].*)$' } as const;

const validate = new Ajv({ useDefaults: true, allowUnionTypes: true }).compile({
  type: 'object',
  additionalProperties: false,
  required: ['audit', 'asOf', 'base', 'cases'],
  properties: {
    audit: text,
    asOf: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
    base: { type: 'object' },
    cases: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'expect'],
        properties: {
          name: text,
          exemption: { type: ['string', 'null'], default: null },
          with: { type: 'object', default: {} },
          refused: { type: 'array', items: text, default: [] },
          expect: {
            type: 'object',
            additionalProperties: { anyOf: [outcome, { type: 'array', minItems: 1, items: outcome }] },
          },
        },
      },
    },
  },
} as unknown as JSONSchemaType<RuleCases>);

/** Reads a file of cases; unknown keys are refused. */
export function readRuleCases(yaml: string): RuleCases {
  const cases: unknown = parse(yaml);
  if (validate(cases)) return cases;
  const [error] = validate.errors ?? [];
  throw new TypeError(`${error?.instancePath ?? ''} ${error?.message ?? 'is no file of cases'}`);
}

/** A case as the hub would answer it: what the author left out is there and empty, records and people have keys. */
export function answerOf({ base }: RuleCases, ruleCase: RuleCase, node: SelectedObject): CaseValues {
  const values = structuredClone(base) as Record<string, unknown>;
  for (const [place, value] of Object.entries(ruleCase.with))
    setAt(values, place.split('.'), structuredClone(value));
  return completed(values, node, 'case');
}

/** The places of a case that were refused, as paths of the answer. */
export function refusedPaths(ruleCase: RuleCase, population: string): readonly AnswerPath[] {
  return ruleCase.refused.map((place) => [
    population,
    'nodes',
    0,
    ...place.split('.').map((step) => (/^\d+$/u.test(step) ? Number(step) : step)),
  ]);
}

/** Every rule that a case expects something of, with all that it says, in the order of the text. */
export function expectedOutcomes(ruleCase: RuleCase): readonly string[] {
  return Object.entries(ruleCase.expect)
    .flatMap(([rule, said]) => (typeof said === 'string' ? [said] : said).map((one) => `${rule} ${one}`))
    .sort();
}

function setAt(
  values: Record<string, unknown>,
  [step = '', ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    values[step] = value;
    return;
  }
  const next = values[step];
  if (typeof next !== 'object' || next === null) throw new TypeError(`nothing stands at \`${step}\``);
  setAt(next as Record<string, unknown>, rest, value);
}

const RESIDENT = 'RID:239901198001010019';
const FILLED: Readonly<Record<string, (place: string) => string>> = {
  recordKey: (place) => place,
  recordedAt: () => '2026-10-02T03:04:05.000Z',
};

function completed(values: CaseValues, object: SelectedObject, place: string): CaseValues {
  for (const name of Object.keys(values))
    if (!object.fields.has(name)) throw new TypeError(`the operation selects no \`${name}\` at ${place}`);
  return Object.fromEntries(
    [...object.fields].map(([name, field]) => [
      name,
      name in values
        ? completedField(values[name], field, `${place}.${name}`)
        : emptyField(field, object.typeName, place),
    ]),
  );
}

function completedField(value: unknown, field: SelectedField, place: string): unknown {
  if (field.kind === 'leaf' || value === null) return value;
  if (field.kind === 'object') return completed(value as CaseValues, field.object, place);
  return (value as readonly CaseValues[]).map((item, index) =>
    completed(item, field.object, `${place}.${index}`),
  );
}

function emptyField(field: SelectedField, typeName: string, place: string): unknown {
  if (field.kind === 'list') return [];
  if (field.kind === 'object') return null;
  if (typeName === 'Person' && field.fieldName === 'id') return RESIDENT;
  return FILLED[field.fieldName]?.(place) ?? null;
}
