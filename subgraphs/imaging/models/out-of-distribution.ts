/** Where the embeddings of images like those learnt from lie, and how far away is too far. */
export interface Distribution {
  readonly mean: Float64Array;
  /** The inverse of the covariance, row by row. */
  readonly precision: Float64Array;
  /** Distances above this are out of distribution. */
  readonly threshold: number;
}

/** Mahalanobis's distance of an embedding from what is known. */
export function distanceFrom({ mean, precision }: Distribution, embedding: Float32Array): number {
  const size = mean.length;
  let sum = 0;
  for (let row = 0; row < size; row += 1) {
    let inner = 0;
    for (let column = 0; column < size; column += 1)
      inner += (precision[row * size + column] ?? 0) * ((embedding[column] ?? 0) - (mean[column] ?? 0));
    sum += inner * ((embedding[row] ?? 0) - (mean[row] ?? 0));
  }
  return Math.sqrt(Math.max(0, sum));
}

/**
 * Fits the distribution to `known` embeddings, the covariance shrunk towards a ball by Ledoit and Wolf's (2004) share;
 * the threshold is what `share` of the images `held out` stay below.
 */
export function fitDistribution(
  known: readonly Float32Array[],
  heldOut: readonly Float32Array[],
  share = 0.99,
): Distribution {
  const size = known[0]?.length ?? 0;
  const mean = new Float64Array(size);
  for (const one of known)
    for (let at = 0; at < size; at += 1) mean[at] = (mean[at] ?? 0) + (one[at] ?? 0) / known.length;
  const centred = known.map((one) => Float64Array.from(one, (value, at) => value - (mean[at] ?? 0)));
  const precision = inverse(shrunk(centred, size), size);
  const fitted = { mean, precision, threshold: Infinity };
  const distances = Float64Array.from(heldOut, (one) => distanceFrom(fitted, one)).sort();
  return { ...fitted, threshold: distances[Math.floor(share * (distances.length - 1))] ?? 0 };
}

function shrunk(centred: readonly Float64Array[], size: number): Float64Array {
  const covariance = new Float64Array(size * size);
  for (const one of centred)
    for (let row = 0; row < size; row += 1)
      for (let column = 0; column < size; column += 1)
        covariance[row * size + column] =
          (covariance[row * size + column] ?? 0) + ((one[row] ?? 0) * (one[column] ?? 0)) / centred.length;
  let trace = 0;
  for (let at = 0; at < size; at += 1) trace += covariance[at * size + at] ?? 0;
  const radius = trace / size;
  const squares = covariance.reduce((sum, value) => sum + value * value, 0);
  const away = squares - size * radius * radius;
  // The mean over cases of |x·xᵀ − covariance|² is that of |x|⁴, less |covariance|².
  const fourth = centred.reduce(
    (sum, one) => sum + one.reduce((total, value) => total + value * value, 0) ** 2,
    0,
  );
  const error = (fourth / centred.length - squares) / centred.length;
  const share = away > 0 ? Math.min(1, Math.max(0, error / away)) : 1;
  return covariance.map((value, at) => (1 - share) * value + (at % (size + 1) === 0 ? share * radius : 0));
}

/** Gauss and Jordan's, for a matrix that is symmetric and positive. */
function inverse(matrix: Float64Array, size: number): Float64Array {
  const left = Float64Array.from(matrix);
  const right = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  for (let pivot = 0; pivot < size; pivot += 1) {
    const scale = 1 / (left[pivot * size + pivot] ?? 1);
    for (let column = 0; column < size; column += 1) {
      left[pivot * size + column] = (left[pivot * size + column] ?? 0) * scale;
      right[pivot * size + column] = (right[pivot * size + column] ?? 0) * scale;
    }
    for (let row = 0; row < size; row += 1) {
      const factor = left[row * size + pivot] ?? 0;
      if (row === pivot || factor === 0) continue;
      for (let column = 0; column < size; column += 1) {
        const at = row * size + column;
        left[at] = (left[at] ?? 0) - factor * (left[pivot * size + column] ?? 0);
        right[at] = (right[at] ?? 0) - factor * (right[pivot * size + column] ?? 0);
      }
    }
  }
  return right;
}

/** Numbers as a card keeps them: base64 of little-endian floats of 32 bits. */
export function packFloats(values: Float64Array): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeFloatLE(value, at * 4);
  return bytes.toString('base64');
}

export function unpackFloats(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return Float64Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4));
}
