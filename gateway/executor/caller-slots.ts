/** Of whom a fetch is under way. */
export type Leave = () => void;

/**
 * Lets each caller have so many fetches under way at once; its others wait in their order. WHY: an agency's connections and its
 * thread are everybody's, and who asks a hundred times at once would have all of them.
 */
export class CallerSlots {
  readonly #most: number;
  readonly #callers = new Map<string, { underWay: number; readonly waiting: (() => void)[] }>();

  /** @param most fetches of one caller under way */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * @returns what is to be called, once, when the fetch is over; null where the caller's others took too long
   * @throws the reason of `signal` where it is aborted first
   */
  async enter(caller: string, waitMs: number, signal: AbortSignal): Promise<Leave | null> {
    const own = this.#callers.get(caller) ?? { underWay: 0, waiting: [] };
    this.#callers.set(caller, own);
    if (own.underWay < this.#most) own.underWay += 1;
    else if (!(await isCalled(own.waiting, AbortSignal.any([signal, AbortSignal.timeout(waitMs)])))) {
      signal.throwIfAborted();
      return null;
    }
    return () => {
      // Whoever is called takes over the place of whoever leaves.
      const next = own.waiting.shift();
      if (next !== undefined) next();
      else own.underWay -= 1;
      if (own.underWay === 0) this.#callers.delete(caller);
    };
  }
}

/** Waits at the end of a line; false where the signal comes first. */
function isCalled(line: (() => void)[], signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const call = (): void => {
      signal.removeEventListener('abort', give);
      resolve(true);
    };
    const give = (): void => {
      line.splice(line.indexOf(call), 1);
      resolve(false);
    };
    signal.addEventListener('abort', give, { once: true });
    line.push(call);
  });
}
