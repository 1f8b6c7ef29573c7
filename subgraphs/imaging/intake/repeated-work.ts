import { Bell } from '../inference/queue/bell.ts';

export interface Repetition {
  /** How often it is done where nobody asks for it. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/** Work that is done when it is asked for, and every so often without that; one round at a time. */
export class RepeatedWork {
  readonly #work: () => Promise<void>;
  readonly #repetition: Repetition;
  readonly #bell = new Bell();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #loop: Promise<void>;
  #stopped = false;

  /** The first round begins at once. */
  constructor(work: () => Promise<void>, repetition: Repetition) {
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
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.wake();
    }, ms);
    this.#timers.add(timer);
  }

  /** Ends once the present round is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#bell.ring();
    await this.#loop;
  }

  async #repeat(): Promise<void> {
    while (!this.#stopped) {
      const { rung } = this.#bell;
      await this.#work().catch(this.#repetition.onError);
      await this.#bell.wait(this.#repetition.everyMs, rung);
    }
  }
}
