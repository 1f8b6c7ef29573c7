import { CHEST_LABELS, type ChestLabel } from './chest-labels.ts';
import type { Estimate } from '../models/intervals.ts';
import type { LabelCard, Metric, ModelCard, Stage, Words } from '../models/model-card.ts';
import { subgroupGap } from '../models/subgroup-gap.ts';
import { CHEST_INPUT } from './data-set.ts';
import { LABEL_COUNT, SHARPNESS } from './network.ts';
import { CELLS } from './phantom/phantom.ts';
import { SITE_NAMES } from './phantom/expose.ts';
import type { LabelFigures } from './validate.ts';

/** What the lower end of an AUC's interval must reach, and how far groups may lie apart. */
const FLOOR = 0.9;
const SUBGROUP_GAP = 0.05;

interface LabelWords {
  readonly title: Words;
  readonly code: LabelCard['code'];
  readonly critical: boolean;
}

const WORDS: Readonly<Record<ChestLabel, LabelWords>> = {
  nodule: {
    title: { en: 'Lung nodule', zh: '肺结节' },
    code: { value: '427359005', meaning: 'Solitary nodule of lung' },
    critical: false,
  },
  effusion: {
    title: { en: 'Pleural effusion', zh: '胸腔积液' },
    code: { value: '60046008', meaning: 'Pleural effusion' },
    critical: false,
  },
  cardiomegaly: {
    title: { en: 'Cardiomegaly', zh: '心影增大' },
    code: { value: '8186001', meaning: 'Cardiomegaly' },
    critical: false,
  },
  pneumothorax: {
    title: { en: 'Pneumothorax', zh: '气胸' },
    code: { value: '36118008', meaning: 'Pneumothorax' },
    critical: true,
  },
  consolidation: {
    title: { en: 'Consolidation', zh: '肺实变' },
    code: { value: '95436008', meaning: 'Lung consolidation' },
    critical: false,
  },
  rib_fracture: {
    title: { en: 'Rib fracture', zh: '肋骨骨折' },
    code: { value: '33737001', meaning: 'Fracture of rib' },
    critical: false,
  },
};

/** What is known to be beyond the model, whatever its figures say. */
const WEAKNESSES: Partial<Readonly<Record<ChestLabel, Words>>> = {
  nodule: {
    en: 'weak: vessels seen end on look the same, and a third of the nodules are smaller than four pixels',
    zh: '弱项：轴位血管影与结节相似，且约三分之一结节小于四个像素',
  },
  effusion: {
    en: 'weak: of small effusions in the angle of the diaphragm about half are missed',
    zh: '弱项：肋膈角处的少量积液约半数漏检',
  },
  rib_fracture: {
    en: 'can not be told: gaps of 1.5 to 4 mm are lost in pixels of 3 mm',
    zh: '无法判断：1.5 至 4 毫米的断端间隙在 3 毫米像素下不可见',
  },
};

export interface DemonstrationFigures {
  readonly sha256: string;
  readonly images: number;
  readonly labels: readonly LabelFigures[];
  readonly outOfDistribution: ModelCard['outOfDistribution'];
}

/** The card of a model trained on phantoms. A label is assistive where it reaches its floor without a gap. */
export function demonstrationCard(figures: DemonstrationFigures): ModelCard {
  return {
    name: 'chest-demonstration',
    version: '1.0.0',
    title: { en: 'Chest demonstration', zh: '胸片演示模型' },
    file: 'model.onnx',
    sha256: figures.sha256,
    opset: 13,
    input: CHEST_INPUT,
    output: {
      logits: 'logits',
      count: LABEL_COUNT,
      activation: 'sigmoid',
      evidence: { kind: 'logsumexp', name: 'evidence', cells: [CELLS, CELLS], sharpness: SHARPNESS },
      embedding: { name: 'embedding', size: 64 },
    },
    labels: figures.labels.map((label, at) => labelCard(at, label)),
    ...STATEMENTS,
    certificate: { status: 'demonstration, not registered' },
    trainingData: {
      description: {
        en: 'Phantoms computed by Beer–Lambert attenuation for three imagined sites (A, B, C); no image of a person',
        zh: '按比尔–朗伯衰减定律为三个虚拟站点（A、B、C）计算生成的体模图像；不含任何真人影像',
      },
      images: figures.images,
    },
    subgroupGap: SUBGROUP_GAP,
    outOfDistribution: figures.outOfDistribution,
  };
}

function labelCard(at: number, figures: LabelFigures): LabelCard {
  const name = CHEST_LABELS[at] ?? 'nodule';
  const stages = Object.fromEntries(
    SITE_NAMES.map((site): [string, Stage] => [site, stageFor(name, site, figures.metrics)]),
  );
  return {
    name,
    output: at,
    ...WORDS[name],
    weakness: WEAKNESSES[name] ?? null,
    floor: FLOOR,
    stages,
    waiver: null,
    calibration: figures.calibration,
    metrics: figures.metrics.map(rounded),
    operatingPoints: figures.operatingPoints,
    calibrationError: round(figures.calibrationError ?? 0),
    pointing: figures.pointing && roundedEstimate(figures.pointing),
  };
}

/** The same question as the gate asks; a weak label does not even ask. */
function stageFor(name: ChestLabel, site: string, metrics: readonly Metric[]): Stage {
  if (WEAKNESSES[name] !== undefined) return 'silent';
  const here = metrics.filter((metric) => metric.site === site);
  const everybody = here.find(({ sex, age }) => sex === null && age === null);
  const isGood = everybody !== undefined && everybody.auc.low >= FLOOR && subgroupGap(here) <= SUBGROUP_GAP;
  return isGood ? 'assistive' : 'silent';
}

const STATEMENTS: Pick<ModelCard, 'intendedUse' | 'limitations' | 'limits'> = {
  intendedUse: {
    en: 'Shows how the imaging cloud works. Not for clinical use.',
    zh: '用于演示影像云的工作方式，不得用于临床。',
  },
  limitations: [
    {
      en: 'It has never seen an image of a person; its figures say nothing about people.',
      zh: '从未见过真人影像，其指标不能说明对真实患者的效果。',
    },
    {
      en: 'Cardiomegaly and pneumothorax of phantoms are easier than those of people.',
      zh: '体模中的心影增大和气胸比真实病例容易识别。',
    },
    {
      en: 'Thresholds found at one site do not hold at another; a new site begins silent.',
      zh: '一个站点的阈值不适用于另一站点；新站点一律从静默阶段开始。',
    },
  ],
  limits: {
    modalities: ['DX', 'CR'],
    views: ['PA', 'AP'],
    bodyParts: ['CHEST'],
    lateralities: ['B', 'U'],
    ageYears: { from: 18, to: 120 },
    fieldMm: { from: 300, to: 480 },
  },
};

function rounded(metric: Metric): Metric {
  return {
    ...metric,
    auc: roundedEstimate(metric.auc),
    sensitivity: roundedEstimate(metric.sensitivity),
    specificity: roundedEstimate(metric.specificity),
  };
}

function roundedEstimate({ value, low, high }: Estimate): Estimate {
  return { value: round(value), low: round(low), high: round(high) };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
