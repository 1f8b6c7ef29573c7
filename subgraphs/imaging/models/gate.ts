import { dayInChina } from '../../../identifiers/calendar-day.ts';
import type { LabelCard, ModelCard } from './model-card.ts';
import type { GateCheck, Refusal } from './refusal.ts';
import { subgroupGap } from './subgroup-gap.ts';

/** One input or output as the model itself declares it. */
export interface DeclaredTensor {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** What was found in the model's file. */
export interface ModelFacts {
  readonly sha256: string;
  readonly opset: number | null;
  readonly inputs: readonly DeclaredTensor[];
  readonly outputs: readonly DeclaredTensor[];
}

/** `clinical`: what is shown may be relied on in care, so that a valid certificate is needed. */
export interface GateUse {
  readonly display: 'clinical' | 'demonstration';
  readonly today: Date;
}

/** Everything that speaks against using a model as its card asks; empty where nothing does. */
export function refusalsOf(card: ModelCard, facts: ModelFacts, use: GateUse): readonly Refusal[] {
  return [
    ...fileRefusals(card, facts),
    ...interfaceRefusals(card, facts),
    ...certificateRefusals(card, use),
    ...distributionRefusals(card),
    ...card.labels.flatMap((label) => labelRefusals(card, label, use)),
  ];
}

function refuse(check: GateCheck, holds: boolean, detail: string): readonly Refusal[] {
  return holds ? [] : [{ check, detail }];
}

function fileRefusals(card: ModelCard, facts: ModelFacts): readonly Refusal[] {
  return [
    ...refuse('HASH_MISMATCH', facts.sha256 === card.sha256, `the file has ${facts.sha256}`),
    ...refuse('OPSET_MISMATCH', facts.opset === card.opset, `the file has opset ${facts.opset ?? 'none'}`),
  ];
}

/** The shapes that a card promises; the first size, of images, is free. */
export function promisedOutputs({ output }: ModelCard): readonly DeclaredTensor[] {
  const float = (name: string, ...sizes: readonly number[]): DeclaredTensor => ({
    name,
    type: 'float32',
    shape: ['N', ...sizes],
  });
  const { evidence, embedding, count } = output;
  return [
    float(output.logits, count),
    ...(evidence === null
      ? []
      : [float(evidence.name, evidence.kind === 'logsumexp' ? count : evidence.channels, ...evidence.cells)]),
    ...(embedding === null ? [] : [float(embedding.name, embedding.size)]),
  ];
}

function interfaceRefusals(card: ModelCard, { inputs, outputs }: ModelFacts): readonly Refusal[] {
  const { name, height, width } = card.input;
  const input: DeclaredTensor = { name, type: 'float32', shape: ['N', 1, height, width] };
  const others = inputs.filter((one) => one.name !== name).map((one) => one.name);
  return [
    ...refuse('IO_MISMATCH', others.length === 0, `the model also wants ${others.join(', ')}`),
    ...[
      { promised: input, declared: inputs },
      ...promisedOutputs(card).map((promised) => ({ promised, declared: outputs })),
    ].flatMap(({ promised, declared }) =>
      refuse(
        'IO_MISMATCH',
        declared.some((one) => fits(one, promised)),
        `the model has no ${promised.name} of ${promised.type} [${promised.shape.join(', ')}]`,
      ),
    ),
  ];
}

function fits(declared: DeclaredTensor, promised: DeclaredTensor): boolean {
  return (
    declared.name === promised.name &&
    declared.type === promised.type &&
    declared.shape.length === promised.shape.length &&
    promised.shape.every((size, at) => at === 0 || declared.shape[at] === size)
  );
}

function certificateRefusals({ certificate }: ModelCard, { display, today }: GateUse): readonly Refusal[] {
  if (display === 'demonstration') return [];
  if (certificate.status !== 'registered')
    return refuse('CERTIFICATE_MISSING', false, 'what is shown in care needs a registered model');
  const valid = certificate.validUntil >= dayInChina(today);
  return refuse('CERTIFICATE_EXPIRED', valid, `valid until ${certificate.validUntil}`);
}

function distributionRefusals({ labels, outOfDistribution, output }: ModelCard): readonly Refusal[] {
  if (outOfDistribution.kind === 'none') {
    const assistive = labels.some((label) => assistiveSites(label).length > 0);
    return refuse(
      'DISTRIBUTION_MISSING',
      !assistive,
      'a label is assistive, and foreign images are not told',
    );
  }
  const size = output.embedding?.size ?? 0;
  const bytes = (text: string): number => Buffer.from(text, 'base64').length;
  const whole =
    size > 0 &&
    bytes(outOfDistribution.mean) === size * 4 &&
    bytes(outOfDistribution.precision) === size * size * 4;
  return refuse('DISTRIBUTION_MISSING', whole, 'the statistics do not fit the embedding');
}

function assistiveSites({ stages }: LabelCard): readonly string[] {
  return Object.keys(stages).filter((site) => stages[site] === 'assistive');
}

function labelRefusals(card: ModelCard, label: LabelCard, use: GateUse): readonly Refusal[] {
  const alone = card.labels.filter((one) => one.output === label.output || one.name === label.name);
  const foreign = label.operatingPoints.filter(({ sha256 }) => sha256 !== card.sha256);
  return [
    ...refuse(
      'LABEL_OUTPUT',
      label.output < card.output.count && alone.length === 1,
      `${label.name}: output ${label.output} is not the label's alone`,
    ),
    ...refuse(
      'LABEL_OUTPUT',
      (card.output.activation === 'op-norm') === (label.opNorm !== undefined),
      `${label.name}: \`opNorm\` belongs to the activation op-norm, and only to it`,
    ),
    ...refuse(
      'OPERATING_POINT_FOREIGN',
      foreign.length === 0,
      `${label.name}: a threshold of another model is not carried over`,
    ),
    ...assistiveSites(label).flatMap((site) => siteRefusals(card, label, site, use)),
  ];
}

/** What speaks against a label at a site: it joins there only with figures and a threshold of that site. */
export function siteRefusals(
  { sha256, subgroupGap: allowed }: ModelCard,
  label: LabelCard,
  site: string,
  { today }: Pick<GateUse, 'today'>,
): readonly Refusal[] {
  const where = `${label.name} at ${site}`;
  const metrics = label.metrics.filter((metric) => metric.site === site);
  const everybody = metrics.find(({ sex, age }) => sex === null && age === null);
  const groups = GROUPS.filter(
    ([sex, age]) => !metrics.some((metric) => metric.sex === sex && metric.age === age),
  );
  const gap = subgroupGap(metrics);
  const waived = label.waiver !== null && label.waiver.until >= dayInChina(today);
  return [
    ...refuse(
      'OPERATING_POINT_MISSING',
      label.operatingPoints.some((point) => point.sha256 === sha256 && point.site === site),
      `${where}: no threshold was found for it; one of another site is not carried over`,
    ),
    ...refuse('METRICS_MISSING', everybody !== undefined, `${where}: no figures`),
    ...refuse('METRICS_MISSING', groups.length === 0, `${where}: no figures by sex and age`),
    ...refuse(
      'AUC_BELOW_FLOOR',
      everybody === undefined || everybody.auc.low >= label.floor,
      `${where}: the interval of the AUC begins at ${everybody?.auc.low ?? 0}, below ${label.floor}`,
    ),
    ...refuse('SUBGROUP_GAP', gap <= allowed || waived, `${where}: groups lie ${gap.toFixed(3)} apart`),
  ];
}

const GROUPS = [
  ['F', '18-64'],
  ['F', '65+'],
  ['M', '18-64'],
  ['M', '65+'],
] as const;
