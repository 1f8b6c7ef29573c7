import { PARAMETERS, sizeOf, type Parameters } from './network.ts';

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.99;
const WEIGHT_DECAY = 1e-3;
const EPSILON = 1e-8;
const PEAK_RATE = 2.5e-3;
const WARM_UP = 0.2;

/** Rises for the first fifth of all steps, then falls along a cosine to nothing. */
export function learningRate(step: number, steps: number): number {
  const warm = steps * WARM_UP;
  if (step < warm) return (PEAK_RATE * (step + 1)) / warm;
  return (PEAK_RATE / 2) * (1 + Math.cos((Math.PI * (step - warm)) / Math.max(1, steps - warm)));
}

/** Adam with decoupled weight decay (Loshchilov and Hutter, 2019); biases do not decay. */
export class Adam {
  readonly parameters: Parameters;
  readonly first: Parameters;
  readonly second: Parameters;
  #steps: number;

  constructor(parameters: Parameters, from?: { first: Parameters; second: Parameters; steps: number }) {
    const zeros = (): Parameters =>
      new Map(PARAMETERS.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]));
    this.parameters = parameters;
    this.first = from?.first ?? zeros();
    this.second = from?.second ?? zeros();
    this.#steps = from?.steps ?? 0;
  }

  get steps(): number {
    return this.#steps;
  }

  step(gradients: Parameters, rate: number): void {
    this.#steps += 1;
    const firstScale = 1 / (1 - FIRST_DECAY ** this.#steps);
    const secondScale = 1 / (1 - SECOND_DECAY ** this.#steps);
    for (const [name, values] of this.parameters) {
      const gradient = gradients.get(name);
      const first = this.first.get(name);
      const second = this.second.get(name);
      if (gradient === undefined || first === undefined || second === undefined)
        throw new Error(`there is no gradient of ${name}`);
      const decay = name.startsWith('weight') ? rate * WEIGHT_DECAY : 0;
      for (let at = 0; at < values.length; at += 1) {
        const slope = gradient[at] ?? 0;
        const mean = FIRST_DECAY * (first[at] ?? 0) + (1 - FIRST_DECAY) * slope;
        const square = SECOND_DECAY * (second[at] ?? 0) + (1 - SECOND_DECAY) * slope * slope;
        first[at] = mean;
        second[at] = square;
        const value = values[at] ?? 0;
        const move = (mean * firstScale) / (Math.sqrt(square * secondScale) + EPSILON);
        values[at] = value - rate * move - decay * value;
      }
    }
  }
}
