import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded } from '../../kit/changes/has-ended.ts';
import { askByKey, type AnsweredPage, type AskSettings } from './operation/ask-records.ts';
import { readEmployer } from './operation/read-records.ts';
import { closureSignalOf } from './picture/closure-signal.ts';
import { employerTimeline } from './picture/employer-timeline.ts';
import type { ReadEmployer, RepositoryStore } from './store/repository-store.ts';

export interface EmployersParts {
  readonly store: RepositoryStore;
  readonly ask: AskSettings['ask'];
  /** How often firms are read while people are. */
  readonly everyMs: number;
}

const AT_ONCE = 20;
/** While nothing else is to be done, how often it is looked whether a firm waits. */
const QUIET_MS = 100;

/**
 * Reads the firms that wait to be read, beside the people, whom it does not keep waiting: a whole staff is counted, at leisure,
 * once for many changes.
 */
export class EmployersReader {
  private readonly parts: EmployersParts;
  private readonly signal: AbortSignal;
  private failure: { readonly error: unknown } | null = null;
  private isQuiet = false;

  constructor(parts: EmployersParts, signal: AbortSignal) {
    this.parts = parts;
    this.signal = signal;
  }

  /** Whether nothing else is to be done. */
  set quiet(isQuiet: boolean) {
    this.isQuiet = isQuiet;
  }

  /** Throws for as long as something keeps firms from being read: whoever reads the people waits for it or tells it. */
  rethrow(): void {
    if (this.failure !== null) throw this.failure.error;
  }

  /** Resolves when the signal aborts. */
  async follow(): Promise<void> {
    while (!hasEnded(this.signal)) {
      this.failure = await this.readDue().then(
        () => null,
        (error: unknown) => ({ error }),
      );
      const { everyMs } = this.parts;
      const pause = this.isQuiet && this.failure === null ? Math.min(QUIET_MS, everyMs) : everyMs;
      await sleep(pause, undefined, { signal: this.signal }).catch(() => undefined);
    }
  }

  private async readDue(): Promise<void> {
    const { store, ask } = this.parts;
    const due = await store.dueEmployers(AT_ONCE);
    const place = due.length === 0 ? null : await store.place();
    if (place === null) return;
    const codes = due.map(({ creditCode }) => creditCode);
    const pages = await askByKey('enterprises', codes, { ask, signal: this.signal });
    const keys = pages.flatMap((page) => page.keys);
    const employers = pages.flatMap((page) => employersOf(page, place.day));
    await store.keepEmployers(place, due, { keys, employers });
  }
}

function employersOf(page: AnsweredPage, day: string): readonly ReadEmployer[] {
  return page.nodes.flatMap((node) => {
    const records = readEmployer(node);
    if (records === null) return [];
    const slices = employerTimeline(records, day);
    const picture = { creditCode: records.creditCode, slices, signal: closureSignalOf(slices, day) };
    return [{ picture, exchangeId: page.exchangeId }];
  });
}
