import { sigmoid } from './calibration.ts';
import type { Activation } from './model-card.ts';

/**
 * The score from 0 to 1 of what a model put out. `op-norm` is torchxrayvision's: the operating point `t` of its training
 * becomes one half, what lies below and above is stretched to either side.
 */
export function scoreOf(output: number, activation: Activation, opNorm?: number): number {
  const score = sigmoid(output);
  if (activation !== 'op-norm' || opNorm === undefined) return score;
  return score < opNorm ? score / (2 * opNorm) : 1 - (1 - score) / (2 * (1 - opNorm));
}
