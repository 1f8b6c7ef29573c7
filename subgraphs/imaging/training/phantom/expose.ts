import type { SeededRandom } from '../seeded-random.ts';
import { SIDE, type ThicknessMaps } from './thickness-maps.ts';

/** A place where images are taken, by what its machine does to them. */
export interface Site {
  /** Photons that would reach a pixel with nobody in the way. */
  readonly dose: number;
  /** Scattered photons for each that came straight. */
  readonly scatter: number;
  /** Of the focus and the detector, in pixels. */
  readonly blur: number;
}

export const SITES = {
  A: { dose: 9000, scatter: 0.25, blur: 0.6 },
  B: { dose: 3500, scatter: 0.45, blur: 0.8 },
  C: { dose: 1600, scatter: 0.8, blur: 1.1 },
  demonstration: { dose: 5000, scatter: 0.35, blur: 0.7 },
} as const satisfies Record<string, Site>;
export type SiteName = keyof typeof SITES;
/** Where the images are from that the demonstration model learns from. */
export const LEARNT_SITES = ['A', 'B', 'C'] as const satisfies readonly SiteName[];
/** That of the demonstration hospital: the model has learnt nothing there, and joins with figures of its own. */
export const JOINING_SITE = 'demonstration' satisfies SiteName;
export const SITE_NAMES = [...LEARNT_SITES, JOINING_SITE] as const;

/** Attenuation in 1/mm at the energies of a chest image. */
const SOFT = 0.019;
const LUNG = 0.0048;
const BONE = 0.048;
/** Scatter goes far: pixels on each side over which it is spread. */
const SCATTER_REACH = 20;

/** What the detector reads, −ln(photons/dose): Beer–Lambert, scatter, blur and the noise of counting. Bone is bright. */
export function expose(maps: ThicknessMaps, site: Site, random: SeededRandom): Float32Array {
  const primary = new Float32Array(SIDE * SIDE);
  for (let pixel = 0; pixel < primary.length; pixel += 1) {
    const body = maps.body[pixel] ?? 0;
    const lung = maps.lung[pixel] ?? 0;
    const bone = maps.bone[pixel] ?? 0;
    const soft = Math.max(0, body - lung - bone - (maps.air[pixel] ?? 0));
    primary[pixel] = Math.exp(-(SOFT * soft + LUNG * lung + BONE * bone));
  }
  const box = new Float64Array(2 * SCATTER_REACH + 1).fill(1 / (2 * SCATTER_REACH + 1));
  const scattered = spread(primary, box);
  // Air beside the body scatters nothing into the middle of it: what counts is the light behind the body.
  const arriving = spread(
    primary.map((value, pixel) => value + site.scatter * Math.min(value * 3, scattered[pixel] ?? 0)),
    gaussian(site.blur),
  );
  return arriving.map((value) => -Math.log(Math.max(0.5, random.poisson(site.dose * value)) / site.dose));
}

function gaussian(sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Rows, then columns; beyond the edge the image goes on as at the edge. */
function spread(image: Float32Array, weights: Float64Array): Float32Array {
  return along(along(image, weights, 1, SIDE), weights, SIDE, 1);
}

function along(image: Float32Array, weights: Float64Array, step: number, lineStep: number): Float32Array {
  const result = new Float32Array(image.length);
  const reach = (weights.length - 1) / 2;
  const padded = new Float64Array(SIDE + 2 * reach);
  for (let line = 0; line < SIDE; line += 1) {
    const start = line * lineStep;
    for (let at = 0; at < padded.length; at += 1)
      padded[at] = image[start + Math.min(SIDE - 1, Math.max(0, at - reach)) * step] ?? 0;
    for (let at = 0; at < SIDE; at += 1) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap += 1) sum += (weights[tap] ?? 0) * (padded[at + tap] ?? 0);
      result[start + at * step] = sum;
    }
  }
  return result;
}
