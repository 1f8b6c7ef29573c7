import type { Prng } from '../draw/prng.ts';

/** Draws from things of unequal weight, in the time of a binary search. */
export class Weighted<T> {
  readonly #things: readonly T[];
  readonly #upTo: Float64Array;

  constructor(things: readonly T[], weightOf: (thing: T) => number) {
    this.#things = things;
    this.#upTo = new Float64Array(things.length);
    let sum = 0;
    things.forEach((thing, i) => {
      sum += weightOf(thing);
      this.#upTo[i] = sum;
    });
  }

  draw(rng: Prng): T {
    const at = rng.unit() * (this.#upTo.at(-1) ?? 0);
    let [low, high] = [0, this.#upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#upTo[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    const thing = this.#things[low];
    if (thing === undefined) throw new RangeError('nothing to draw from');
    return thing;
  }
}

/** Up to `most` different ones of them, in their order; each as likely. */
export function someOf<T>(rng: Prng, things: readonly T[], most: number): readonly T[] {
  if (things.length <= most) return things;
  const chosen = new Set<number>();
  while (chosen.size < most) chosen.add(rng.between(0, things.length - 1));
  return things.filter((_, i) => chosen.has(i));
}
