/** What the cells of one label add up to, and what each has contributed. */
export interface Decomposition {
  readonly logit: number;
  /** Per cell; they sum to 1, and each is how fast the logit follows the cell: ∂logit/∂evidence. */
  readonly share: Float64Array;
}

/**
 * The logit of one label as the model makes it of the label's cells, (logsumexp(R·e) − ln n) / R, taken apart again.
 * The heat map shows the shares: it is no picture beside the score, it is the score.
 */
export function decompose(evidence: Float32Array, sharpness: number): Decomposition {
  let greatest = -Infinity;
  for (const value of evidence) greatest = Math.max(greatest, value * sharpness);
  const share = new Float64Array(evidence.length);
  let sum = 0;
  for (let cell = 0; cell < evidence.length; cell += 1) {
    const power = Math.exp(sharpness * (evidence[cell] ?? 0) - greatest);
    share[cell] = power;
    sum += power;
  }
  for (let cell = 0; cell < share.length; cell += 1) share[cell] = (share[cell] ?? 0) / sum;
  return { logit: (greatest + Math.log(sum / evidence.length)) / sharpness, share };
}

/**
 * What each cell adds to the logit of a model that averages features and weighs them, Σ weight·relu(feature) / cells:
 * with the classifier's bias they sum to the logit. Cells may speak against.
 * @param features channels × cells
 */
export function classActivation(features: Float32Array, weights: Float64Array): Float64Array {
  const cells = features.length / weights.length;
  const result = new Float64Array(cells);
  for (let channel = 0; channel < weights.length; channel += 1)
    for (let cell = 0; cell < cells; cell += 1)
      result[cell] =
        (result[cell] ?? 0) +
        ((weights[channel] ?? 0) * Math.max(0, features[channel * cells + cell] ?? 0)) / cells;
  return result;
}
