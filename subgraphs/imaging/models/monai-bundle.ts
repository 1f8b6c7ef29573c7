import { Ajv } from 'ajv';
import type { ModelCard } from './model-card.ts';
import { ModelRefused, type Refusal } from './refusal.ts';

/** Where a MONAI bundle says what it is; a folder that has it is a bundle. */
export const METADATA_FILE = 'configs/metadata.json';

interface BundleTensor {
  readonly num_channels: number;
  readonly spatial_shape: readonly unknown[];
  readonly dtype: string;
  readonly value_range: readonly number[];
  readonly channel_def: Readonly<Record<string, string>>;
}

interface BundleMetadata {
  readonly network_data_format: {
    readonly inputs: Readonly<Record<string, BundleTensor>>;
    readonly outputs: Readonly<Record<string, BundleTensor>>;
  };
}

const TEXT = { type: 'string', minLength: 1 };
const TENSOR = {
  type: 'object',
  required: [
    'type',
    'format',
    'num_channels',
    'spatial_shape',
    'dtype',
    'value_range',
    'is_patch_data',
    'channel_def',
  ],
  properties: {
    num_channels: { type: 'integer' },
    spatial_shape: { type: 'array' },
    dtype: TEXT,
    value_range: { type: 'array', items: { type: 'number' } },
    channel_def: { type: 'object', additionalProperties: { type: 'string' } },
  },
};
const TENSORS = { type: 'object', additionalProperties: TENSOR };
const PACKAGES = ['optional_packages_version', 'required_packages_version'];

/** What the bundle specification makes mandatory; `required_packages_version` since its schema of 2024-07-25. */
const isMetadata = new Ajv({ allErrors: true, strict: false }).compile<BundleMetadata>({
  type: 'object',
  required: [
    'version',
    'monai_version',
    'pytorch_version',
    'numpy_version',
    'task',
    'description',
    'authors',
    'copyright',
    'network_data_format',
  ],
  anyOf: PACKAGES.map((name) => ({ required: [name] })),
  properties: {
    version: TEXT,
    task: TEXT,
    network_data_format: {
      type: 'object',
      required: ['inputs', 'outputs'],
      properties: { inputs: TENSORS, outputs: TENSORS },
    },
  },
});

/**
 * Compares a card with what the bundle says of itself. The specification asks for a `model.pt`; here the ONNX export
 * that the card names is enough.
 * @throws ModelRefused BUNDLE_MISMATCH
 */
export function checkMonaiBundle(metadata: unknown, card: ModelCard): void {
  const problems = isMetadata(metadata)
    ? mismatches(metadata, card)
    : (isMetadata.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath} ${message ?? 'is wrong'}`,
      );
  const refusals = problems.map((detail): Refusal => ({ check: 'BUNDLE_MISMATCH', detail }));
  if (refusals.length > 0) throw new ModelRefused(refusals);
}

function mismatches({ network_data_format: format }: BundleMetadata, card: ModelCard): readonly string[] {
  const input = format.inputs[card.input.name];
  const output = format.outputs[card.output.logits];
  if (input === undefined) return [`the bundle has no input ${card.input.name}`];
  if (output === undefined) return [`the bundle has no output ${card.output.logits}`];
  const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
  const misnamed = card.labels.filter(({ name, output: at }) => {
    const declared = output.channel_def[String(at)];
    return declared?.toLowerCase().replaceAll(/[\s-]/gu, '_') !== name;
  });
  return [
    ...(input.dtype === 'float32' ? [] : [`the input is of ${input.dtype}`]),
    ...(input.num_channels === 1 ? [] : ['the input has more channels than one']),
    ...(same(input.spatial_shape, [card.input.height, card.input.width])
      ? []
      : ['the input has another size']),
    ...(same(input.value_range, card.input.range) ? [] : ['the input has another range of values']),
    ...(output.num_channels === card.output.count ? [] : ['the output has another number of labels']),
    ...misnamed.map(({ name, output: at }) => `output ${at} is not ${name}`),
  ];
}
