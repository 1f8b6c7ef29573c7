export interface QueueParts<Work extends { readonly id: string }> {
  /** How many go on at a time; the others wait in order. */
  readonly concurrency: number;
  /** @param signal ends it when the queue is stopped */
  readonly carryOut: (work: Work, signal: AbortSignal) => Promise<void>;
  /** Told what `carryOut` failed with. */
  readonly onStuck: (id: string, error: unknown) => void;
}

/** Carries work out in the order in which it came, so much at a time, until it is stopped. */
export class WorkQueue<Work extends { readonly id: string }> {
  private readonly parts: QueueParts<Work>;
  private readonly waiting: Work[] = [];
  private readonly going = new Map<Work, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(parts: QueueParts<Work>) {
    this.parts = parts;
  }

  /** What goes on or waits under an id. */
  find(id: string): Work | undefined {
    return [...this.going.keys(), ...this.waiting].find((work) => work.id === id);
  }

  add(work: Work): void {
    this.waiting.push(work);
    this.startNext();
  }

  /** Begins nothing more, ends what goes on and waits for that. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.going.values());
  }

  private startNext(): void {
    const { concurrency, carryOut, onStuck } = this.parts;
    const { signal } = this.stopping;
    while (!signal.aborted && this.going.size < concurrency) {
      const work = this.waiting.shift();
      if (work === undefined) return;
      const done = carryOut(work, signal)
        .catch((error: unknown) => onStuck(work.id, error))
        .finally(() => {
          this.going.delete(work);
          this.startNext();
        });
      this.going.set(work, done);
    }
  }
}
