import {
  calibrated,
  calibrationError,
  fitPlatt,
  type Calibration,
  type Scored,
} from '../models/calibration.ts';
import { shareEstimate } from '../models/intervals.ts';
import { measureLabel, thresholdFor } from '../models/measure-label.ts';
import type { LabelCard, ModelCard, OperatingPoint } from '../models/model-card.ts';
import { distanceFrom, fitDistribution, packFloats } from '../models/out-of-distribution.ts';
import type { Answer } from './answers.ts';
import { SITE_NAMES } from './phantom/expose.ts';

/** The sensitivity for which thresholds are chosen. */
const AIM = 0.95;

/** Answers of images that the model did not learn from: some to choose by, others to measure by. */
export interface Trials {
  readonly choosing: readonly Answer[];
  readonly measuring: readonly Answer[];
}

export type LabelFigures = Pick<
  LabelCard,
  'calibration' | 'metrics' | 'operatingPoints' | 'calibrationError' | 'pointing'
>;

/** Everything that is measured of one label. */
export function validateLabel(label: number, sha256: string, { choosing, measuring }: Trials): LabelFigures {
  const operatingPoints = SITE_NAMES.map((site): OperatingPoint => {
    const cases = choosing.filter((one) => one.site === site);
    return { sha256, site, threshold: thresholdFor(scored(cases, label), AIM), aim: AIM };
  });
  const calibration = chooseCalibration(scored(choosing, label));
  const positive = measuring.filter(({ truth }) => truth[label] === true);
  const images = measuring.map(({ site, sex, age, scores, truth }) => ({
    site,
    sex,
    ageYears: age,
    score: scores[label] ?? 0,
    truth: truth[label] === true,
  }));
  return {
    calibration,
    operatingPoints,
    calibrationError: calibrationError(
      scored(measuring, label).map(({ score, truth }) => ({ score: calibrated(score, calibration), truth })),
    ),
    pointing: shareEstimate(positive.filter(({ pointed }) => pointed[label]).length, positive.length),
    metrics: operatingPoints.flatMap(({ site, threshold }) => measureLabel(images, site, threshold)),
  };
}

/** Platt's line where it does better than none on images by which it was not fitted: it can do harm. */
export function chooseCalibration(cases: readonly Scored[]): Calibration {
  const fitted = fitPlatt(cases.filter((_, at) => at % 2 === 0));
  const others = cases.filter((_, at) => at % 2 === 1);
  const errorWith = (calibration: Calibration): number =>
    calibrationError(others.map(({ score, truth }) => ({ score: calibrated(score, calibration), truth })));
  return errorWith(fitted) < errorWith({ kind: 'none' }) ? fitted : { kind: 'none' };
}

function scored(answers: readonly Answer[], label: number): readonly Scored[] {
  return answers.map(({ scores, truth }) => ({ score: scores[label] ?? 0, truth: truth[label] === true }));
}

/**
 * Fits what is known to two thirds of the images to choose by, its threshold to the others. Images that were learnt from
 * would not do: their embeddings lie closer together than those of new ones.
 */
export function validateDistribution({ choosing, measuring }: Trials): ModelCard['outOfDistribution'] {
  const embeddings = (answers: readonly Answer[]): readonly Float32Array[] =>
    answers.map(({ embedding }) => embedding);
  const known = choosing.filter((_, at) => at % 3 !== 0);
  const others = choosing.filter((_, at) => at % 3 === 0);
  const fitted = fitDistribution(embeddings(known), embeddings(others));
  const alarms = embeddings(measuring).filter((one) => distanceFrom(fitted, one) > fitted.threshold);
  return {
    kind: 'mahalanobis',
    mean: packFloats(fitted.mean),
    precision: packFloats(fitted.precision),
    threshold: fitted.threshold,
    falseAlarms: shareEstimate(alarms.length, measuring.length),
  };
}
