import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

interface Patience {
  /** Less than the time that Jest gives the test, so that what is there instead is said. */
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/**
 * Looks until it is as wished: a change is heard of in milliseconds, but by another process. What never is so throws, with what
 * was seen last.
 */
export async function onceSo<T>(
  look: () => Promise<T>,
  isSo: (seen: T) => boolean,
  { withinMs = 120_000, everyMs = 200 }: Patience = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`last seen: ${inspect(seen, { depth: 6 }).slice(0, 2_000)}`);
    await sleep(everyMs);
  }
}
