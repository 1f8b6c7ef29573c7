import { SluiceError } from '../../../errors/sluice-error.ts';

interface Line {
  last: Promise<unknown>;
  /** Of all that is under way and waits. */
  weight: number;
}

/**
 * Lets the work of one caller go on one after the other, beside that of others. WHY: what waits for a lock of the database holds
 * one of the few connections meanwhile, and what is computed holds the one thread, so that somebody who asks often enough would
 * leave none to anybody else.
 */
export class Turns {
  readonly #most: number;
  readonly #lines = new Map<string, Line>();

  /** @param most how much of one caller may be under way and wait, by weight; work alone may weigh more */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * @param whose the caller's name among callers
   * @throws SluiceError CALLER_BUSY where too much of it waits already; the work is not begun then. Else whatever the work throws.
   */
  async take<T>(whose: string, work: () => Promise<T>, weight = 1): Promise<T> {
    const line = this.#lines.get(whose) ?? { last: Promise.resolve(), weight: 0 };
    if (line.weight > 0 && line.weight + weight > this.#most) throw new SluiceError('CALLER_BUSY');
    this.#lines.set(whose, line);
    line.weight += weight;
    const turn = line.last.then(work, work);
    line.last = turn;
    try {
      return await turn;
    } finally {
      line.weight -= weight;
      if (line.weight === 0) this.#lines.delete(whose);
    }
  }
}
