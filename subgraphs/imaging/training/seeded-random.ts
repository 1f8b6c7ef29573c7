/** Random numbers that follow from a seed, the same on every machine. */
export interface SeededRandom {
  /** From 0 to below 1. */
  uniform(): number;
  between(low: number, high: number): number;
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  chance(probability: number): boolean;
  /** Of mean 0 and deviation 1. */
  normal(): number;
  /** A count of photons where `mean` are expected. */
  poisson(mean: number): number;
}

/** Above this the normal approximation of Poisson errs by less than the noise of one photon. */
const LARGE_MEAN = 25;
const TWO_TO_32 = 4_294_967_296;

/** The generator sfc32 (Doty-Humphrey), begun from `seed` and `stream`, two whole numbers below 2³². */
export function seededRandom(seed: number, stream: number): SeededRandom {
  let a = seed >>> 0;
  let b = stream >>> 0;
  let c = 0x9e37_79b9;
  let counter = 1;
  const uniform = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / TWO_TO_32;
  };
  for (let round = 0; round < 15; round += 1) uniform();
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const poisson = (mean: number): number => {
    if (mean > LARGE_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const limit = Math.exp(-mean);
    let count = -1;
    for (let product = 1; product > limit; product *= uniform()) count += 1;
    return Math.max(0, count);
  };
  return {
    uniform,
    normal,
    poisson,
    between: (low, high) => low + (high - low) * uniform(),
    below: (count) => Math.floor(uniform() * count),
    chance: (probability) => uniform() < probability,
  };
}
