import { SluiceError } from '../../../errors/sluice-error.ts';

/** How much of one caller may be under way and wait. Nobody who clicks comes near it. */
const MOST_OF_ONE = 40;

/**
 * Lets the work of one caller go on one after the other, beside that of others. WHY: what waits for a lock of the database holds
 * one of the few connections meanwhile, so that somebody who asks often enough would leave none to anybody else.
 */
export class Turns {
  readonly #lines = new Map<string, Promise<unknown>[]>();

  /**
   * @param whose the caller's name among callers
   * @throws SluiceError SERVICE_BUSY where too much of it waits already; the work is not begun then. Else whatever the work throws.
   */
  async take<T>(whose: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(whose) ?? [];
    if (line.length >= MOST_OF_ONE) throw new SluiceError('SERVICE_BUSY');
    const turn = (line.at(-1) ?? Promise.resolve()).then(work, work);
    this.#lines.set(whose, line);
    line.push(turn);
    try {
      return await turn;
    } finally {
      void line.shift();
      if (line.length === 0) this.#lines.delete(whose);
    }
  }
}
