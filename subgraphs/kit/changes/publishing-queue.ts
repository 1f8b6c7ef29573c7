import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeEvent } from '../../../stream/change-event.ts';
import type { CaptureParts } from './capture.ts';
import { hasEnded } from './has-ended.ts';

const BATCH = 1_000;
const LONGEST_PAUSE_MS = 5_000;

type Entry = ChangeEvent | { readonly kept: () => void };

/** Publishes events in order and says of each place in the order when everything before it is durable. */
export class PublishingQueue {
  private readonly parts: CaptureParts;
  private readonly signal: AbortSignal;
  private readonly onPublished: () => void;
  private entries: Entry[] = [];
  private publishing: Promise<void> | null = null;

  /** @param onPublished told whenever the queue has become shorter */
  constructor(parts: CaptureParts, signal: AbortSignal, onPublished: () => void = () => undefined) {
    this.parts = parts;
    this.signal = signal;
    this.onPublished = onPublished;
  }

  get length(): number {
    return this.entries.length;
  }

  push(event: ChangeEvent): void {
    this.entries.push(event);
    if (this.entries.length >= BATCH) this.start();
  }

  /** `kept` is called when every event pushed so far is durable; never, where the signal aborts before. */
  mark(kept: () => void): void {
    this.entries.push({ kept });
    this.start();
  }

  /** Resolves when nothing is left, or the signal aborted. */
  async settled(): Promise<void> {
    while (this.publishing !== null) await this.publishing;
  }

  private start(): void {
    this.publishing ??= this.drain().finally(() => {
      this.publishing = null;
      if (this.entries.length > 0 && !this.signal.aborted) this.start();
    });
  }

  private async drain(): Promise<void> {
    while (this.entries.length > 0 && !this.signal.aborted) {
      const taken = this.entries.slice(0, BATCH);
      this.entries = this.entries.slice(taken.length);
      await this.publish(taken.filter((entry) => 'position' in entry));
      if (hasEnded(this.signal)) return;
      for (const entry of taken) if ('kept' in entry) entry.kept();
      this.onPublished();
    }
  }

  /** WHY: a stream that is away is waited for, however long; the source keeps its log for us meanwhile. */
  private async publish(events: readonly ChangeEvent[]): Promise<void> {
    for (let pause = 100; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.parts.stream.publish(events);
        if (pause > 100) this.parts.say('info', 'StreamIsBack', 'changes are published again');
        return;
      } catch {
        if (this.signal.aborted) return;
        if (pause === 100) this.parts.say('warn', 'StreamAway', 'changes wait until they can be published');
        await sleep(pause, undefined, { signal: this.signal }).catch(() => undefined);
      }
    }
  }
}
