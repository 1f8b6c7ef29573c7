import type { InputSpec } from '../inference/preprocess.ts';
import type { Calibration } from './calibration.ts';
import type { Estimate } from './intervals.ts';

/** In both languages in which people read it. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** `silent`: computed, kept and compared, shown to no reader. `assistive`: part of drafts. There is none beyond. */
export type Stage = 'silent' | 'assistive';
export type AgeBand = '18-64' | '65+';

export function bandOf(ageYears: number): AgeBand {
  return ageYears < 65 ? '18-64' : '65+';
}

/** How well a label was told of one group of test images. */
export interface Metric {
  readonly site: string;
  /** Null: of everybody. */
  readonly sex: 'F' | 'M' | null;
  readonly age: AgeBand | null;
  readonly images: number;
  readonly positives: number;
  readonly auc: Estimate;
  /** At the operating point of the site. */
  readonly sensitivity: Estimate;
  readonly specificity: Estimate;
}

/** A threshold, and for which model at which site it was found: it is never carried over. */
export interface OperatingPoint {
  readonly sha256: string;
  readonly site: string;
  /** Of the model's own score, before calibration. */
  readonly threshold: number;
  /** The sensitivity for which it was chosen. */
  readonly aim: number;
}

export interface LabelCard {
  readonly name: string;
  /** Which of the model's outputs. */
  readonly output: number;
  readonly title: Words;
  /** In SNOMED CT, where it has one. */
  readonly code: { readonly value: string; readonly meaning: string } | null;
  /** Whether somebody must hear of it at once. */
  readonly critical: boolean;
  /** What it can not do; null where it is as good as the others. */
  readonly weakness: Words | null;
  /** The lower end of the interval of its AUC must reach this wherever it is assistive. */
  readonly floor: number;
  /** Per site; where a site is not named the label is silent. */
  readonly stages: Readonly<Record<string, Stage>>;
  /** Why a gap between groups is borne, by whom it was decided and until when. */
  readonly waiver: { readonly reason: Words; readonly by: string; readonly until: string } | null;
  readonly calibration: Calibration;
  /** Of `op-norm` alone: the operating point of the training, which becomes one half. */
  readonly opNorm?: number;
  readonly metrics: readonly Metric[];
  readonly operatingPoints: readonly OperatingPoint[];
  /** Over all sites, of test images: the calibration error as it is used, and how often the hottest cell is a true one. */
  readonly calibrationError: number | null;
  readonly pointing: Estimate | null;
}

export type Certificate =
  | { readonly status: 'demonstration, not registered' }
  | {
      readonly status: 'registered';
      readonly authority: string;
      readonly number: string;
      readonly class: 'II' | 'III';
      readonly validUntil: string;
    };

/** How logits become scores; `op-norm` is torchxrayvision's. */
export type Activation = 'sigmoid' | 'op-norm';

/** Which output says where in the image a score comes from. Either takes the logit apart; nothing is painted beside it. */
export type EvidenceSpec =
  | {
      /** [labels × cells]: the logit is (logsumexp(sharpness·e) − ln cells) / sharpness. */
      readonly kind: 'logsumexp';
      readonly name: string;
      readonly cells: readonly [number, number];
      readonly sharpness: number;
    }
  | {
      /** [channels × cells]: the logit is a bias and the mean over cells of Σ weight·relu(feature). */
      readonly kind: 'class-activation';
      readonly name: string;
      readonly cells: readonly [number, number];
      readonly channels: number;
      /** Of the classifier, outputs × channels; base64 of little-endian floats of 32 bits. */
      readonly weights: string;
    };

/** Everything that is to be known of a model before it may be used. */
export interface ModelCard {
  readonly name: string;
  readonly version: string;
  readonly title: Words;
  /** Beside the card. */
  readonly file: string;
  readonly sha256: string;
  readonly opset: number;
  readonly input: InputSpec;
  readonly output: {
    readonly logits: string;
    /** How many the model puts out; labels name those that are valid. */
    readonly count: number;
    readonly activation: Activation;
    readonly evidence: EvidenceSpec | null;
    readonly embedding: { readonly name: string; readonly size: number } | null;
  };
  readonly labels: readonly LabelCard[];
  readonly intendedUse: Words;
  readonly limitations: readonly Words[];
  readonly limits: {
    readonly modalities: readonly string[];
    readonly views: readonly string[];
    readonly bodyParts: readonly string[];
    /** Which sides an image may be of; one that says nothing of a side is always taken. */
    readonly lateralities: readonly string[];
    readonly ageYears: { readonly from: number; readonly to: number };
    /** The height and width of what is seen, in mm. */
    readonly fieldMm: { readonly from: number; readonly to: number };
  };
  readonly certificate: Certificate;
  readonly trainingData: { readonly description: Words; readonly images: number };
  /** AUCs of men and women, young and old, may differ by no more than this. */
  readonly subgroupGap: number;
  readonly outOfDistribution:
    | {
        readonly kind: 'mahalanobis';
        /** Base64 of little-endian floats of 32 bits. */
        readonly mean: string;
        readonly precision: string;
        readonly threshold: number;
        /** Of test images of the same kind, the share that is held to be foreign. */
        readonly falseAlarms: Estimate;
      }
    | { readonly kind: 'none'; readonly reason: string };
}

/** Stands on everything that a model without a certificate puts out. */
export const DEMONSTRATION: Words = {
  en: 'demonstration, not for clinical use',
  zh: '仅供演示，不得用于临床',
};

/** Whether a label may be part of drafts at a site. */
export function stageOf(label: LabelCard, site: string): Stage {
  return Object.hasOwn(label.stages, site) ? (label.stages[site] ?? 'silent') : 'silent';
}
