import { setTimeout as sleep } from 'node:timers/promises';

/** Every look is an entry in the ledger: quick at first, patient with long runs. */
const WAIT_MS = { first: 250, most: 2_000 };

/** Looks at a run, or at several together, until it is over; throws where there is none. */
export async function followRun<T>(
  look: () => Promise<T | null>,
  isOver: (state: T) => boolean,
  onProgress: (state: T) => void,
): Promise<T> {
  for (let wait = WAIT_MS.first; ; wait = Math.min(wait * 1.5, WAIT_MS.most)) {
    const state = await look();
    if (state === null) throw new Error('there is no such run 没有该次运行');
    onProgress(state);
    if (isOver(state)) return state;
    await sleep(wait);
  }
}
