import { readFileSync } from 'node:fs';
import { Ajv, type JSONSchemaType } from 'ajv';
import { parse } from 'yaml';
import { withinRegion } from '../../../identifiers/division.ts';
import type { DivisionCode, Fen, IsoDate } from './measures.ts';

interface MinimumWage {
  readonly division: DivisionCode;
  readonly validFrom: IsoDate;
  /** The first day on which it holds no more; null while it holds. */
  readonly validTo: IsoDate | null;
  readonly monthlyFen: Fen;
}

const SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['division', 'validFrom', 'monthlyFen'],
    properties: {
      division: { type: 'string', pattern: '^[0-9]{6}$' },
      validFrom: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
      validTo: { type: ['string', 'null'], default: null },
      monthlyFen: { type: 'integer', minimum: 1 },
    },
  },
} as unknown as JSONSchemaType<MinimumWage[]>;

const validate = new Ajv({ useDefaults: true, allowUnionTypes: true }).compile(SCHEMA);

function readMinimumWages(yaml: string): readonly MinimumWage[] {
  const document: unknown = parse(yaml);
  if (!validate(document)) throw new TypeError('no list of minimum wages');
  return document;
}

const MINIMUM_WAGES = readMinimumWages(readFileSync(new URL('minimum-wages.yaml', import.meta.url), 'utf8'));

/** The minimum wage a month for full-time work in a county on a day; null where none is known. */
export function minimumWageFen(county: DivisionCode, day: IsoDate): Fen | null {
  const held = MINIMUM_WAGES.filter(
    ({ division, validFrom, validTo }) =>
      withinRegion(county, division) && validFrom <= day && (validTo === null || day < validTo),
  );
  // The least wide division, which has the fewest zeros at its end.
  held.sort((a, b) => b.division.replace(/0+$/u, '').length - a.division.replace(/0+$/u, '').length);
  return held[0]?.monthlyFen ?? null;
}
