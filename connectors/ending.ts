import type { ReadOptions } from './contract.ts';

export type EndReason = 'cancelled' | 'deadline';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The end of one read, whichever comes first: the caller's signal or the deadline. */
export class Ending implements Disposable {
  reason: EndReason | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly deadlineAt: number;
  private readonly timer: NodeJS.Timeout;
  private readonly signal: AbortSignal;
  private readonly onAbort = (): void => this.end('cancelled');

  constructor({ signal, deadlineMs }: ReadOptions) {
    this.deadlineAt = performance.now() + deadlineMs;
    this.signal = signal;
    this.timer = setTimeout(() => this.end('deadline'), Math.min(Math.max(deadlineMs, 0), LONGEST_TIMER_MS));
    if (signal.aborted) this.end('cancelled');
    else signal.addEventListener('abort', this.onAbort, { once: true });
  }

  remainingMs(): number {
    return this.deadlineAt - performance.now();
  }

  /** Calls back at the end, at once where it has come already; the answer takes the callback back. */
  whenEnded(listener: () => void): () => void {
    if (this.reason === null) this.listeners.add(listener);
    else listener();
    return () => this.listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
    this.signal.removeEventListener('abort', this.onAbort);
    this.listeners.clear();
  }

  private end(reason: EndReason): void {
    if (this.reason !== null) return;
    this.reason = reason;
    for (const listener of [...this.listeners]) listener();
    this.listeners.clear();
  }
}
