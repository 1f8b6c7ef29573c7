import { Ajv } from 'ajv';
import { parse } from 'yaml';
import type { ModelCard } from './model-card.ts';
import { ModelRefused } from './refusal.ts';

/** All of these keys and no others; `optional` may be left out. */
function record(
  properties: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
) {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties: { ...properties, ...optional },
  };
}
const orNull = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });
const listOf = (items: object, minItems = 0): object => ({ type: 'array', items, minItems });

const TEXT = { type: 'string', minLength: 1 };
const NUMBER = { type: 'number' };
const COUNT = { type: 'integer', minimum: 0 };
const SIZE = { type: 'integer', minimum: 1, maximum: 1_000_000 };
const SHARE = { type: 'number', minimum: 0, maximum: 1 };
const SHA256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const DAY = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const WORDS = record({ en: TEXT, zh: TEXT });
const ESTIMATE = record({ value: SHARE, low: SHARE, high: SHARE });
/** A heat map travels through the graph: it is coarse, so that nobody makes an image of it. */
const CELLS = { type: 'integer', minimum: 1, maximum: 32 };
const PAIR = { type: 'array', items: CELLS, minItems: 2, maxItems: 2 };
/** A file beside the card, or where MONAI bundles have it; never a path out of the folder. */
const FILE = { type: 'string', pattern: '^(models/)?[\\w-][\\w.-]*\\.onnx$' };

const METRIC = record({
  site: TEXT,
  sex: { enum: ['F', 'M', null] },
  age: { enum: ['18-64', '65+', null] },
  images: COUNT,
  positives: COUNT,
  auc: ESTIMATE,
  sensitivity: ESTIMATE,
  specificity: ESTIMATE,
});

const LABEL = record(
  {
    name: { type: 'string', pattern: '^[a-z][a-z0-9_]*$' },
    output: COUNT,
    title: WORDS,
    code: orNull(record({ value: TEXT, meaning: TEXT })),
    critical: { type: 'boolean' },
    weakness: orNull(WORDS),
    floor: { type: 'number', minimum: 0.5, maximum: 1 },
    stages: { type: 'object', additionalProperties: { enum: ['silent', 'assistive'] } },
    waiver: orNull(record({ reason: WORDS, by: TEXT, until: DAY })),
    calibration: {
      anyOf: [
        record({ kind: { const: 'none' } }),
        record({ kind: { const: 'platt' }, slope: NUMBER, intercept: NUMBER }),
      ],
    },
    metrics: listOf(METRIC),
    operatingPoints: listOf(record({ sha256: SHA256, site: TEXT, threshold: NUMBER, aim: SHARE })),
    calibrationError: orNull(SHARE),
    pointing: orNull(ESTIMATE),
  },
  { opNorm: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 } },
);

const INPUT = record({
  name: TEXT,
  height: SIZE,
  width: SIZE,
  range: { type: 'array', items: NUMBER, minItems: 2, maxItems: 2 },
  window: { enum: ['percentile-1-99', 'stored-range'] },
  fit: { enum: ['letterbox', 'centre-crop'] },
});

const EVIDENCE = {
  anyOf: [
    record({ kind: { const: 'logsumexp' }, name: TEXT, cells: PAIR, sharpness: NUMBER }),
    record({ kind: { const: 'class-activation' }, name: TEXT, cells: PAIR, channels: SIZE, weights: TEXT }),
    { type: 'null' },
  ],
};

const CARD = record({
  name: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
  version: TEXT,
  title: WORDS,
  file: FILE,
  sha256: SHA256,
  opset: SIZE,
  input: INPUT,
  output: record({
    logits: TEXT,
    count: SIZE,
    activation: { enum: ['sigmoid', 'op-norm'] },
    evidence: EVIDENCE,
    embedding: orNull(record({ name: TEXT, size: SIZE })),
  }),
  labels: listOf(LABEL, 1),
  intendedUse: WORDS,
  limitations: listOf(WORDS),
  limits: record({
    modalities: listOf(TEXT, 1),
    views: listOf(TEXT, 1),
    bodyParts: listOf(TEXT, 1),
    lateralities: listOf(TEXT),
    ageYears: record({ from: { type: 'integer', minimum: 18 }, to: COUNT }),
    fieldMm: record({ from: NUMBER, to: NUMBER }),
  }),
  certificate: {
    anyOf: [
      record({ status: { const: 'demonstration, not registered' } }),
      record({
        status: { const: 'registered' },
        authority: TEXT,
        number: TEXT,
        class: { enum: ['II', 'III'] },
        validUntil: DAY,
      }),
    ],
  },
  trainingData: record({ description: WORDS, images: COUNT }),
  subgroupGap: SHARE,
  outOfDistribution: {
    anyOf: [
      record({
        kind: { const: 'mahalanobis' },
        mean: TEXT,
        precision: TEXT,
        threshold: NUMBER,
        falseAlarms: ESTIMATE,
      }),
      record({ kind: { const: 'none' }, reason: TEXT }),
    ],
  },
});

const isCard = new Ajv({ allErrors: true, strict: false }).compile<ModelCard>(CARD);

/** Reads a card. @throws ModelRefused CARD_FIELD with each field that is missing, unknown or not what it must be */
export function readModelCard(text: string): ModelCard {
  const card: unknown = parse(text);
  if (isCard(card)) return card;
  throw new ModelRefused(
    (isCard.errors ?? []).map(({ instancePath, message, params }) => {
      const { additionalProperty } = params as { readonly additionalProperty?: string };
      const where = instancePath.slice(1).replaceAll('/', '.') || 'the card';
      const unknown = additionalProperty === undefined ? '' : ` (${additionalProperty})`;
      return { check: 'CARD_FIELD', detail: `${where} ${message ?? 'is wrong'}${unknown}` };
    }),
  );
}
