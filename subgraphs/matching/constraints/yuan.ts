import type { Fen } from '../market/measures.ts';

/** Whole yuan, rounded down: nobody is told more than there is. */
export function yuan(amount: Fen): number {
  return Math.floor(amount / 100);
}
