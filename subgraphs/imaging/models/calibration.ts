/** How a model's own score becomes a probability: as it is, or by Platt's line through its logits. */
export type Calibration =
  { readonly kind: 'none' } | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number };

export function sigmoid(logit: number): number {
  return logit >= 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));
}

/** @param score the model's own, from 0 to 1 */
export function calibrated(score: number, calibration: Calibration): number {
  if (calibration.kind === 'none') return score;
  const clipped = Math.min(1 - 1e-12, Math.max(1e-12, score));
  const logit = Math.log(clipped / (1 - clipped));
  return sigmoid(calibration.slope * logit + calibration.intercept);
}

/** Scores of images and whether what was looked for is there. */
export interface Scored {
  readonly score: number;
  readonly truth: boolean;
}

const NEWTON_STEPS = 50;
/** Keeps the line finite where the scores part the two without an error. */
const RIDGE = 1e-3;

/** Platt's line, with his softened targets, by Newton's method. */
export function fitPlatt(cases: readonly Scored[]): Calibration {
  const positives = cases.filter(({ truth }) => truth).length;
  const negatives = cases.length - positives;
  const targets = { yes: (positives + 1) / (positives + 2), no: 1 / (negatives + 2) };
  const points = cases.map(({ score, truth }) => {
    const clipped = Math.min(1 - 1e-12, Math.max(1e-12, score));
    return { x: Math.log(clipped / (1 - clipped)), y: truth ? targets.yes : targets.no };
  });
  let slope = 1;
  let intercept = 0;
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    let [gradientS, gradientI, ss, si, ii] = [RIDGE * (slope - 1), 0, RIDGE, 0, RIDGE];
    for (const { x, y } of points) {
      const p = sigmoid(slope * x + intercept);
      const weight = Math.max(1e-9, p * (1 - p));
      gradientS += (p - y) * x;
      gradientI += p - y;
      ss += weight * x * x;
      si += weight * x;
      ii += weight;
    }
    const determinant = ss * ii - si * si;
    slope -= (ii * gradientS - si * gradientI) / determinant;
    intercept -= (ss * gradientI - si * gradientS) / determinant;
  }
  return { kind: 'platt', slope, intercept };
}

/** The expected calibration error over ten bins of equal width. */
export function calibrationError(cases: readonly Scored[]): number {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, scores: 0, truths: 0 }));
  for (const { score, truth } of cases) {
    const bin = bins[Math.min(9, Math.floor(score * 10))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.scores += score;
    bin.truths += truth ? 1 : 0;
  }
  return bins.reduce((sum, { scores, truths }) => sum + Math.abs(scores - truths), 0) / cases.length;
}
