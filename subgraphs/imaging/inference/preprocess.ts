import type { PixelFrame } from '../dicom/pixel-frame.ts';

/** Goes into every provenance record: what is read of the same pixels changes with it. */
export const PREPROCESSING_VERSION = '1';

/** What a model wants to be given; part of its card. */
export interface InputSpec {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  /** The values that the darkest and the brightest become. */
  readonly range: readonly [number, number];
  /**
   * `percentile-1-99`: from the image itself, the rest cut off. `stored-range`: all that the stored bits can say, as
   * torchxrayvision scales.
   */
  readonly window: 'percentile-1-99' | 'stored-range';
  /** How an image that is not as wide as high becomes so: with air around it, or with its middle alone. */
  readonly fit: 'letterbox' | 'centre-crop';
}

export interface PreparedImage {
  /** Height × width, bone bright; in shared memory, so that the workers of the pool read it without a copy. */
  readonly tensor: Float32Array;
  /** Between rows and between columns of the tensor; null where the image does not say. */
  readonly spacingMm: readonly [number, number] | null;
  /** Of the image's own pixels, the share that holds no value. */
  readonly paddingShare: number;
}

/** Why nothing can be made of an image. */
export type PreparationRefusal = 'PIXELS_UNREADABLE' | 'NOT_FINITE' | 'NO_CONTRAST' | 'SIZE_MISMATCH';

/**
 * Makes of a frame what the model wants. The same frame gives the same bits. A frame of 4 million pixels takes some
 * 50 ms: call it where nobody waits, in the worker that decodes.
 */
export function preprocess(frame: PixelFrame, input: InputSpec): PreparedImage | PreparationRefusal {
  const { rows, columns, values } = frame;
  if (rows < 1 || columns < 1 || values.length !== rows * columns) return 'SIZE_MISMATCH';
  let missing = 0;
  for (const value of values) {
    if (value === Infinity || value === -Infinity) return 'NOT_FINITE';
    if (Number.isNaN(value)) missing += 1;
  }
  if (missing === values.length) return 'NOT_FINITE';
  const placed = placement(frame, input);
  const resampled = resample(frame, input, placed);
  const scale = frame.photometric === 'MONOCHROME1' ? -1 : 1;
  const bright = resampled.map((value) => value * scale);
  const bounds = input.window === 'percentile-1-99' ? percentiles(bright) : storedRange(frame);
  if (bounds === null || bounds[1] <= bounds[0]) return 'NO_CONTRAST';
  const { spacingMm } = frame;
  return {
    tensor: windowed(bright, bounds, input.range),
    spacingMm: spacingMm && [spacingMm[0] * placed.scale, spacingMm[1] * placed.scale],
    paddingShare: missing / values.length,
  };
}

interface Placement {
  /** Pixels of the image for one of the tensor. */
  readonly scale: number;
  /** Where the tensor begins in the image; negative where air is put around it. */
  readonly top: number;
  readonly left: number;
}

function placement({ rows, columns }: PixelFrame, { height, width, fit }: InputSpec): Placement {
  const ratios = [rows / height, columns / width] as const;
  const scale = fit === 'letterbox' ? Math.max(...ratios) : Math.min(...ratios);
  return { scale, top: (rows - height * scale) / 2, left: (columns - width * scale) / 2 };
}

/** Means over areas, across and then down; what has no value stays NaN where nothing else lies in the area. */
function resample(
  { rows, columns, values }: PixelFrame,
  { height, width }: InputSpec,
  { scale, top, left }: Placement,
): Float32Array {
  const across = overlaps(width, columns, left, scale);
  const down = overlaps(height, rows, top, scale);
  const sums = new Float64Array(rows * width);
  const weights = new Float64Array(rows * width);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < width; column += 1) {
      let [sum, weight] = [0, 0];
      const from = across.first[column] ?? 0;
      for (
        let at = across.start[column] ?? 0, line = from;
        at < (across.start[column + 1] ?? 0);
        at += 1, line += 1
      ) {
        const value = values[row * columns + line] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        const share = across.share[at] ?? 0;
        sum += value * share;
        weight += share;
      }
      sums[row * width + column] = sum;
      weights[row * width + column] = weight;
    }
  const result = new Float32Array(height * width);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      let [sum, weight] = [0, 0];
      const from = down.first[row] ?? 0;
      for (let at = down.start[row] ?? 0, line = from; at < (down.start[row + 1] ?? 0); at += 1, line += 1) {
        const share = down.share[at] ?? 0;
        sum += (sums[line * width + column] ?? 0) * share;
        weight += (weights[line * width + column] ?? 0) * share;
      }
      result[row * width + column] = weight > 0 ? sum / weight : Number.NaN;
    }
  return result;
}

/** Which lines of an image lie in each cell, and how much of each: `share[start[cell]]` is of line `first[cell]`. */
interface Overlaps {
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly share: Float64Array;
}

function overlaps(cells: number, lines: number, begin: number, scale: number): Overlaps {
  const first = new Int32Array(cells);
  const start = new Int32Array(cells + 1);
  const share: number[] = [];
  for (let cell = 0; cell < cells; cell += 1) {
    const from = Math.max(0, begin + cell * scale);
    const to = Math.min(lines, begin + (cell + 1) * scale);
    first[cell] = Math.floor(from);
    for (let line = Math.floor(from); line < to; line += 1)
      share.push(Math.min(to, line + 1) - Math.max(from, line));
    start[cell + 1] = share.length;
  }
  return { first, start, share: Float64Array.from(share) };
}

function percentiles(values: Float32Array): readonly [number, number] | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return sorted.length === 0 ? null : [at(0.01), at(0.99)];
}

function storedRange({ bitsStored, photometric }: PixelFrame): readonly [number, number] {
  const highest = 2 ** bitsStored - 1;
  return photometric === 'MONOCHROME1' ? [-highest, 0] : [0, highest];
}

/** What has no value is air, the darkest there is. */
function windowed(
  values: Float32Array,
  [low, high]: readonly [number, number],
  [darkest, brightest]: readonly [number, number],
): Float32Array {
  const result = new Float32Array(new SharedArrayBuffer(values.byteLength));
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? Number.NaN;
    const share = Number.isNaN(value) ? 0 : Math.min(1, Math.max(0, (value - low) / (high - low)));
    result[at] = darkest + share * (brightest - darkest);
  }
  return result;
}
