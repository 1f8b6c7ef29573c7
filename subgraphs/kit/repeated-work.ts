import { Bell } from './bell.ts';

export interface Repetition {
  /** How often it is done where nobody asks for it. */
  readonly everyMs: number;
  /** When the first round begins; at once where nothing is said. */
  readonly firstAfterMs?: number;
  readonly onError: (error: unknown) => void;
}

/** One round; true where there is more to do, which is then done at once. `stopping` ends what takes long. */
export type Round = (stopping: AbortSignal) => Promise<unknown>;

/** Work that is done when it is asked for, and every so often without that; one round at a time, whichever way it ends. */
export class RepeatedWork {
  readonly #work: Round;
  readonly #repetition: Repetition;
  readonly #bell = new Bell();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;

  constructor(work: Round, repetition: Repetition) {
    this.#work = work;
    this.#repetition = repetition;
    this.#loop = this.#repeat();
  }

  /** Does it now; once more after the present round where there is one. */
  wake(): void {
    this.#bell.ring();
  }

  /** Does it after so long. */
  wakeIn(ms: number): void {
    if (this.#stopping.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.wake();
    }, ms);
    this.#timers.add(timer);
  }

  /** Ends once the present round is done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#bell.ring();
    await this.#loop;
  }

  async #repeat(): Promise<void> {
    const { everyMs, firstAfterMs = 0 } = this.#repetition;
    if (firstAfterMs > 0) await this.#bell.wait(firstAfterMs, this.#bell.rung);
    while (!this.#stopping.signal.aborted) {
      const { rung } = this.#bell;
      const isMore = (await this.#round()) === true;
      if (!isMore) await this.#bell.wait(everyMs, rung);
    }
  }

  async #round(): Promise<unknown> {
    try {
      return await this.#work(this.#stopping.signal);
    } catch (error) {
      this.#repetition.onError(error);
      return false;
    }
  }
}
