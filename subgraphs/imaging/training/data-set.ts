import { setImmediate } from 'node:timers/promises';
import { preprocess, type InputSpec } from '../inference/preprocess.ts';
import { CELL_COUNT, LABEL_COUNT } from './network.ts';
import { drawPhantom } from './phantom/phantom.ts';
import type { Sex } from './phantom/anatomy.ts';
import type { SiteName } from './phantom/expose.ts';
import { PIXEL_MM, SIDE } from './phantom/thickness-maps.ts';

export const PIXELS = SIDE * SIDE;
/** What the demonstration model wants to be given. */
export const CHEST_INPUT: InputSpec = {
  name: 'image',
  height: SIDE,
  width: SIDE,
  range: [-1, 1],
  window: 'percentile-1-99',
  fit: 'letterbox',
};

export interface CaseFacts {
  readonly site: SiteName;
  readonly sex: Sex;
  readonly age: number;
}

/** Phantoms as the model is given them. */
export interface DataSet {
  readonly count: number;
  /** Pixels × 32,767: half the memory of floats. */
  readonly images: Int16Array;
  readonly truth: Uint8Array;
  readonly cells: Uint8Array;
  readonly facts: readonly CaseFacts[];
}

const IMAGE_SCALE = 32_767;

export interface DataSetRequest {
  readonly seed: number;
  /** The number of the first phantom. */
  readonly first: number;
  readonly count: number;
  /** Of each; by chance one of those learnt from where it is not given. */
  readonly site?: SiteName;
}

/** Draws the phantoms `first` to `first + count` of a seed, each as it would come from its site. */
export async function drawDataSet(
  { seed, first, count, site }: DataSetRequest,
  signal?: AbortSignal,
): Promise<DataSet> {
  const images = new Int16Array(count * PIXELS);
  const truth = new Uint8Array(count * LABEL_COUNT);
  const cells = new Uint8Array(count * LABEL_COUNT * CELL_COUNT);
  const facts: CaseFacts[] = [];
  for (let at = 0; at < count; at += 1) {
    signal?.throwIfAborted();
    const phantom = drawPhantom(seed, first + at, site);
    const prepared = preprocess(
      {
        rows: SIDE,
        columns: SIDE,
        bitsStored: 16,
        values: phantom.values,
        photometric: 'MONOCHROME2',
        spacingMm: [PIXEL_MM, PIXEL_MM],
      },
      CHEST_INPUT,
    );
    if (typeof prepared === 'string') throw new Error(`phantom ${first + at} can not be used: ${prepared}`);
    images.set(
      prepared.tensor.map((value) => Math.round(value * IMAGE_SCALE)),
      at * PIXELS,
    );
    truth.set(phantom.truth.map(Number), at * LABEL_COUNT);
    cells.set(phantom.cells, at * LABEL_COUNT * CELL_COUNT);
    facts.push({ site: phantom.site, sex: phantom.sex, age: phantom.age });
    // Whoever wants to stop the drawing is heard.
    if (at % 50 === 0) await setImmediate();
  }
  return { count, images, truth, cells, facts };
}

/** The pixels of one image as floats, written into `into` from `offset` on, times `intensity`. */
export function copyImage(
  { images }: DataSet,
  index: number,
  into: Float32Array,
  { offset, intensity }: { readonly offset: number; readonly intensity: number },
): void {
  const scale = intensity / IMAGE_SCALE;
  const from = index * PIXELS;
  for (let pixel = 0; pixel < PIXELS; pixel += 1) into[offset + pixel] = (images[from + pixel] ?? 0) * scale;
}
