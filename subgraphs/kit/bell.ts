/** Ends the waiting of those who wait for something to do. */
export class Bell {
  #rung = 0;
  readonly #waiting = new Set<() => void>();

  /** How often it was rung. Who notes it before looking for work misses no ring between the look and the waiting. */
  get rung(): number {
    return this.#rung;
  }

  ring(): void {
    this.#rung += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Until so much time is over, or it has been rung more often than it was noted. */
  async wait(ms: number, noted: number): Promise<void> {
    if (this.#rung !== noted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waiting.add(wake);
    });
  }
}
