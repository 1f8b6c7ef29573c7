/** Wakes who waits for events: the hint that both implementations give, and how it is waited for. */
export class WakeUp {
  private latest = 0;
  private readonly waiting = new Set<() => void>();

  /** There is an event with this sequence, or (absent) with one that the hint does not say. */
  tell(sequence?: number): void {
    this.latest = Math.max(this.latest, sequence ?? 0);
    for (const wake of [...this.waiting]) wake();
  }

  /** Resolves at once where a greater sequence has been told of, else at the next hint, and in any case in time. */
  async wait(after: number, atMostMs: number, signal: AbortSignal): Promise<void> {
    if (this.latest > after || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.waiting.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, atMostMs);
      this.waiting.add(end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
