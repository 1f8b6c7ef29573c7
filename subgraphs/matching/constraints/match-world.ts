import type { IsoDate } from '../market/measures.ts';
import { world, type World } from '../market/world.ts';

/** What a pair is judged against beside its two sides. */
export interface MatchWorld extends World {
  /** The day on which it is judged; read anew at each question, so that a standing process can let it move on. */
  readonly day: IsoDate;
}

/** The world as it ships, on one day. */
export function worldOn(day: IsoDate): MatchWorld {
  return { ...world, day };
}
